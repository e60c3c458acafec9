import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ordinaryDays, type PlayedEstate, renderDays } from './ordinary-days';

/** What a day may bring at most. */
const MOST_LOUD = 40;
const MOST_MESSAGES = 15;

describe('ordinary days', () => {
  let played: readonly PlayedEstate[];
  beforeAll(async () => {
    played = await ordinaryDays();
  });

  test('bring people few messages, and no informational alert', () => {
    for (const { estate, days } of played) {
      for (const { records, loud, messages, informational } of days) {
        expect(records).toBeGreaterThan(1_000);
        expect({ estate: estate.name, informational }).toEqual({ estate: estate.name, informational: 0 });
        // Of an estate where all that can repeat does, repeats are most: people get none of them.
        if (estate.isLarge !== true) expect(loud).toBeLessThanOrEqual(MOST_LOUD);
        expect(messages).toBeLessThanOrEqual(MOST_MESSAGES);
      }
    }
  });

  test('stand in docs/alerts/noise.md as they are; else run npm run measure:noise', () => {
    const page = readFileSync(resolve(__dirname, '../../docs/alerts/noise.md'), 'utf8');
    expect(page).toContain(renderDays(played));
  });

  test('are what the README says of a week', () => {
    const messages = played[0]?.days.reduce((sum, day) => sum + day.messages, 0);
    const readme = readFileSync(resolve(__dirname, '../../README.md'), 'utf8').replaceAll(/\s+/g, ' ');
    expect(readme).toContain(`a team of ten receives ${messages} messages`);
  });
});
