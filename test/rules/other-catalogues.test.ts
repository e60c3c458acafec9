import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { NOT_YET, namedEvents, OTHER_CATALOGUES_PATH, renderOtherCatalogues } from './other-catalogues';

/** How many events have neither a rule nor a reason at most. */
const MAX_OPEN = 32;

test('events that rules of others name are in a built-in rule, or there is a reason, but for few', () => {
  const events = namedEvents();
  expect(events.length).toBeGreaterThan(300);
  expect(events.filter(({ reason }) => reason === NOT_YET).length).toBeLessThanOrEqual(MAX_OPEN);
});

test('the table is as generated; else run npm run cover:sigma', () => {
  const page = readFileSync(resolve(__dirname, '../..', OTHER_CATALOGUES_PATH), 'utf8');
  expect(page).toBe(renderOtherCatalogues());
});
