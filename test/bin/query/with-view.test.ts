import { readingsOf, withoutTexts } from '../../../bin/query/with-view';

test.each([
  [1, `SELECT count(*) AS "user's calls" FROM events WHERE event_name = 'StopLogging'`],
  [2, `SELECT count(*) AS "a -- b" FROM events WHERE actor IN (SELECT actor FROM events)`],
  [
    1,
    `SELECT 'FROM events' -- events "
       FROM "events" /* events */`,
  ],
  [0, `SELECT ' "' AS x FROM "x""'y" WHERE z = 'events'`],
])('reads events %i times: %s', (count, sql) => expect(readingsOf(sql)).toBe(count));

test('a name in quotes is kept, with what is in it', () => {
  expect(withoutTexts(`SELECT 'a' AS "it's", '"' AS b`)).toBe(`SELECT   AS "it's",   AS b`);
});
