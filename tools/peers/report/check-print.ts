import type { Browser } from 'playwright-core';
import type { Outcome } from '../outcome';
import { openPage } from './open-page';

/** What is printed has all alerts that the filters leave, and nothing to click. */
export async function checkPrint(browser: Browser, file: string, outcome: Outcome): Promise<void> {
  const { page, faults, close } = await openPage(browser, file);
  const pdf = await page.pdf({ format: 'A4' });
  outcome.check(pdf.subarray(0, 5).toString() === '%PDF-' && pdf.length > 20_000, 'the page can be printed', [
    `${pdf.length} bytes`,
  ]);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const rows = await page.locator('.print-only tbody tr:visible').count();
  outcome.check(rows === 600, 'all 600 alerts are on paper', [`${rows} rows`]);
  const controls = await page.locator('#alerts:visible, .top button:visible, dialog:visible').count();
  outcome.check(controls === 0, 'nothing that only works on a screen is on paper');
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  outcome.check((await page.locator('.print-only').count()) === 0, 'the rows for paper are gone afterwards');
  outcome.check(faults.length === 0, 'nothing fails while printing', faults);
  await close();
}
