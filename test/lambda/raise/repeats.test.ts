import { MAX_SKEW_MS } from '../../../lambda/aws/table/claim-item';
import type { RaisePorts } from '../../../lambda/raise/ports/raise-ports';
import { beginRaising } from '../../../lambda/raise/raising';
import type { Alert } from '../../../lib/core/alert/alert';
import { SILENCE_RULE_NAME } from '../../../lib/core/alert/alert-silence';
import { toAlert } from '../../../lib/core/alert/from-record/to-alert';
import { alertAttributes } from '../../../lib/core/alert/message/alert-attributes';
import { toStormAlert } from '../../../lib/core/alert/operational/operational-alert';
import { toTestAlert } from '../../../lib/core/alert/operational/test-alerts';
import { toRepeatSubject } from '../../../lib/core/alert/repeat/repeat-subject';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import type { Rule } from '../../../lib/core/rule/rule';
import { record, ruleOn } from '../log-processor/log-files';
import { SETTINGS } from '../log-processor/world';
import { type Gate, memoryRaisePorts, OPEN_GATE } from '../memory-raise-ports';
import { MemoryTable } from '../memory-table';

const HOUR_MS = 3_600_000;
const MONDAY_MS = Date.parse('2026-11-16T09:10:00Z');
const RULE = { ...ruleOn('GetSecretValue'), severity: 'medium' as const };

/** A table and a topic, and functions that raise alerts with them. */
class RaisingWorld {
  nowMs = MONDAY_MS;
  readonly table = new MemoryTable();
  readonly published: Alert[] = [];
  readonly warned: (readonly [message: string, problem: unknown])[] = [];
  readonly send = () => {};
  #owners = 0;
  #events = 0;

  /** One invocation of another container. */
  begin(gate: Gate = OPEN_GATE, change: Partial<RaisePorts> = {}) {
    const ports = { ...memoryRaisePorts(this, gate), ...change };
    const warn = (message: string, { problem }: Record<string, unknown>) =>
      this.warned.push([message, problem]);
    const log = { info: () => {}, warn, error: () => {} };
    const newOwner = () => `owner-${this.#owners++}`;
    const container = { ports, settings: SETTINGS, newOwner, log, storms: new Map() };
    return beginRaising(container, new AbortController().signal);
  }

  alert(changes: Record<string, unknown> = {}, rule: Rule = RULE): Alert {
    const eventTime = new Date(this.nowMs - 60_000).toISOString();
    const found = secretRead(`event-${this.#events++}`, { eventTime, ...changes });
    return toAlert(rule, found, { route: 'log-file', source: {} });
  }

  /** Raises an alert in an invocation of its own, and says how it was published. */
  async raise(
    changes: Record<string, unknown> = {},
    rule: Rule = RULE,
  ): Promise<'sent' | 'held' | 'nothing'> {
    return this.raiseAlert(this.alert(changes, rule), rule);
  }

  async raiseAlert(alert: Alert, rule: Rule = RULE): Promise<'sent' | 'held' | 'nothing'> {
    const before = this.published.length;
    const { raiser, summary } = this.begin();
    await raiser.raise(alert, rule);
    await summary.flush();
    const [told] = this.published.slice(before);
    if (told === undefined) return 'nothing';
    return told.repeat === true ? 'held' : 'sent';
  }
}

