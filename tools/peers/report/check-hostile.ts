import type { Browser } from 'playwright-core';
import type { Outcome } from '../outcome';
import { openPage } from './open-page';

/** Where links of the page lead that trailwatch makes. */
const OWN_PAGES =
  /^https:\/\/((?:[a-z0-9-]+\.)*console\.aws\.amazon\.com|docs\.aws\.amazon\.com|attack\.mitre\.org|github\.com)$/;

/** What stands in records and rules is text, wherever it is shown, and nothing is asked for. */
export async function checkHostile(browser: Browser, file: string, outcome: Outcome): Promise<void> {
  const { page, faults, close } = await openPage(browser, file);
  await page.getByRole('searchbox').fill('user/user-0 <img');
  const rows = page.getByRole('grid').getByRole('row');
  await rows.first().waitFor();
  const text = (await rows.first().textContent()) ?? '';
  outcome.check(text.includes('<img src=x onerror='), 'markup in names is shown as text', [text]);
  await rows.first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('region', { name: 'Record' }).waitFor();
  const record = (await dialog.textContent()) ?? '';
  outcome.check(
    record.includes('\\u2028') && !/[\u2028\u202e]/.test(record),
    'invisible characters are escapes',
  );
  const hosts = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('a[href]')]
      .map(({ protocol, hostname }) => `${protocol}//${hostname}`)
      .filter((host) => host !== `${location.protocol}//${location.hostname}`),
  );
  outcome.check(
    record.includes('evil.example') && hosts.length > 0 && hosts.every((host) => OWN_PAGES.test(host)),
    'an address in a record is text, and each link leads to a page of AWS, of ATT&CK or of trailwatch',
    hosts,
  );
  const who = dialog.locator('dl a');
  await who.click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('main').getByRole('link', { name: 'All actors' }).click();
  const marks = await page.evaluate(() => ({
    hit: 'hit' in globalThis,
    images: document.images.length,
    scripts: document.querySelectorAll('script:not([type])').length,
    hidden: /[\u2028\u202e]/.test(document.body.innerText),
  }));
  outcome.check(
    !marks.hit && marks.images === 0 && marks.scripts === 1 && !marks.hidden,
    'nothing of a record or a rule becomes an element, or runs',
    [JSON.stringify(marks)],
  );
  outcome.check(
    faults.length === 0,
    'the page asks for nothing, and keeps its Content-Security-Policy',
    faults,
  );
  await close();
  await checkPolicy(browser, file, outcome);
}

/** Proves that the policy is in force: what was not written by trailwatch does not run. */
async function checkPolicy(browser: Browser, file: string, outcome: Outcome): Promise<void> {
  const { page, faults, close } = await openPage(browser, file);
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    document.body.append(script);
    try {
      script.textContent = 'globalThis.hit = 1';
    } catch {
      // Trusted Types refuse the text.
    }
    const sent = await fetch('https://198.51.100.1/').then(
      () => true,
      () => false,
    );
    return 'hit' in globalThis || sent;
  });
  const blocked = faults.filter((fault) => fault.startsWith('console:'));
  outcome.check(
    !ran && blocked.length > 0,
    'a script that is put into the page does not run, and sends nothing',
    faults,
  );
  await close();
}
