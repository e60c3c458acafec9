import { createHash } from 'node:crypto';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local-aws/start-local-aws';
import type { LocalRecord } from '../../local-aws/stop-logging';

/** When the world begins: a Friday, at midnight. */
export const WORLD_START_MS = Date.parse('2026-11-20T00:00:00Z');

/** How many log files CloudTrail delivers in an hour: 10, 20, 30 and 40 minutes after it began. */
export const FILES_AN_HOUR = 4;

/** The hours at which another release comes: some minutes after a file was delivered, so that reports and verdicts are on their way. */
export const CHANGE_HOURS = [24.2, 48.2] as const;

/** The last hour of the world. */
export const WORLD_HOURS = 54;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A call of the organization, and the log file that has its record. */
export interface WorldCall {
  /** Hours since the beginning, such as 23.9. */
  readonly atHours: number;
  /** The file that has it: `[hour, index]`. Late files have calls of hours before. */
  readonly file: readonly [hour: number, index: number];
  /** Whether the event bus has it, too, a minute after the call. */
  readonly isOnBus?: boolean;
  readonly record: LocalRecord;
}

/** The time of an hour of the world. */
export function timeAt(hours: number): number {
  return WORLD_START_MS + Math.round(hours * 60) * MINUTE_MS;
}

/** When a log file is delivered, as `SignedArchive` spreads them over an hour. */
export function deliveryOf([hour, index]: readonly [number, number]): number {
  return WORLD_START_MS + hour * HOUR_MS + Math.floor(((index + 1) * HOUR_MS) / (FILES_AN_HOUR + 2));
}

interface Caller {
  readonly userIdentity: LocalRecord;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
}

function user(userName: string, sourceIPAddress = '198.51.100.7'): Caller {
  const arn = `arn:aws:iam::${LOCAL_ACCOUNT}:user/${userName}`;
  const keyId = `AKIA${createHash('sha256').update(userName).digest('hex').slice(0, 16).toUpperCase()}`;
  return {
    userIdentity: {
      ...{ type: 'IAMUser', userName, arn, accountId: LOCAL_ACCOUNT },
      ...{ principalId: `AIDA${keyId.slice(4)}`, accessKeyId: keyId },
    },
    sourceIPAddress,
    userAgent: 'aws-cli/2.31.2',
  };
}

/** A session of a role; each hour has another one. */
function session(roleName: string, name: string): Caller {
  const arn = `arn:aws:sts::${LOCAL_ACCOUNT}:assumed-role/${roleName}/${name}`;
  const issuer = {
    ...{ type: 'Role', principalId: `AROA${roleName.toUpperCase()}`, accountId: LOCAL_ACCOUNT },
    ...{ arn: `arn:aws:iam::${LOCAL_ACCOUNT}:role/${roleName}`, userName: roleName },
  };
  return {
    userIdentity: {
      ...{ type: 'AssumedRole', principalId: `${issuer.principalId}:${name}`, arn, accountId: LOCAL_ACCOUNT },
      ...{ accessKeyId: `ASIA${roleName.toUpperCase()}`, sessionContext: { sessionIssuer: issuer } },
    },
    sourceIPAddress: '203.0.113.20',
    userAgent: 'Boto3/1.40.1',
  };
}

const ALICE = user('alice');
const BOB = user('bob');
const EVE = user('eve', '192.0.2.44');

/** What a call does; the event source is without its domain. */
interface Act {
  readonly source: string;
  readonly name: string;
  readonly request?: LocalRecord;
  readonly others?: LocalRecord;
}

type Placed = Pick<WorldCall, 'atHours' | 'file' | 'isOnBus'>;

/** Ids follow from what they are of, so that each run has the same. */
function uuid(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join('-');
}

function call(placed: Placed, { userIdentity, ...caller }: Caller, act: Act, nth = 0): WorldCall {
  const { source, name, request, others = {} } = act;
  const eventTime = new Date(timeAt(placed.atHours)).toISOString().replace('.000', '');
  return {
    ...placed,
    record: {
      ...{ eventVersion: '1.11', userIdentity, eventTime, eventSource: `${source}.amazonaws.com` },
      ...{ eventName: name, awsRegion: LOCAL_REGION, ...caller, requestParameters: request ?? null },
      ...{ responseElements: null, eventID: uuid(`${eventTime} ${name} ${String(userIdentity.arn)} ${nth}`) },
      ...{ readOnly: /^(Get|List|Describe)/.test(name), eventType: 'AwsApiCall', managementEvent: true },
      ...{ recipientAccountId: LOCAL_ACCOUNT, eventCategory: 'Management', ...others },
    },
  };
}

const SECRET: Act = { source: 'secretsmanager', name: 'GetSecretValue', request: { secretId: 'orders-db' } };
const FAILED: Act = {
  ...{ source: 'signin', name: 'ConsoleLogin' },
  others: { errorMessage: 'Failed authentication', responseElements: { ConsoleLogin: 'Failure' } },
};
const SIGNED_IN: Act = {
  ...{ source: 'signin', name: 'ConsoleLogin' },
  others: { responseElements: { ConsoleLogin: 'Success' } },
};

function policyOf(bucketName: string): Act {
  return { source: 's3', name: 'PutBucketPolicy', request: { bucketName, bucketPolicy: {} } };
}

