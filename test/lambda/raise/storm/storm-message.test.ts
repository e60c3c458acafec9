import { STORM, type StormMessage } from '../../../../lambda/raise/storm/storm-message';

const MESSAGE: StormMessage = {
  window: {
    ...{ key: 'rule|111122223333|2026-11-20T02:00:00Z', ruleId: 'rule', recipientAccountId: '111122223333' },
    ...{ start: '2026-11-20T02:00:00Z', minutes: 60, cause: 'denied or failed calls' },
  },
  rule: {
    ...{ id: 'rule', name: 'rule', title: 'A rule', severity: 'high', tags: ['attack.t1562'] },
    firstSteps: ['Ask the actor.'],
  },
  awsRegion: 'eu-west-1',
  route: 'event-bus',
  example: { bucket: 'archive', key: 'key', index: 3 },
};

/** The body without a member, or with another value of it. */
function changed(path: readonly string[], value?: unknown): string {
  const body = JSON.parse(STORM.encode(MESSAGE)) as Record<string, Record<string, unknown>>;
  const [first = '', second] = path;
  if (second === undefined) Object.assign(body, { [first]: value });
  else Object.assign(body[first] as object, { [second]: value });
  return JSON.stringify(body);
}

test('a message that asks for the report of a storm is read as it was written', () => {
  expect(STORM.decode(STORM.encode(MESSAGE))).toEqual(MESSAGE);
});

test.each([
  ['window'],
  ['rule'],
  ['awsRegion'],
  ['window', 'key'],
  ['window', 'ruleId'],
  ['window', 'recipientAccountId'],
  ['window', 'start'],
  ['window', 'minutes'],
  ['rule', 'id'],
  ['rule', 'name'],
  ['rule', 'title'],
  ['rule', 'severity'],
  ['rule', 'tags'],
])('fails without %s %s, and where it is of another type', (...path) => {
  for (const value of [undefined, null, true])
    expect(() => STORM.decode(changed(path, value))).toThrow("the 'storm-report' message is incomplete");
});

test('a message of an earlier version has one route, no example, no cause and no first steps', () => {
  expect(STORM.decode(changed(['route']))?.route).toBe('log-file');
  expect(STORM.decode(changed(['example']))?.example).toEqual({});
  expect(STORM.decode(changed(['window', 'cause']))?.window).not.toHaveProperty('cause');
  expect(STORM.decode(changed(['rule', 'firstSteps']))?.rule.firstSteps).toEqual([]);
});
