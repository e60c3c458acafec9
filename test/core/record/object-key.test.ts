import fc from 'fast-check';
import { type ObjectKey, parseObjectKey, renderObjectKey } from '../../../lib/core/record/object-key';

const DAY = 'us-east-2/2026/08/11';
const LOG = '111122223333_CloudTrail_us-east-2_20260811T2215Z_kpaMYavMQA9Ahp7L.json.gz';
const TRAIL = {
  accountId: '111122223333',
  folder: 'CloudTrail',
  region: 'us-east-2',
  date: '2026-08-11',
} as const;
const LOG_FILE = { kind: 'log', deliveryTime: '2026-08-11T22:15:00Z', unique: 'kpaMYavMQA9Ahp7L' } as const;

const KEYS: readonly (readonly [what: string, key: string, parsed: ObjectKey])[] = [
  ["an account's log file", `AWSLogs/111122223333/CloudTrail/${DAY}/${LOG}`, { ...TRAIL, file: LOG_FILE }],
  [
    'a prefix with slashes',
    `logs/all/AWSLogs/111122223333/CloudTrail/${DAY}/${LOG}`,
    { prefix: 'logs/all', ...TRAIL, file: LOG_FILE },
  ],
  [
    'a prefix that is AWSLogs itself',
    `AWSLogs/AWSLogs/111122223333/CloudTrail/${DAY}/${LOG}`,
    { prefix: 'AWSLogs', ...TRAIL, file: LOG_FILE },
  ],
  [
    'an empty prefix',
    `/AWSLogs/111122223333/CloudTrail/${DAY}/${LOG}`,
    { prefix: '', ...TRAIL, file: LOG_FILE },
  ],
  [
    'an organization',
    `AWSLogs/o-exampleorgid/111122223333/CloudTrail/${DAY}/${LOG}`,
    { organizationId: 'o-exampleorgid', ...TRAIL, file: LOG_FILE },
  ],
  [
    "Control Tower's doubled organization",
    `o-exampleorgid/AWSLogs/o-exampleorgid/111122223333/CloudTrail/${DAY}/${LOG}`,
    { prefix: 'o-exampleorgid', organizationId: 'o-exampleorgid', ...TRAIL, file: LOG_FILE },
  ],
  [
    'an Insights file',
    `AWSLogs/111122223333/CloudTrail-Insight/${DAY}/111122223333_CloudTrail-Insight_us-east-2_20260811T2215Z_a.json.gz`,
    { ...TRAIL, folder: 'CloudTrail-Insight', file: { ...LOG_FILE, unique: 'a' } },
  ],
  [
    'a digest of a trail with underscores in its name',
    `AWSLogs/111122223333/CloudTrail-Digest/${DAY}/111122223333_CloudTrail-Digest_us-east-2_my_own_trail_eu-west-1_20260811T150131Z.json.gz`,
    {
      ...TRAIL,
      folder: 'CloudTrail-Digest',
      file: {
        kind: 'digest',
        trailName: 'my_own_trail',
        homeRegion: 'eu-west-1',
        endTime: '2026-08-11T15:01:31Z',
        isBackfill: false,
      },
    },
  ],
  [
    'a backfill digest',
    `AWSLogs/111122223333/CloudTrail-Digest/${DAY}/111122223333_CloudTrail-Digest_us-east-2_trail_us-east-2_20260811T150131Z_backfill.json.gz`,
    {
      ...TRAIL,
      folder: 'CloudTrail-Digest',
      file: {
        kind: 'digest',
        trailName: 'trail',
        homeRegion: 'us-east-2',
        endTime: '2026-08-11T15:01:31Z',
        isBackfill: true,
      },
    },
  ],
];

