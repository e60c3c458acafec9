import type { Browser, Page } from 'playwright-core';
import type { Outcome } from '../outcome';
import { openPage } from './open-page';

/** More than the page has places for the focus before its table. */
const MANY_TABS = 160;

/** Everything works without a pointer. */
export async function checkKeyboard(browser: Browser, file: string, outcome: Outcome): Promise<void> {
  const { page, faults, close } = await openPage(browser, file);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  outcome.check((await roleOfFocus(page)) === 'grid', 'the first link leads to the alerts');
  await checkAlert(page, outcome);
  await checkWorst(page, outcome);
  await checkSearch(page, outcome);
  await checkTimeline(page, outcome);
  await checkTabs(page, outcome);
  outcome.check(faults.length === 0, 'nothing fails on the way', faults);
  await close();
}

async function checkWorst(page: Page, outcome: Outcome): Promise<void> {
  const worst = page.locator('.worst button');
  const expected = await worst.textContent();
  // A button that wraps is a box: a comma after it would begin the next line.
  const after = await worst.evaluate((button) => button.nextSibling?.textContent?.trim() ?? '');
  outcome.check(!/^[,.;:]/.test(after), 'what is said of the worst alert begins with a word', [after]);
  await worst.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('region', { name: 'Record' }).waitFor();
  const title = await dialog.getByRole('heading', { level: 2 }).textContent();
  outcome.check(title === expected, 'the top of the page opens the worst alert', [
    String(expected),
    String(title),
  ]);
  await page.keyboard.press('Escape');
}

async function checkAlert(page: Page, outcome: Outcome): Promise<void> {
  for (const key of ['ArrowDown', 'ArrowDown', 'End', 'Home', 'PageDown', 'ArrowUp'])
    await page.keyboard.press(key);
  const row = page.locator('[aria-selected=true]');
  const expected = {
    title: await row.locator('.title').textContent(),
    time: (await row.locator('.time').textContent())?.replace(' ', 'T'),
  };
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('region', { name: 'Record' }).waitFor();
  const title = await dialog.getByRole('heading', { level: 2 }).textContent();
  const record = (await dialog.getByRole('region', { name: 'Record' }).textContent()) ?? '';
  outcome.check(
    title === expected.title && record.includes(`"eventTime": "${expected.time}Z"`),
    'Enter opens the record of the alert that the arrow keys chose',
    [JSON.stringify(expected), String(title), record],
  );
  const marks = await dialog.locator('mark').allTextContents();
  const conditions = await dialog.getByRole('listitem').allTextContents();
  outcome.check(
    marks.length === 2 &&
      marks.some((mark) => /^"Call\d+"$/.test(mark)) &&
      marks.some((mark) => mark.startsWith('"target-')),
    'the values by which the rule matched are marked, and no others',
    [...marks, ...conditions],
  );
  await dialog.getByRole('button', { name: 'Next' }).press('Enter');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  outcome.check((await roleOfFocus(page)) === 'grid', 'Escape leads back to the alerts');
}

async function checkSearch(page: Page, outcome: Outcome): Promise<void> {
  const before = await page.getByRole('status').first().textContent();
  await page.keyboard.press('/');
  await page.keyboard.type('user-1');
  const after = await page.getByRole('status').first().textContent();
  outcome.check(
    before !== after && /^\d+ of 600 alerts$/.test(after ?? ''),
    'a search says how many alerts it leaves',
    [String(before), String(after)],
  );
  const address = page.url();
  outcome.check(address.endsWith('#q=user-1'), 'the address holds the search', [address]);
  await page.getByRole('searchbox').fill('');
}

async function checkTimeline(page: Page, outcome: Outcome): Promise<void> {
  const bars = page.getByRole('group', { name: /^Alerts over time/ });
  await bars.getByRole('button').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const chip = page.getByRole('button', { name: /^Remove the filter When: / });
  outcome.check(await chip.isVisible(), 'a bar of the timeline narrows the page to its time');
  await chip.press('Enter');
  outcome.check(!(await chip.isVisible()), 'a filter can be removed');
}

/** The focus goes through the page and leaves it again. */
async function checkTabs(page: Page, outcome: Outcome): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const roles: string[] = [];
  for (let tab = 0; tab < MANY_TABS; tab++) {
    await page.keyboard.press('Tab');
    roles.push(await roleOfFocus(page));
  }
  const isThrough = roles.includes('grid') && roles.includes('BODY') && roles.includes('INPUT');
  outcome.check(isThrough, 'Tab goes through the whole page and out of it', [roles.join(' ')]);
}

function roleOfFocus(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('role') ?? activeElement?.tagName ?? '';
  });
}
