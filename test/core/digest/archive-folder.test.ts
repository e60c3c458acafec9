import { objectTimeOf, ownerOf } from '../../../lib/core/digest/archive-folder';

const OWNER = { accountId: '111122223333', region: 'eu-west-1' };
const ORGANIZATION = 'o-exampleorgid';

/** A key of CloudTrail's layout, of 1 October. */
function keyOf(folder: string, ending: string): string {
  const name = ending.startsWith('_') ? `111122223333_${folder}_eu-west-1${ending}` : ending;
  return `AWSLogs/111122223333/${folder}/eu-west-1/2026/10/01/${name}`;
}

/** A time of 1 October, or of the day after it. */
function at(time: string, day = '01'): number {
  return Date.parse(`2026-10-${day}T${time}Z`);
}

const WHOLE_DAY = { dueMs: at('00:00:00', '02'), fromMs: at('00:00:00'), untilMs: at('00:00:00', '02') };

test.each<[string, string, string, object]>([
  [
    'a digest file is that of its hour, and of the clock hours that it touches',
    ...(['CloudTrail-Digest', '_audit_eu-west-1_20261001T040131Z.json.gz'] as const),
    {
      ...{ kind: 'digest', isDigested: true, dueMs: at('04:01:31') },
      ...{ fromMs: at('03:00:00'), untilMs: at('05:00:00') },
    },
  ],
  [
    'a log file is of its hour, and listed an hour later',
    ...(['CloudTrail', '_20261001T0455Z_unique.json.gz'] as const),
    {
      ...{ kind: 'log', isDigested: true, dueMs: at('04:55:00') },
      ...{ fromMs: at('04:00:00'), untilMs: at('06:00:00') },
    },
  ],
  [
    'a log file of insights is listed by no digest file',
    ...(['CloudTrail-Insight', '_20261001T0455Z_unique.json.gz'] as const),
    {
      ...{ kind: 'log', isDigested: false, dueMs: at('04:55:00') },
      ...{ fromMs: at('04:00:00'), untilMs: at('06:00:00') },
    },
  ],
  [
    'an object of another name is of any hour of its day',
    'CloudTrail',
    'a.txt',
    { kind: 'log', ...WHOLE_DAY },
  ],
  ['so is one among digest files', 'CloudTrail-Digest', 'a.txt', { kind: 'digest', ...WHOLE_DAY }],
  [
    'so is a digest file of another day than its folder',
    ...(['CloudTrail-Digest', '_audit_eu-west-1_20261002T040131Z.json.gz'] as const),
    { kind: 'digest', ...WHOLE_DAY },
  ],
])('%s', (_, folder, ending, expected) => {
  expect(objectTimeOf(keyOf(folder, ending))).toMatchObject({ ...expected, folder: OWNER });
});

test('a key outside the layout has no time', () => {
  expect(objectTimeOf('AWSLogs/111122223333/Config/eu-west-1/2026/10/01/a.txt')).toBeUndefined();
});

test.each<[string, string, object | undefined]>([
  ['a log file', keyOf('CloudTrail', 'a.txt'), OWNER],
  ['an object outside the layout', 'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/a.txt', OWNER],
  ['one without a Region', 'AWSLogs/111122223333/CloudTrail/a.txt', { ...OWNER, region: 'unknown' }],
  ['one under a prefix', `audit/trails/${keyOf('CloudTrail', 'a')}`, { ...OWNER, prefix: 'audit/trails' }],
  [
    'one of an organization',
    `AWSLogs/${ORGANIZATION}/111122223333/CloudTrail/eu-west-1/a.txt`,
    { ...OWNER, organizationId: ORGANIZATION },
  ],
  ['none of another service', 'AWSLogs/111122223333/Config/eu-west-1/a.txt', undefined],
])('the owner is known of %s', (_, key, owner) => expect(ownerOf(key)).toEqual(owner));