describe('parseObjectKey', () => {
  test.each(KEYS)('reads %s', (_what, key, parsed) => {
    expect(parseObjectKey(key)).toEqual(parsed);
  });

  test.each([
    ['another account than the folder', LOG.replace('1111', '9999')],
    ['another Region than the folder', LOG.replace('us-east-2', 'us-east-1')],
    ['another kind than the folder', LOG.replace('CloudTrail', 'CloudTrail-Insight')],
    ['a minute that no clock shows', LOG.replace('T2215', 'T2260')],
    ['another ending', LOG.replace('.gz', '')],
  ])('keeps a file name as unknown that tells %s', (_what, name) => {
    const parsed = parseObjectKey(`AWSLogs/111122223333/CloudTrail/${DAY}/${name}`);
    expect(parsed).toEqual({ ...TRAIL, file: { kind: 'unknown', name } });
    expect(parsed && renderObjectKey(parsed)).toBe(`AWSLogs/111122223333/CloudTrail/${DAY}/${name}`);
  });

  test.each([
    ['the empty key', ''],
    ['slashes alone', '//////////'],
    ['no AWSLogs', `logs/111122223333/CloudTrail/${DAY}/${LOG}`],
    ['a short account', `AWSLogs/11112222333/CloudTrail/${DAY}/${LOG}`],
    ['another service', `AWSLogs/111122223333/vpcflowlogs/${DAY}/${LOG}`],
    ['a Lake query result', 'AWSLogs/111122223333/CloudTrail-Lake/Query/2026/08/11/id/result_1.csv.gz'],
    ['a day that the calendar has not', `AWSLogs/111122223333/CloudTrail/us-east-2/2026/02/31/${LOG}`],
    ['a folder without a file', `AWSLogs/111122223333/CloudTrail/${DAY}/`],
    ['an upper-case organization', `AWSLogs/o-EXAMPLEORGID/111122223333/CloudTrail/${DAY}/${LOG}`],
    ['a key longer than S3 allows', `${'x'.repeat(1024)}/AWSLogs/111122223333/CloudTrail/${DAY}/${LOG}`],
  ])('fails on %s', (_what, key) => {
    expect(parseObjectKey(key)).toBeUndefined();
  });

  test('never throws, and what it reads can be written again, whatever the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'AWSLogs',
        'o-exampleorgid',
        '111122223333',
        'CloudTrail',
        'us-east-2',
        '2026',
        '08',
        '11',
        LOG,
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const key = pieces.join('/');
        const parsed = parseObjectKey(key);
        if (parsed !== undefined) expect(renderObjectKey(parsed)).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('renderObjectKey', () => {
  test.each(KEYS)('writes %s', (_what, key, parsed) => {
    expect(renderObjectKey(parsed)).toBe(key);
  });

  test('writes what is read back the same', () => {
    const digits = (least: number, most: number) =>
      fc.integer({ min: least, max: most }).map((number) => String(number).padStart(2, '0'));
    const region = fc.constantFrom(
      'us-east-1',
      'ap-southeast-10',
      'us-gov-west-1',
      'cn-north-1',
      'eusc-de-east-1',
    );
    const word = (letters: string, least: number, most: number) =>
      fc.string({ unit: fc.constantFrom(...letters), minLength: least, maxLength: most });
    const date = fc
      .tuple(fc.integer({ min: 2013, max: 2099 }), digits(1, 12), digits(1, 28))
      .map((parts) => parts.join('-'));
    const log = fc.record({
      kind: fc.constant('log' as const),
      deliveryTime: fc
        .tuple(date, digits(0, 23), digits(0, 59))
        .map(([day, hour, minute]) => `${day}T${hour}:${minute}:00Z`),
      unique: word('aZ09_-', 1, 64),
    });
    const digest = fc.record({
      kind: fc.constant('digest' as const),
      trailName: word('aZ0._-', 3, 128),
      homeRegion: region,
      endTime: fc
        .tuple(date, digits(0, 23), digits(0, 59), digits(0, 59))
        .map(([day, hour, minute, second]) => `${day}T${hour}:${minute}:${second}Z`),
      isBackfill: fc.boolean(),
    });
    const place = {
      prefix: fc
        .array(fc.constantFrom('a', '', 'AWSLogs', 'o-exampleorgid', '111122223333', 'CloudTrail', 'ü 😀%'), {
          minLength: 1,
        })
        .map((names) => names.join('/')),
      organizationId: word('a0', 10, 32).map((id) => `o-${id}`),
      accountId: word('0129', 12, 12),
      region,
      date,
    };
    const optional = { requiredKeys: ['accountId', 'region', 'date', 'folder', 'file'] as const };
    const logFolder = fc.constantFrom(
      'CloudTrail',
      'CloudTrail-Insight',
      'CloudTrail-NetworkActivity',
      'CloudTrail-Aggregated' as const,
    );
    const keys = fc.oneof(
      fc
        .record({ ...place, folder: logFolder, file: log }, { requiredKeys: [...optional.requiredKeys] })
        .map((key) => ({ ...key, date: key.file.deliveryTime.slice(0, 10) })),
      fc.record(
        { ...place, folder: fc.constant('CloudTrail-Digest' as const), file: digest },
        { requiredKeys: [...optional.requiredKeys] },
      ),
    );
    fc.assert(
      fc.property(keys, (key) => {
        expect(parseObjectKey(renderObjectKey(key as ObjectKey))).toEqual(key);
      }),
      { numRuns: 1000 },
    );
  });
});
