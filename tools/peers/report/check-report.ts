import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import type { Outcome } from '../outcome';
import { runProcess } from '../run-process';
import { checkAccessibility } from './check-accessibility';
import { checkCases } from './check-cases';
import { checkHostile } from './check-hostile';
import { checkKeyboard } from './check-keyboard';
import { checkPrint } from './check-print';
import { checkSpeed } from './check-speed';
import { findBrowser } from './open-page';
import { writeEstate } from './report-estate';

/** As it is shipped. */
const COMMAND_LINE = join(__dirname, '../../../dist/bin/trailwatch.js');

const FEW = 600;
const MANY = 50_000;

/** The page of `trailwatch report` in the browser of the system: left out with a word where there is none, but in CI. */
export async function checkReport(folder: string, outcome: Outcome): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    if (process.env.CI === 'true')
      outcome.check(false, 'there is no Chromium: the page of a report is not checked');
    else console.log('skipped: there is no Chromium, so the page of a report is not checked');
    return;
  }
  const few = await writeReport(join(folder, 'few'), FEW, outcome);
  const many = await writeReport(join(folder, 'many'), MANY, outcome);
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--enable-precise-memory-info'],
  });
  try {
    await checkCases(browser, join(folder, 'case'), outcome);
    await checkPages(browser, { few, many }, outcome);
  } finally {
    await browser.close();
  }
}

async function checkPages(
  browser: Browser,
  { few, many }: { readonly few: string; readonly many: string },
  outcome: Outcome,
): Promise<void> {
  await checkHostile(browser, few, outcome);
  await checkKeyboard(browser, few, outcome);
  await checkAccessibility(browser, few, outcome);
  await checkPrint(browser, few, outcome);
  await checkSpeed(browser, many, outcome);
}

async function writeReport(folder: string, records: number, outcome: Outcome): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const { rules, logs } = writeEstate(folder, records);
  const out = join(folder, 'report.html');
  const begun = performance.now();
  const args = [COMMAND_LINE, 'report', logs, '--no-builtin', '--rules', rules, '--out', out];
  const { status, stderr } = await runProcess(process.execPath, args);
  outcome.check(
    status === 0 && stderr.includes(` alerts=${records} `),
    `a page of ${records} alerts is written`,
    [stderr],
  );
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  outcome.note(`${(statSync(out).size / 1_000_000).toFixed(1)} MB in ${seconds} s`);
  return out;
}
