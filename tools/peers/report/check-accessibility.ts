import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Outcome } from '../outcome';
import { openPage } from './open-page';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const WIDE = { width: 1360, height: 900 };
const NARROW = { width: 390, height: 844 };

/** Wide and narrow, light and dark. */
export const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { viewport: WIDE, colorScheme: 'light' },
  dark: { viewport: WIDE, colorScheme: 'dark' },
  'light and narrow': { viewport: NARROW, colorScheme: 'light' },
  'dark and narrow': { viewport: NARROW, colorScheme: 'dark' },
};

/** axe finds nothing, on no part of the page, however it looks. */
export async function checkAccessibility(browser: Browser, file: string, outcome: Outcome): Promise<void> {
  for (const [name, look] of Object.entries(LOOKS)) {
    // axe itself is put into the page.
    const { page, close } = await openPage(browser, file, {
      ...look,
      bypassCSP: true,
      reducedMotion: 'reduce',
    });
    await page.getByRole('checkbox').check();
    await page
      .getByRole('button', { name: /^\d+ High$/ })
      .first()
      .click();
    await judge(page, `the page, ${name}`, outcome);
    await page.getByRole('grid').getByRole('row').first().click();
    await page.getByRole('region', { name: 'Record' }).waitFor();
    await judge(page, `an alert, ${name}`, outcome);
    await page.getByRole('dialog').locator('dl a').click();
    await page.getByRole('link', { name: 'All actors' }).waitFor();
    await judge(page, `an actor, ${name}`, outcome);
    const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    outcome.check(!scrolls, `the page does not scroll sideways, ${name}`);
    await close();
  }
}

/** Puts axe into the page, once, and asks it. */
export async function judge(page: Page, what: string, outcome: Outcome): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(() =>
    (globalThis as unknown as { readonly axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  const findings = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  );
  outcome.check(
    violations.length === 0 && passes.length > 20,
    `axe finds nothing in ${what}`,
    findings.slice(0, 10),
  );
}