function secretRead(eventID: string, changes: Record<string, unknown>): CloudTrailRecord {
  const made = record(eventID, {
    eventSource: 'secretsmanager.amazonaws.com',
    eventName: 'GetSecretValue',
    readOnly: true,
    userAgent: 'aws-sdk-go/1.44.2 (go1.22; linux; amd64)',
    userIdentity: session('i-0abc'),
    requestParameters: { secretId: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf' },
    ...changes,
  });
  return made as unknown as CloudTrailRecord;
}

function session(name: string, { account = '111122223333', role = 'reader' } = {}) {
  return {
    type: 'AssumedRole',
    accountId: account,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    accessKeyId: `ASIA${name}`,
    sessionContext: { sessionIssuer: { type: 'Role', userName: role } },
  };
}

let world: RaisingWorld;

beforeEach(() => {
  world = new RaisingWorld();
});

test('an hourly job alerts once in four weeks, whatever its sessions are called, and is published each time', async () => {
  const told: string[] = [];
  for (let hour = 0; hour < 24 * 29; hour++) {
    told.push(await world.raise({ userIdentity: session(`i-${hour}`) }));
    world.nowMs += HOUR_MS;
  }
  expect(told.flatMap((each, hour) => (each === 'sent' ? [hour] : []))).toEqual([0, 24 * 28]);
  expect(world.published).toHaveLength(24 * 29);
});

test('a read in which a rule finds another value is no repeat', async () => {
  const versions = { kind: 'exists', field: 'requestParameters.versionStage' } as const;
  const rule = { ...RULE, condition: versions };
  const reads = (versionStage: string) =>
    world.raise({ requestParameters: { secretId: 'db', versionStage } }, rule);
  expect([await reads('AWSCURRENT'), await reads('AWSCURRENT')]).toEqual(['sent', 'held']);
  expect([await reads('AWSPREVIOUS'), await reads('AWSPREVIOUS')]).toEqual(['sent', 'held']);
});

describe('a storm', () => {
  const ALICE = {
    actors: ['alice'],
    calls: ['s3.amazonaws.com GetObject'],
    regions: ['eu-west-1'],
    resources: [],
  };

  function storm(
    changes: Partial<Parameters<typeof toStormAlert>[0]> = {},
    tags: readonly string[] = [],
  ): Alert {
    const rule = { ...RULE, tags };
    const windowStart = new Date(Math.floor(world.nowMs / HOUR_MS) * HOUR_MS).toISOString();
    return toStormAlert({
      ...{
        rule,
        recipientAccountId: '111122223333',
        windowStart,
        windowMinutes: 60,
        count: 40,
        kinds: ALICE,
      },
      ...{ examples: [], route: 'log-file' },
      ...changes,
    });
  }

  test('of the same actors, calls and resources is sent once in four weeks, until ten times as many come', async () => {
    const told: string[] = [];
    for (const count of [40, 61, 18, 99, 400]) {
      told.push(await world.raiseAlert(storm({ count })));
      world.nowMs += HOUR_MS;
    }
    expect(told).toEqual(['sent', 'held', 'held', 'held', 'sent']);
  });

  test.each<[string, Partial<Parameters<typeof toStormAlert>[0]>]>([
    ['actor', { kinds: { ...ALICE, actors: ['alice', 'mallory'] } }],
    ['call', { kinds: { ...ALICE, calls: ['s3.amazonaws.com PutObject'] } }],
    ['resource', { kinds: { ...ALICE, resources: ['arn:aws:s3:::salaries'] } }],
    ['account', { recipientAccountId: '444455556666' }],
  ])('with another %s is sent', async (_, changes) => {
    await world.raiseAlert(storm());
    world.nowMs += HOUR_MS;
    expect(await world.raiseAlert(storm(changes))).toBe('sent');
  });

  test('that does not name all of its actors is sent, and so is one of what destroys', async () => {
    const actors = Array.from({ length: 30 }, (_, index) => `role-${index}`);
    for (let hour = 0; hour < 3; hour++) {
      expect(await world.raiseAlert(storm({ kinds: { ...ALICE, actors } }))).toBe('sent');
      expect(await world.raiseAlert(storm({ recipientAccountId: '444455556666' }, ['attack.t1485']))).toBe(
        'sent',
      );
      world.nowMs += HOUR_MS;
    }
  });

  test('is counted apart for the daily summary', async () => {
    await world.raiseAlert(storm());
    expect(world.table.summary).toMatchObject([{ ruleId: RULE.id, sent: 1, storms: 1, grouped: 40 }]);
  });
});

test('a repeat has the attribute that default subscriptions leave out, and no other alert has it', async () => {
  await world.raise();
  await world.raise();
  const attributes = world.published.map((alert) => alertAttributes(alert).repeat);
  expect(attributes).toEqual([undefined, { DataType: 'String', StringValue: 'true' }]);
});

test.each<[string, Record<string, unknown>]>([
  ['call', { eventName: 'BatchGetSecretValue' }],
  [
    'resource',
    { requestParameters: { secretId: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:hr-AbCdEf' } },
  ],
  ['network', { sourceIPAddress: '198.51.101.7' }],
  ['IPv6 network', { sourceIPAddress: '2001:db8:1::7' }],
  ['Region', { awsRegion: 'us-east-1' }],
  ['program', { userAgent: 'Boto3/1.9.89 Python/3.8 Linux/5.4.0-kali' }],
  ['outcome', { errorCode: 'AccessDenied' }],
  ['account of the same role', { userIdentity: session('i-0abc', { account: '444455556666' }) }],
  ['account where it happened', { recipientAccountId: '444455556666' }],
  ['role', { userIdentity: session('i-0abc', { role: 'writer' }) }],
  [
    'person behind a role of IAM Identity Center',
    { userIdentity: session('bob', { role: 'AWSReservedSSO_Admin_1' }) },
  ],
  ['parameter of a call that changes something', { readOnly: false, requestParameters: { policy: 'x' } }],
])('an alert with a new %s is sent, and from then on held, too', async (_what, changes) => {
  expect(await world.raise()).toBe('sent');
  expect(await world.raise(changes)).toBe('sent');
  expect(await world.raise(changes)).toBe('held');
  expect(await world.raise()).toBe('held');
});

test('another IPv4 address that is written as one of IPv6 is new', async () => {
  const from = (sourceIPAddress: string) => world.raise({ sourceIPAddress });
  expect([await from('::ffff:198.51.100.7'), await from('::ffff:198.51.100.7')]).toEqual(['sent', 'held']);
  expect(await from('::ffff:203.0.113.7')).toBe('sent');
});

test.each<[string, Record<string, unknown>]>([
  ['address of the network', { sourceIPAddress: '198.51.100.250' }],
  ['version of the program', { userAgent: 'aws-sdk-go/1.45.0 (go1.23; linux; amd64)' }],
  ['temporary key', { userIdentity: session('other') }],
])('another %s is not new', async (_what, changes) => {
  await world.raise();
  expect(await world.raise(changes)).toBe('held');
});

test('the night is new for who works by day, once that is a habit, and for nobody else', async () => {
  for (const day of [0, 1, 2]) {
    world.nowMs = MONDAY_MS + day * 24 * HOUR_MS;
    await world.raise();
    world.nowMs += 7 * HOUR_MS;
    expect(await world.raise()).toBe('held');
  }
  world.nowMs = Date.parse('2026-11-19T03:10:00Z');
  expect(await world.raise()).toBe('sent');
  expect(await world.raise()).toBe('held');
});

test('critical alerts, tests and searches are never held', async () => {
  const critical = { ...RULE, severity: 'critical' as const };
  for (const _ of [1, 2]) {
    expect(await world.raise({}, critical)).toBe('sent');
    const at = new Date(world.nowMs++).toISOString();
    expect(await world.raiseAlert(toTestAlert({ topic: 't', at, severity: 'high', awsRegion: '' }))).toBe(
      'sent',
    );
    expect(await world.raiseAlert({ ...world.alert(), route: 'archive-search' })).toBe('sent');
  }
});

type Details = NonNullable<Alert['details']>;

test('a silence that is written again is told each time, since its record does not say until when it holds', async () => {
  const world = new RaisingWorld();
  const rule = { ...ruleOn('PutParameter'), name: SILENCE_RULE_NAME, severity: 'medium' as const };
  const written = {
    ...{ eventSource: 'ssm.amazonaws.com', eventName: 'PutParameter', readOnly: false },
    requestParameters: {
      name: '/trailwatch/Processor/silences/medium/53d31dfd501e792c9a8b9b34e0907f00',
      value: 'HIDDEN_DUE_TO_SECURITY_REASONS',
      overwrite: true,
    },
  };
  const heard: string[] = [];
  for (let time = 0; time < 3; time++) {
    heard.push(await world.raise(written, rule));
    world.nowMs += 48 * HOUR_MS;
  }
  expect(heard).toEqual(['sent', 'sent', 'sent']);
});

test('alerts of a correlation are repeats by their group, if they describe what their bound asks for', async () => {
  const correlated = (session: string, steps: readonly string[], more: Details = {}): Alert => {
    const alert = world.alert();
    const group = { 'userIdentity.arn': `arn:aws:sts::111122223333:assumed-role/reader/${session}` };
    return {
      ...{ ...alert, eventSource: 'trailwatch', eventName: 'CorrelatedRecords', outcome: undefined },
      details: { count: ['2 or more'], steps, firstRecord: [alert.eventTime], ...more },
      record: { group, periodStart: alert.eventTime },
    };
  };
  expect(await world.raiseAlert(correlated('a', ['created x', 'shared x with 444455556666']))).toBe('sent');
  world.nowMs += HOUR_MS;
  expect(await world.raiseAlert(correlated('b', ['created x', 'shared x with 444455556666']))).toBe('held');
  expect(await world.raiseAlert(correlated('b', ['created x', 'shared x with 777788889999']))).toBe('sent');
  const ten = Array.from({ length: 10 }, (_, at) => `deleted ${'abcdefghij'[at]}`);
  expect(await world.raiseAlert(correlated('b', ten))).toBe('sent');
  const ofTen = { count: ['10 or more'] };
  const held: readonly Details[] = [
    {},
    ofTen,
    { more: ['steps'] },
    { described: ['2 of 3 records'] },
    { ...ofTen, described: ['10 of 12 records'] },
    { sessionKeys: ['ASIAIOSFODNN7EXAMPLE'], more: ['sessionKeys'] },
  ];
  for (const more of held) expect(await world.raiseAlert(correlated('b', ten, more))).toBe('held');
  const sent: readonly Details[] = [
    { count: ['11 or more'] },
    { more: ['resources'] },
    { more: ['steps', 'addresses'] },
    { described: ['1 of 3 records'] },
    { ...ofTen, described: ['9 of 12 records'] },
    { described: ['the first 99 records and the last of 130'] },
  ];
  for (const more of sent) expect(await world.raiseAlert(correlated('b', ten, more))).toBe('sent');
  for (const id of ['AKIAIOSFODNN7EXAMPLE', 'AKIAI44QH8DHBEXAMPLE']) {
    expect(await world.raiseAlert(correlated('b', ten, { accessKeys: [id] }))).toBe('sent');
    expect(await world.raiseAlert(correlated('b', ten, { accessKeys: [id] }))).toBe('held');
  }
});

test('alerts of months ago are sent, and so is one of today after them', async () => {
  expect(await world.raise()).toBe('sent');
  expect(await world.raise({ eventTime: '2026-03-01T09:09:00Z' })).toBe('sent');
  expect(await world.raise({ eventTime: '2026-03-02T09:09:00Z' })).toBe('held');
  expect(await world.raise()).toBe('sent');
});

/** A handler that dies before a call or after it, and never answers. */
function dyingAt(name: string, when: string): Gate {
  let isDead = false;
  return (call, effect) => {
    const isHere = call.name === name;
    if (!isDead && isHere && when === 'after') effect();
    isDead ||= isHere;
    return isDead ? new Promise(() => {}) : Promise.resolve(effect());
  };
}

describe.each(['claimItem', 'admitAlert', 'readRepeats', 'publishAlert', 'writeRepeats', 'settleClaim'])(
  'a crash at %s',
  (name) => {
    test.each(['before', 'after'])('(%s it) makes no alert a repeat of itself', async (when) => {
      const alert = world.alert();
      void world.begin(dyingAt(name, when)).raiser.raise(alert, RULE);
      await new Promise((resolve) => setImmediate(resolve));
      world.nowMs += SETTINGS.leaseSeconds * 1000 + MAX_SKEW_MS;
      await world.raiseAlert(alert);
      expect(world.published.length).toBeGreaterThan(0);
      expect(world.published.filter(({ repeat }) => repeat === true)).toEqual([]);
    });

    test.each(['before', 'after'])('(%s it) has nothing held that was not sent', async (when) => {
      const alert = world.alert();
      void world.begin(dyingAt(name, when)).raiser.raise(alert, RULE);
      await new Promise((resolve) => setImmediate(resolve));
      const wasPublished = world.published.length > 0;
      const isHeld = (await world.raise()) === 'held';
      expect(isHeld && !wasPublished).toBe(false);
    });
  },
);

test('two handlers at once hold back nothing that was not sent', async () => {
  const alerts = [world.alert(), world.alert()];
  await Promise.all(alerts.map((alert) => world.begin().raiser.raise(alert, RULE)));
  expect(world.published).toHaveLength(2);
  expect(world.published[0]?.repeat).toBeUndefined();
  expect(await world.raise()).toBe('held');
});

test('many alerts of one file bring one', async () => {
  const { raiser } = world.begin();
  await Promise.all(Array.from({ length: 20 }, () => raiser.raise(world.alert(), RULE)));
  expect(world.published.filter(({ repeat }) => repeat !== true)).toHaveLength(1);
  expect(world.published).toHaveLength(20);
});

test.each([
  ['readRepeats', 'whether an alert is a repeat is not known; it is sent'],
  ['writeRepeats', 'an alert was sent but its repeats could not be recorded; the next one is also sent'],
  ['countSummary', 'alerts were not counted for the daily summary'],
] as const)('without an answer to %s alerts are sent, and the log says so of each', async (name, message) => {
  const throttled = async () => {
    throw new Error('ProvisionedThroughputExceededException');
  };
  for (const _ of [1, 2]) {
    const { raiser, summary } = world.begin(OPEN_GATE, { [name]: throttled });
    expect(await raiser.raise(world.alert(), RULE)).toBe('sent');
    await summary.flush();
  }
  const held = world.published.filter(({ repeat }) => repeat === true);
  expect(held).toHaveLength(name === 'countSummary' ? 1 : 0);
  const told = [message, 'Error: ProvisionedThroughputExceededException'];
  expect(world.warned).toEqual([told, told]);
});

test('the summary of the day counts what was sent, held and low, by rule and actor', async () => {
  const low = { ...RULE, severity: 'low' as const };
  const { raiser, summary } = world.begin();
  for (const rule of [RULE, RULE, RULE]) await raiser.raise(world.alert(), rule);
  await raiser.raise(world.alert({}, low), low);
  await summary.flush();
  const actor = 'arn:aws:sts::111122223333:assumed-role/reader';
  expect(world.table.summary).toMatchObject([
    {
      ruleName: RULE.name,
      severity: 'medium',
      actor,
      sent: 1,
      held: 2,
      belowMedium: 0,
      storms: 0,
      grouped: 0,
    },
    { ruleName: RULE.name, severity: 'low', actor, sent: 0, held: 0, belowMedium: 1, storms: 0, grouped: 0 },
  ]);
});

describe('what a program does', () => {
  const PURGED = { ...ruleOn('PurgeQueue'), severity: 'medium' as const, tags: ['attack.impact'] };

  const purge = (queue: string, changes: Record<string, unknown> = {}) => ({
    ...{ eventSource: 'sqs.amazonaws.com', eventName: 'PurgeQueue', readOnly: false },
    requestParameters: { queueUrl: `https://sqs.eu-west-1.amazonaws.com/111122223333/${queue}` },
    ...changes,
  });

  test('under names that are made up is a repeat below high severity, and what a person does is not', async () => {
    const world = new RaisingWorld();
    const person = {
      userIdentity: session('carol@example.com', { role: 'AWSReservedSSO_OnCall_0123456789abcdef' }),
    };
    expect(await world.raise(purge('pr-17-jobs'), PURGED)).toBe('sent');
    expect(await world.raise(purge('pr-18-jobs'), PURGED)).toBe('held');
    expect(await world.raise(purge('shop-jobs'), PURGED)).toBe('sent');
    expect(await world.raise(purge('pr-19-jobs'), { ...PURGED, severity: 'high', id: 'high' })).toBe('sent');
    expect(await world.raise(purge('pr-20-jobs'), { ...PURGED, severity: 'high', id: 'high' })).toBe('sent');
    expect(await world.raise(purge('pr-21-jobs', person), PURGED)).toBe('sent');
    expect(await world.raise(purge('pr-22-jobs', person), PURGED)).toBe('sent');
  });

  const SHARED = { ...ruleOn('ModifySnapshotAttribute'), tags: ['attack.exfiltration'] };

  const share = (snapshotId: string, userId = '777788889999', changes: Record<string, unknown> = {}) => ({
    ...{ eventSource: 'ec2.amazonaws.com', eventName: 'ModifySnapshotAttribute', readOnly: false },
    requestParameters: { snapshotId, createVolumePermission: { add: { items: [{ userId }] } } },
    ...changes,
  });

  test.each(['medium', 'high'] as const)(
    'to things with ids that AWS gives is a repeat at %s severity, and to another account it is new',
    async (severity) => {
      const world = new RaisingWorld();
      const rule = { ...SHARED, severity };
      expect(await world.raise(share('snap-0ed765761927485ad'), rule)).toBe('sent');
      expect(await world.raise(share('snap-0bd682266c94bf51f'), rule)).toBe('held');
      expect(await world.raise(share('snap-0bd682266c94bf51f', '999900001111'), rule)).toBe('sent');
      const person = {
        userIdentity: session('carol@example.com', { role: 'AWSReservedSSO_OnCall_0123456789abcdef' }),
      };
      for (const id of ['snap-0ed765761927485ad', 'snap-0bd682266c94bf51f'])
        expect(await world.raise(share(id, '777788889999', person), rule)).toBe('sent');
    },
  );

  const ACROSS = { ...ruleOn('PutBucketPolicy'), tags: ['attack.exfiltration'] };

  const change = (eventSource: string, requestParameters: Record<string, unknown>) => ({
    ...{ eventSource: `${eventSource}.amazonaws.com`, eventName: 'Change', readOnly: false },
    requestParameters,
  });
  const policyOf = (bucketName: string) => change('s3', { bucketName });
  const openingOf = (groupId: string) => change('ec2', { groupId });
  const keyOf = (userName: string) => change('iam', { userName });
  const copyOf = (sourceImageId: string) => ({
    ...change('ec2', { sourceImageId, sourceRegion: 'us-east-1' }),
    eventName: 'CopyImage',
    responseElements: { imageId: sourceImageId.replace('ami-0', 'ami-1') },
  });

  test.each([
    ['buckets of accounts', policyOf, 'logs-111122223333', 'logs-444455556666'],
    ['buckets of accounts, in capitals', policyOf, 'LOGS111122223333', 'LOGS444455556666'],
    ['buckets of accounts, in lower case', policyOf, 'abc111122223333', 'abc444455556666'],
    ['buckets of accounts, as the console has them', policyOf, 'x-1111-2222-3333', 'x-4444-5555-6666'],
    ['users of accounts', keyOf, 'vendor-111122223333', 'vendor-444455556666'],
  ])('to %s is new for each, at any severity', async (_what, call, one, other) => {
    for (const severity of ['medium', 'high'] as const) {
      const world = new RaisingWorld();
      expect(await world.raise(call(one), { ...ACROSS, severity })).toBe('sent');
      expect(await world.raise(call(other), { ...ACROSS, severity })).toBe('sent');
      expect(await world.raise(call(other), { ...ACROSS, severity })).toBe('held');
    }
  });

  test.each([
    ['buckets of customers', policyOf, 'customer-12345678', 'customer-99999999'],
    ['buckets of days', policyOf, 'vendor-20261120', 'vendor-20261121'],
    ['users with numbers', keyOf, 'emp-10000001', 'emp-10000002'],
    ['users that are called like volumes', keyOf, 'vol-10000001', 'vol-10000002'],
    ['buckets that are called like snapshots', policyOf, 'snap-10000001', 'snap-10000002'],
    ['security groups', openingOf, 'sg-0123456789abcdef0', 'sg-0fedcba9876543210'],
    ['instances', (instanceId: string) => change('ec2', { instanceId }), 'i-01234567', 'i-0fedcba9'],
    ['snapshots with ids that AWS does not give', share, 'snap-0123456789', 'snap-0123456780'],
  ])('to %s is new for each, at high severity', async (_what, call, one, other) => {
    const world = new RaisingWorld();
    const rule = { ...ACROSS, severity: 'high' as const };
    expect(await world.raise(call(one), rule)).toBe('sent');
    expect(await world.raise(call(other), rule)).toBe('sent');
    expect(await world.raise(call(other), rule)).toBe('held');
  });

  test.each([
    ['snapshots', share, 'snap-01234567', 'snap-89abcdef'],
    ['copies of images', copyOf, 'ami-0123456789abcdef0', 'ami-0fedcba9876543210'],
  ])('to %s is a repeat at any severity', async (_what, call, one, other) => {
    for (const severity of ['medium', 'high'] as const) {
      const world = new RaisingWorld();
      expect(await world.raise(call(one), { ...ACROSS, severity })).toBe('sent');
      expect(await world.raise(call(other), { ...ACROSS, severity })).toBe('held');
    }
  });

  test('is no repeat of what another rule found', async () => {
    const world = new RaisingWorld();
    for (const id of ['0a1b2c3d-0000-4000-8000-000000000001', '0a1b2c3d-0000-4000-8000-000000000002'])
      expect(await world.raise(share('snap-0ed765761927485ad'), { ...SHARED, severity: 'medium', id })).toBe(
        'sent',
      );
  });

  test('and destroys, at high severity, is new for each thing', async () => {
    const world = new RaisingWorld();
    const rule = { ...SHARED, severity: 'high' as const, tags: ['attack.impact'] };
    for (const id of ['snap-0ed765761927485ad', 'snap-0bd682266c94bf51f'])
      expect(await world.raise(share(id), rule)).toBe('sent');
  });

  test('with amounts that follow the load is new where they have more digits', async () => {
    const world = new RaisingWorld();
    const rule = { ...ruleOn('SetDesiredCapacity'), severity: 'medium' as const };
    const size = (desiredCapacity: number) => ({
      ...{ eventSource: 'autoscaling.amazonaws.com', eventName: 'SetDesiredCapacity', readOnly: false },
      requestParameters: { autoScalingGroupName: 'lobby', desiredCapacity },
    });
    const told: string[] = [];
    for (const each of [130, 147, 201, 900, 130, 1, 0]) told.push(await world.raise(size(each), rule));
    expect(told).toEqual(['sent', 'held', 'held', 'sent', 'held', 'sent', 'sent']);
  });

  test('with the number of an account is new for each', async () => {
    const world = new RaisingWorld();
    const rule = { ...ruleOn('AssociateMember'), severity: 'medium' as const };
    for (const account of ['777788889999', '888899990000']) {
      const call = { eventSource: 'inspector2.amazonaws.com', eventName: 'AssociateMember', readOnly: false };
      expect(await world.raise({ ...call, requestParameters: { account } }, rule)).toBe('sent');
    }
  });

  test('more often than an alert describes is a repeat by the kinds of its targets, and by people never', async () => {
    const world = new RaisingWorld();
    const many = (
      names: readonly string[],
      userIdentity: Record<string, unknown> = session('run-1'),
    ): Alert => {
      const alert = world.alert({ userIdentity }, { ...RULE, tags: ['attack.credential-access'] });
      const group = { 'userIdentity.arn': String(userIdentity.arn) };
      return {
        ...{ ...alert, eventSource: 'trailwatch', eventName: 'CorrelatedRecords', outcome: undefined },
        resources: names,
        details: {
          ...{ count: ['20 or more'], described: ['10 of 20 records'], more: ['resources', 'steps'] },
          steps: names.map((name) => `read parameter '${name}'`),
        },
        record: { group, periodStart: alert.eventTime },
      };
    };
    const named = (path: string, from: number) =>
      Array.from({ length: 10 }, (_, at) => `${path}/service-${from + at}/password`);
    expect(await world.raiseAlert(many(named('/shop', 0)))).toBe('sent');
    expect(await world.raiseAlert(many(named('/shop', 10), session('run-2')))).toBe('held');
    expect(await world.raiseAlert(many(named('/payroll', 0), session('run-3')))).toBe('sent');
    const dan = session('dan@example.com', { role: 'AWSReservedSSO_Dev_0123456789abcdef' });
    for (let time = 0; time < 2; time++)
      expect(await world.raiseAlert(many(named('/shop', 0), dan))).toBe('sent');
  });

  test('and was told by the last version is no news, though its targets are called by their kinds now', async () => {
    const world = new RaisingWorld();
    const rule = { ...SHARED, severity: 'medium' as const };
    const alert = world.alert(share('snap-0ed765761927485ad'), rule);
    const former = toRepeatSubject(alert)?.former;
    expect(former).toBeDefined();
    const { key = '', features = [] } = former ?? {};
    const known = ['0123456789abcdef', Math.floor(world.nowMs / 1000)] as const;
    world.table.writeRepeats({
      ...{ key, revision: undefined },
      next: {
        ...{ sentAtMs: world.nowMs, hours: [9], days: [20_408] },
        features: Object.fromEntries(features.map((feature) => [feature, known])),
      },
    });
    expect(await world.raiseAlert(alert, rule)).toBe('held');
    expect(await world.raise(share('snap-0bd682266c94bf51f'), rule)).toBe('held');
    expect(await world.raise(share('snap-0bd682266c94bf51f', '999900001111'), rule)).toBe('sent');
  });

  test('in other networks each time is new twice in four weeks, and what a person does there is new each time', async () => {
    const world = new RaisingWorld();
    const from = (sourceIPAddress: string) => ({ sourceIPAddress });
    const told: string[] = [];
    for (const address of ['20.60.1.1', '20.61.2.2', '20.62.3.3', '20.63.4.4'])
      told.push(await world.raise(from(address)));
    expect(told).toEqual(['sent', 'sent', 'held', 'held']);
    const userIdentity = session('dan@example.com', { role: 'AWSReservedSSO_Dev_0123456789abcdef' });
    for (const address of ['20.60.1.1', '20.61.2.2', '20.62.3.3'])
      expect(await world.raise({ ...from(address), userIdentity })).toBe('sent');
  });
});

describe('what CloudFormation does', () => {
  const KEY_MADE = {
    ...ruleOn('CreateAccessKey'),
    severity: 'medium' as const,
    tags: ['attack.persistence'],
  };
  const formation = {
    sourceIPAddress: 'cloudformation.amazonaws.com',
    userAgent: 'cloudformation.amazonaws.com',
  };

  function keyFor(userName: string, caller: Record<string, unknown> = formation): Record<string, unknown> {
    return {
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateAccessKey',
      readOnly: false,
      requestParameters: { userName },
      responseElements: { accessKey: { userName, accessKeyId: `AKIA${userName.length}BCDEFGHIJKLMNOPQ` } },
      ...caller,
    };
  }

  test('to a resource whose name differs in what is made up is a repeat', async () => {
    const world = new RaisingWorld();
    expect(await world.raise(keyFor('preview-17-user'), KEY_MADE)).toBe('sent');
    expect(await world.raise(keyFor('preview-118-user'), KEY_MADE)).toBe('held');
    expect(await world.raise(keyFor('preview-User00B015A1-1A2B3C4D5E6F'), KEY_MADE)).toBe('sent');
    expect(await world.raise(keyFor('preview-User00B015A1-ZY9XW8VU7TSR'), KEY_MADE)).toBe('held');
    expect(await world.raise(keyFor('administrator'), KEY_MADE)).toBe('sent');
  });

  test('and impairs defenses, at high severity, is never a repeat under another name', async () => {
    const world = new RaisingWorld();
    const rule = { ...ruleOn('StopLogging'), severity: 'high' as const, tags: ['attack.defense-impairment'] };
    for (const name of ['org-trail-1', 'org-trail-2'])
      expect(await world.raise({ ...formation, readOnly: false, requestParameters: { name } }, rule)).toBe(
        'sent',
      );
  });

  test('and destroys what has a made-up name is told at the first, the tenth and the hundredth after it', async () => {
    const world = new RaisingWorld();
    const rule = { ...ruleOn('DeleteDBInstance'), severity: 'high' as const, tags: ['attack.impact'] };
    const told: string[] = [];
    for (let stack = 1; stack <= 120; stack++) {
      const requestParameters = { dBInstanceIdentifier: `preview-${stack}` };
      const change = { ...formation, eventName: 'DeleteDBInstance', eventSource: 'rds.amazonaws.com' };
      told.push(await world.raise({ ...change, readOnly: false, requestParameters }, rule));
      world.nowMs += HOUR_MS;
    }
    expect(told.flatMap((each, at) => (each === 'sent' ? [at + 1] : []))).toEqual([1, 11, 101]);
    const shop = { eventName: 'DeleteDBInstance', requestParameters: { dBInstanceIdentifier: 'shop' } };
    expect(await world.raise({ ...formation, readOnly: false, ...shop }, rule)).toBe('sent');
  });

  test.each([
    ['policies', ['AmazonEC2FullAccess', 'AmazonS3FullAccess']],
    ['tables', ['TeamDEV1', 'TeamPROD1']],
    ['ports', ['8080', '3389']],
  ])('to %s with other words or numbers alone as names is new', async (_what, names) => {
    const world = new RaisingWorld();
    for (const name of names) expect(await world.raise(keyFor(name), KEY_MADE)).toBe('sent');
  });

  test('and what others do to such resources are not repeats of one another', async () => {
    const world = new RaisingWorld();
    const person = {
      ...{ sourceIPAddress: '198.51.100.7', userAgent: 'cloudformation.amazonaws.com' },
      userIdentity: session('dan@example.com', { role: 'AWSReservedSSO_Dev_0123456789abcdef' }),
    };
    expect(await world.raise(keyFor('preview-17-user'), KEY_MADE)).toBe('sent');
    expect(await world.raise(keyFor('preview-17-user', person), KEY_MADE)).toBe('sent');
    expect(await world.raise(keyFor('preview-18-user', person), KEY_MADE)).toBe('sent');
  });

  test('to other accounts and ranges of addresses is new', async () => {
    const world = new RaisingWorld();
    const opened = { ...ruleOn('AuthorizeSecurityGroupIngress'), severity: 'medium' as const, tags: [] };
    const open = (groupId: string, cidrIp: string) => ({
      ...{ eventSource: 'ec2.amazonaws.com', eventName: 'AuthorizeSecurityGroupIngress', readOnly: false },
      ...formation,
      requestParameters: { groupId, ipPermissions: { items: [{ ipRanges: { items: [{ cidrIp }] } }] } },
    });
    expect(await world.raise(open('sg-0aaa1', '10.0.0.0/8'), opened)).toBe('sent');
    expect(await world.raise(open('sg-0aaa1', '10.0.0.0/8'), opened)).toBe('held');
    expect(await world.raise(open('sg-0aaa1', '0.0.0.0/0'), opened)).toBe('sent');
    expect(await world.raise(open('sg-0aaa1', '10.0.0.0/9'), opened)).toBe('sent');
  });
});
