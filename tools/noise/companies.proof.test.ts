import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ordinaryWeeks, type PlayedCompany, renderWeeks } from './companies';

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

  test('stand in docs/noise.md as they are; else run npm run measure:noise', () => {
    const page = readFileSync(resolve(__dirname, '../../docs/noise.md'), 'utf8');
    expect(page).toContain(renderWeeks(played));
  });
});
