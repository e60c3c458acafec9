import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ordinaryWeeks, type PlayedCompany, renderWeeks } from './companies';

/** What a company may get at most in its first week, and in a week in which little is new. */
const MOST_MESSAGES = [12, 5] as const;

describe('ordinary weeks of companies', () => {
  let played: readonly PlayedCompany[];
  beforeAll(async () => {
    played = await ordinaryWeeks();
  });

  test('have at least 20,000 records each, some of which match', () => {
    for (const { weeks } of played)
      for (const { records, loud } of weeks) {
        expect(records).toBeGreaterThanOrEqual(20_000);
        expect(loud).toBeGreaterThan(0);
      }
  });

  test('bring a company few messages, and hardly any once its habits are known', () => {
    for (const { weeks } of played)
      for (const [at, { messages }] of weeks.entries())
        expect(messages.length).toBeLessThanOrEqual(MOST_MESSAGES[at] ?? 0);
  });

  test('stand in docs/alerts/noise.md as they are; else run npm run measure:noise', () => {
    const page = readFileSync(resolve(__dirname, '../../docs/alerts/noise.md'), 'utf8');
    expect(page).toContain(renderWeeks(played));
  });
});
