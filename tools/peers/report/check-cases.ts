import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { ATTACK_SETS, ordinaryWork } from '../../../test/bin/case/attack-sets';
import type { Outcome } from '../outcome';
import { runProcess } from '../run-process';
import { judge, LOOKS } from './check-accessibility';
import { openPage } from './open-page';
import { HOSTILE } from './report-estate';

/** As it is shipped. */
const COMMAND_LINE = join(__dirname, '../../../dist/bin/trailwatch.js');

/** Writes the report of an attack in which a name is markup. */
async function writeAttack(folder: string, outcome: Outcome): Promise<string> {
  const logs = join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const attack = ATTACK_SETS['a chain of roles into another account'];
  const records = [...ordinaryWork(), ...(attack?.('a') ?? [])];
  const hostile = records.map((record) => ({ ...record, userAgent: HOSTILE }));
  writeFileSync(join(logs, 'records.json'), JSON.stringify({ Records: hostile }));
  const out = join(folder, 'case.html');
  const { status, stderr } = await runProcess(process.execPath, [COMMAND_LINE, 'report', logs, '--out', out]);
  outcome.check(status === 0, 'a page with a case is written', [stderr]);
  return out;
}

/** The page of a case: all of its parts, on a screen, on paper and 390 px wide, and nothing in it that runs or leads away. */
export async function checkCases(browser: Browser, folder: string, outcome: Outcome): Promise<void> {
  const file = await writeAttack(folder, outcome);
  for (const [name, look] of Object.entries(LOOKS)) {
    const { page, faults, close } = await openPage(browser, file, { ...look, bypassCSP: true });
    await page
      .getByRole('region', { name: /^Cases/ })
      .getByRole('link')
      .first()
      .click();
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    const heads = await page.getByRole('heading', { level: 2 }).allTextContents();
    outcome.check(heads.length === 7, `a case has its seven parts, ${name}`, heads);
    await judge(page, `a case, ${name}`, outcome);
    const marks = await page.evaluate(() => ({
      isWide: document.documentElement.scrollWidth > innerWidth,
      hit: 'hit' in globalThis || document.images.length > 0,
      leadsAway: [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].some(
        ({ pathname }) => pathname !== location.pathname,
      ),
      text: document.body.innerText,
    }));
    outcome.check(!marks.isWide, `a case does not scroll sideways, ${name}`);
    outcome.check(
      !marks.hit &&
        !marks.leadsAway &&
        marks.text.includes('<img src=x') &&
        !/[\u2028\u202e]/.test(marks.text),
      `names in a case are text, and lead nowhere, ${name}`,
    );
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const printed = await page.locator('main h2:visible').count();
    const rows = await page.locator('.print-only tbody tr:visible').count();
    outcome.check(printed === 7 && rows === 0, `a case is on paper with all of its parts, ${name}`);
    await page.emulateMedia({ media: 'screen' });
    await page.getByRole('link', { name: /All cases and alerts/ }).click();
    await page.getByRole('grid').waitFor();
    outcome.check(faults.length === 0, `nothing fails on the page of a case, ${name}`, faults);
    await close();
  }
}
