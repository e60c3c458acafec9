import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import { logFile, record } from '../../scan-folder';

/** Rules that raise alerts, one that only counts, one with a filter, and correlations of both kinds. */
export const RULES: Readonly<Record<string, string>> = {
  'stopped.yml': `title: Logging was stopped
name: stopped
level: high
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName: StopLogging }, condition: s }
---
title: Not the robot
name: not-the-robot
logsource: { product: aws, service: cloudtrail }
filter: { rules: [stopped], s: { userIdentity.userName: robot }, condition: not s }
`,
  'looked.yml': `title: Trails were listed
name: looked
level: low
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName|startswith: Desc }, condition: s }
`,
  'often.yml': `title: Listed often
name: often
level: medium
correlation: { type: event_count, rules: [looked], group-by: [recipientAccountId], timespan: 10m, condition: { gte: 3 } }
---
title: Deleted
name: deleted
level: low
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName: DeleteTrail }, condition: s }
---
title: Stopped and deleted
name: both
level: critical
correlation: { type: temporal, rules: [stopped, deleted], group-by: [awsRegion], timespan: 10m, generate: true }
---
title: From several places
name: places
level: high
correlation: { type: value_count, rules: [deleted], group-by: [userIdentity.userName], timespan: 1h, condition: { field: awsRegion, gte: 2 } }
`,
};

const NAMES = [
  'StopLogging',
  'StopLogging',
  'DescribeTrails',
  'DeleteTrail',
  'ListUsers',
  'GetObject',
] as const;

/** So few ids and times that records come again, as they were or changed. */
const aRecord: fc.Arbitrary<JsonObject> = fc
  .record({
    name: fc.constantFrom(...NAMES),
    id: fc.integer({ min: 0, max: 12 }),
    minute: fc.integer({ min: 0, max: 59 }),
    user: fc.constantFrom('mallory', 'robot', 'robot', 'zo\u00eb\u202e'),
    account: fc.constantFrom('111122223333', '444455556666'),
    region: fc.constantFrom('eu-west-1', 'us-east-1'),
    hasTime: fc.integer({ min: 0, max: 9 }).map((digit) => digit > 0),
  })
  .map(({ name, id, minute, user, account, region, hasTime }) => {
    // Mostly the same id is the same record.
    const { eventTime: _, ...rest } = record(name, `e-${id}-${name}`, account);
    const time = { eventTime: `2026-08-17T14:${String(minute % 7).padStart(2, '0')}:31Z` };
    const userIdentity = { type: 'IAMUser', userName: user, accountId: account };
    return { ...rest, ...(hasTime ? time : {}), awsRegion: region, userIdentity };
  });

/** A file that may be of any kind, with its ending. */
export interface GeneratedFile {
  readonly ending: string;
  readonly content: Buffer;
}

type Damage = (whole: Buffer) => Buffer;

const DAMAGES: readonly Damage[] = [
  (whole) => whole,
  (whole) => whole.subarray(0, Math.floor(whole.length * 0.7)),
  (whole) => Buffer.from(whole.map((byte, at) => (at === whole.length >> 1 ? byte ^ 0xff : byte))),
  (whole) => Buffer.concat([whole, Buffer.from('rest')]),
  () => Buffer.alloc(0),
];

/** Elements that are no records. */
const ODD: readonly (readonly unknown[])[] = [[], [7], [{ eventName: 1 }, 'x', { eventName: 2 }]];

function aLogFile(damages: readonly Damage[], oddities: typeof ODD): fc.Arbitrary<GeneratedFile> {
  return fc
    .record({
      records: fc.array(aRecord, { maxLength: 20, size: 'max' }),
      odd: fc.constantFrom(...oddities),
      isPacked: fc.boolean(),
      damage: fc.constantFrom(...damages),
    })
    .map(({ records, odd, isPacked, damage }) => {
      const text = Buffer.from(logFile(...records, ...(odd as JsonObject[])));
      return { ending: isPacked ? '.json.gz' : '.json', content: damage(isPacked ? gzipSync(text) : text) };
    });
}

const aForeignFile: fc.Arbitrary<GeneratedFile> = fc.constantFrom(
  { ending: '.txt', content: Buffer.from('notes of mine') },
  { ending: '.json', content: Buffer.from('{"logFiles":[],"digestStartTime":"2026-08-17T14:00:00Z"}') },
  { ending: '.json', content: Buffer.from('[1,2,3]') },
);

/** The files of a folder, in the order of their names: half of the folders have only whole files of CloudTrail. */
export const someFiles: fc.Arbitrary<readonly GeneratedFile[]> = fc.oneof(
  fc.array(aLogFile([(whole) => whole], [[]]), { minLength: 1, maxLength: 9 }),
  fc.array(
    fc.oneof({ weight: 6, arbitrary: aLogFile(DAMAGES, ODD) }, { weight: 1, arbitrary: aForeignFile }),
    { minLength: 1, maxLength: 9 },
  ),
);
