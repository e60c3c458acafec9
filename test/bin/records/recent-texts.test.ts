import { RecentTexts } from '../../../bin/records/recent-texts';

/** More than a table begins with, several times over. */
const GENERATION = 10_000;

const texts = Array.from({ length: 2 * GENERATION }, (_, at) => `text ${at}`);

test('every text is new once, while its table grows and after', () => {
  const seen = new RecentTexts(GENERATION);
  expect(texts.filter((text) => !seen.add(text))).toEqual([]);
});

test('the last texts are remembered, as many as a generation has', () => {
  const seen = new RecentTexts(GENERATION);
  const first = texts.slice(0, 1.5 * GENERATION);
  for (const text of first) seen.add(text);
  expect(first.slice(-GENERATION).filter((text) => seen.add(text))).toEqual([]);
});

test('texts before that are forgotten, so that the memory stays bounded', () => {
  const seen = new RecentTexts(GENERATION);
  for (const text of texts) seen.add(text);
  const [oldest = '', newest = ''] = [texts[0], texts.at(-1)];
  expect([seen.add(newest), seen.add(oldest)]).toEqual([false, true]);
});

test('what another remembers is remembered, of both its generations', () => {
  const [other, seen] = [new RecentTexts(GENERATION), new RecentTexts(4 * GENERATION)];
  const first = texts.slice(0, 1.5 * GENERATION);
  for (const text of first) other.add(text);
  seen.addAll(other);
  expect(first.filter((text) => !seen.has(text))).toEqual([]);
  expect(seen.has('another text')).toBe(false);
});

test('a copy of a record is not new, whatever the order of its members', () => {
  const seen = new RecentTexts(GENERATION);
  const records = [
    { eventName: 'StopLogging', requestParameters: { name: 'a', force: true } },
    { requestParameters: { force: true, name: 'a' }, eventName: 'StopLogging' },
    { eventName: 'StopLogging', requestParameters: { name: 'b', force: true } },
  ];
  expect(records.map((record) => seen.addRecord(record))).toEqual([true, false, true]);
});