/** What happens every hour: a program reads its secret, and Alice does what she always does. */
function habits(hour: number): readonly WorldCall[] {
  const at = { atHours: hour + 0.1, file: [hour, 0] } as const;
  const deploy = session('deploy', `run-${hour}`);
  return [
    call(at, deploy, SECRET),
    call(at, deploy, { source: 'sts', name: 'GetCallerIdentity' }),
    call(at, ALICE, { source: 'ec2', name: 'DescribeInstances' }),
    call(at, ALICE, { source: 's3', name: 'ListBuckets' }),
  ];
}

/** What was delivered first, of three days before: an actor's habits are known after a day. */
function memories(): readonly WorldCall[] {
  return [72, 48].flatMap((before) => {
    const at = { atHours: -before, file: [0, 0] } as const;
    return [
      call(at, session('deploy', `run-${before}`), { source: 'sts', name: 'GetCallerIdentity' }),
      call(at, ALICE, { source: 'ec2', name: 'DescribeInstances' }),
      call(at, BOB, { source: 's3', name: 'ListBuckets' }),
    ];
  });
}

/** More calls of one rule than its threshold, in files of the same hour and in a late one. */
function storm(
  hour: number,
  files: readonly (readonly [number, number])[],
  each: number,
): readonly WorldCall[] {
  return files.flatMap((file, at) =>
    Array.from({ length: each }, (_, nth) =>
      call(
        { atHours: hour + 0.05 + at * 0.02, file },
        ALICE,
        { source: 'ec2', name: 'TerminateInstances', request: { instanceId: 'i-0123456789abcdef0' } },
        nth,
      ),
    ),
  );
}

/** Sign-ins that fail: some before a time, some after. */
function failures(
  who: Caller,
  times: readonly number[],
  file: readonly [number, number],
): readonly WorldCall[] {
  return times.map((atHours, nth) => call({ atHours, file }, who, FAILED, nth));
}

/** Everything that is called in a world in which a new release comes after a day, and goes after another. */
export function worldCalls(): readonly WorldCall[] {
  return [
    ...memories(),
    ...Array.from({ length: WORLD_HOURS }, (_, hour) => habits(hour)).flat(),
    // A storm within a release, and two whose late files come to the next one.
    ...storm(
      10,
      [
        [10, 0],
        [10, 1],
      ],
      4,
    ),
    ...storm(
      23,
      [
        [23, 1],
        [24, 0],
        [24, 1],
      ],
      5,
    ),
    ...storm(
      47,
      [
        [47, 1],
        [48, 0],
        [48, 1],
      ],
      5,
    ),
    // Counts that are half full when the release changes.
    ...failures(EVE, [23.4, 23.41, 23.42], [23, 2]),
    ...failures(EVE, [24.05, 24.06, 24.07], [24, 1]),
    ...failures(BOB, [47.4, 47.41, 47.42], [47, 2]),
    ...failures(BOB, [48.05, 48.06, 48.07], [48, 1]),
    ...['u1', 'u2'].flatMap((name) => failures(user(name, '192.0.2.9'), [23.5], [23, 2])),
    ...['u3', 'u4'].flatMap((name) => failures(user(name, '192.0.2.9'), [24.1], [24, 1])),
    call({ atHours: 22.1, file: [22, 0] }, user('mallory'), FAILED),
    call({ atHours: 23.1, file: [23, 0] }, user('mallory'), SIGNED_IN),
    call({ atHours: 24.1, file: [24, 1] }, user('mallory'), {
      source: 'cloudtrail',
      name: 'StopLogging',
      request: { name: 'x' },
    }),
    // On the bus before the change, and in a log file after it.
    ...[11.95, 23.95, 47.95].map((atHours) =>
      call({ atHours, file: [Math.ceil(atHours), 1], isOnBus: true }, ALICE, {
        source: 'iam',
        name: 'CreateAccessKey',
        request: { userName: 'ci' },
      }),
    ),
    // Repeats, a silence that goes on over the change, and one that is over.
    ...[3, 9, 21, 27, 33, 49].map((hour) =>
      call({ atHours: hour + 0.3, file: [hour, 1] }, BOB, policyOf('orders')),
    ),
    // On trial.
    ...[5, 26, 30, 50].map((hour) =>
      call({ atHours: hour + 0.3, file: [hour, 1] }, BOB, {
        source: 'iam',
        name: 'CreateUser',
        request: { userName: `u${hour}` },
      }),
    ),
    // New calls of who is known, which are new once, and a new network.
    ...[8, 26, 31, 50].map((hour) =>
      call({ atHours: hour + 0.3, file: [hour, 1] }, ALICE, { source: 'kms', name: 'ListKeys' }),
    ),
    ...[28, 51].map((hour) =>
      call({ atHours: hour + 0.3, file: [hour, 1] }, ALICE, {
        source: 'rds',
        name: `Describe${hour === 28 ? 'Events' : 'DBClusters'}`,
      }),
    ),
    ...[7, 29].map((hour) =>
      call(
        { atHours: hour + 0.3, file: [hour, 1] },
        { ...BOB, sourceIPAddress: '100.64.7.1' },
        { source: 's3', name: 'ListBuckets' },
      ),
    ),
  ];
}

/** Log files that are announced once more: `[hour, index]` of the file, and the hour in which it is. */
export const ANNOUNCED_AGAIN: readonly {
  readonly file: readonly [number, number];
  readonly atHours: number;
}[] = [
  { file: [3, 1], atHours: 12.9 },
  { file: [23, 1], atHours: 25.9 },
  { file: [21, 1], atHours: 34.9 },
  { file: [47, 1], atHours: 49.9 },
];
