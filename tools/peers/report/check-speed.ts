import type { Browser, Page } from 'playwright-core';
import type { Outcome } from '../outcome';
import { openPage } from './open-page';

/** Rows in the document, of 50,000 alerts. */
const MOST_ROWS = 100;

/** 50,000 alerts stay smooth. */
export async function checkSpeed(browser: Browser, file: string, outcome: Outcome): Promise<void> {
  const { page, faults, close } = await openPage(browser, file, { viewport: { width: 1360, height: 900 } });
  await page.getByRole('grid').getByRole('row').first().waitFor();
  const opened = await page.evaluate(() => ({
    firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    shown: performance.now(),
  }));
  const rows = await page.getByRole('grid').getByRole('row').count();
  outcome.check(rows > 5 && rows < MOST_ROWS, 'only rows that can be seen are in the document', [
    `${rows} rows`,
  ]);
  const words = ['user', 'user-1', 'user-12', 'bucket-77', 'nothing at all', ''];
  const filters = await filterTimes(page, words);
  const frames = await scrollFrames(page);
  const opening = await openTime(page);
  const memory = await heapMegabytes(page);
  outcome.check(faults.length === 0, 'nothing fails', faults);
  outcome.note(
    `first paint ${ms(opened.firstPaint)}, alerts shown ${ms(opened.shown)}, search to next frame ${filters.map(ms).join(' ')}`,
    `scrolling: ${frames.count} frames, the longest ${ms(frames.longest)}; a record opens in ${ms(opening)}; heap ${memory.toFixed(0)} MB`,
  );
  await close();
}

/** From a search to the frame that shows what it leaves. */
async function filterTimes(page: Page, words: readonly string[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (const word of words) {
    const time = await page.evaluate(async (text) => {
      const input = document.querySelector<HTMLInputElement>('input[type=search]');
      if (input === null) return Number.POSITIVE_INFINITY;
      const begun = performance.now();
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - begun;
    }, word);
    times.push(time);
  }
  return times;
}

async function scrollFrames(page: Page): Promise<{ readonly count: number; readonly longest: number }> {
  return page.evaluate(async () => {
    const grid = document.querySelector('[role=grid]');
    let before = performance.now();
    let longest = 0;
    const count = 120;
    for (let frame = 0; frame < count; frame++) {
      grid?.scrollBy(0, 4_000);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = performance.now();
      longest = Math.max(longest, now - before);
      before = now;
    }
    return { count, longest };
  });
}

async function openTime(page: Page): Promise<number> {
  const begun = performance.now();
  await page.getByRole('grid').getByRole('row').nth(5).click();
  await page.getByRole('region', { name: 'Record' }).waitFor();
  return performance.now() - begun;
}

async function heapMegabytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1_000_000;
}

function ms(milliseconds: number): string {
  return `${Math.round(milliseconds)} ms`;
}
