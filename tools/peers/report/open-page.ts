import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page that is open, and what it did that it must not do. */
export interface OpenPage {
  readonly page: Page;
  /** Errors, violations of the Content-Security-Policy, and addresses that were asked for beside the page's own. */
  readonly faults: readonly string[];
  readonly close: () => Promise<void>;
}

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of the system, if it has one. */
export function findBrowser(): string | undefined {
  return [process.env.CHROMIUM_PATH ?? '', ...BROWSERS].find((path) => path !== '' && existsSync(path));
}

/** Opens a report from its file, and waits until its alerts are there. */
export async function openPage(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const asked = request.url();
    if (asked.split('#')[0] !== url && asked !== 'data:,') faults.push(`request: ${asked}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`${event.violatedDirective} blocked ${event.blockedURI} ${event.sample}`),
    );
  });
  await page.goto(url);
  await page.getByRole('grid').waitFor();
  return { page, faults, close: () => context.close() };
}
