import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { namedEvents, OTHER_CATALOGUES_PATH, renderOtherCatalogues } from './other-catalogues';

test('every event that rules of others name is in a built-in rule, or there is a reason', () => {
  const events = namedEvents();
  expect(events.length).toBeGreaterThan(300);
  expect(events.filter(({ rules, reason }) => rules.length === 0 && reason === undefined)).toEqual([]);
});

test('the table is as generated; else run npm run cover:sigma', () => {
  const page = readFileSync(resolve(__dirname, '../..', OTHER_CATALOGUES_PATH), 'utf8');
  expect(page).toBe(renderOtherCatalogues());
});
