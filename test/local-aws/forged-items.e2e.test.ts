import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  CreateTableCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { SendMessageCommand } from '@aws-sdk/client-sqs';
import { readSketch, writeSketch } from '../../lambda/aws/table/sketch-item';
import { ForeignItems } from '../../lambda/raise/foreign-items';
import { makeRaisePorts } from '../../lambda/raise/ports/make-raise-ports';
import type { RaisePorts } from '../../lambda/raise/ports/raise-ports';
import { processMessages } from '../../lambda/raise/process-messages';
import { beginRaising, reportForeignItems } from '../../lambda/raise/raising';
import { alertWindow, notSentKey } from '../../lambda/raise/storm/alert-window';
import { reportStorm } from '../../lambda/raise/storm/report-storm';
import { STORM } from '../../lambda/raise/storm/storm-message';
import type { Alert } from '../../lib/core/alert/alert';
import { alertId } from '../../lib/core/alert/alert-id';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';
import { MacKey } from '../../lib/core/alert/mac/mac-key';
import { FOREIGN_ITEMS_RULE_ID } from '../../lib/core/alert/operational/operational-alert';
import { toTestAlert } from '../../lib/core/alert/operational/test-alerts';
import { packedIds } from '../../lib/core/alert/packed-alert-ids';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { CLAIM_TABLE, claimPartition, claimPartitions } from '../../lib/core/settings/claim-table';
import { ruleOn } from '../lambda/log-processor/log-files';
import { type LocalAws, startLocalAws } from './start-local-aws';

const TABLE = 'claims';
const NOW_MS = Date.parse('2026-11-20T03:20:00Z');
const EVENT_TIME = '2026-11-20T03:10:00Z';
const WINDOW = 'rule|111122223333|2026-11-20T03:00:00Z';
const FAR = { N: String(NOW_MS / 1000 + 86_400) };
const SETTINGS = {
  tableName: TABLE,
  topicArn: 'topic',
  queueUrl: 'queue',
  macKeyArn: 'key',
  metricsNamespace: 'Trailwatch',
  maxReceiveCount: 5,
  leaseSeconds: 60,
  rememberDays: 30,
  stormThreshold: 2,
  stormWindowMinutes: 60,
  stormReportDelaySeconds: 300,
};

let aws: LocalAws;

beforeAll(async () => {
  aws = await startLocalAws();
  const names = [CLAIM_TABLE.partitionKey, CLAIM_TABLE.sortKey] as const;
  await aws.dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: names[0], KeyType: 'HASH' },
        { AttributeName: names[1], KeyType: 'RANGE' },
      ],
    }),
  );
});

afterAll(() => aws.stop());

let owners = 0;

/** A container of a function: the real table, and what it would publish and queue. */
function startContainer(nowMs = NOW_MS, settings = SETTINGS) {
  const published: Alert[] = [];
  const queued: string[] = [];
  const secret = Buffer.alloc(32, 9);
  const ports: RaisePorts = {
    ...makeRaisePorts(
      {
        sqs: { send: async ({ input }: SendMessageCommand) => queued.push(input.MessageBody ?? '') } as never,
        sns: aws.sns,
        dynamodb: aws.dynamodb,
        macKeys: async (purpose, place) => MacKey.derive(secret, purpose, place),
        signMessage: async () => undefined,
        foreignItems: new ForeignItems(),
      },
      settings,
    ),
    nowMs: () => nowMs,
    publishAlert: async (alert) => void published.push(alert),
  };
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const newOwner = () => `owner-${owners++}`;
  const container = { ports, settings, newOwner, log, storms: new Map() };
  const { raiser, grouped, repeats, summary } = beginRaising(container, new AbortController().signal);
  return { published, queued, raiser, grouped, repeats, summary, ports, settings, newOwner, log };
}

/** An alert of a window of its own, so that tests do not meet. */
function alertOf(account: string, event: number): Alert {
  const eventID = `event-${event}`;
  const alert = toTestAlert({ topic: 't', at: EVENT_TIME, severity: 'high', awsRegion: 'eu-west-1' });
  const id = alertId('rule', { recipientAccountId: account, eventID });
  return { ...alert, id, ruleId: 'rule', eventID, recipientAccountId: account, eventTime: EVENT_TIME };
}

function windowOf(account: string): string {
  return WINDOW.replace('111122223333', account);
}

const REPEATED = { ...ruleOn('GetSecretValue'), severity: 'medium' as const };

async function repeatStates(): Promise<Record<string, AttributeValue>[]> {
  const { Items = [] } = await aws.dynamodb.send(
    new ScanCommand({
      TableName: TABLE,
      FilterExpression: '#item = :repeat',
      ExpressionAttributeNames: { '#item': CLAIM_TABLE.sortKey },
      ExpressionAttributeValues: { ':repeat': { S: 'repeat' } },
    }),
  );
  return Items;
}

async function write(window: string, item: string, content: Record<string, AttributeValue>): Promise<void> {
  const key = { [CLAIM_TABLE.partitionKey]: { S: window }, [CLAIM_TABLE.sortKey]: { S: item } };
  const expiry = { [CLAIM_TABLE.timeToLiveAttribute]: FAR };
  await aws.dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { ...expiry, ...key, ...content } }));
}

const FORGED_CLAIMS: Readonly<Record<string, Record<string, AttributeValue>>> = {
  'says that it was sent': { status: { S: 'sent' }, owner: { S: 'me' }, leaseUntil: { N: '0' } },
  'says that it was sent, with a code': {
    status: { S: 'sent' },
    owner: { S: 'me' },
    mac: { S: 'A'.repeat(43) },
  },
  'says that it waits for a report': { status: { S: 'grouped' }, owner: { S: 'me' } },
  'holds it for a year': {
    status: { S: 'sending' },
    owner: { S: 'me' },
    leaseUntil: { N: String(NOW_MS * 2) },
  },
};

test.each(Object.entries(FORGED_CLAIMS))('a claim that %s keeps no alert back', async (name, content) => {
  const account = `claim ${name}`;
  const alert = alertOf(account, 1);
  await write(claimPartition(windowOf(account), alert.id), alert.id, content);
  const container = startContainer();
  expect(await container.raiser.raise(alert, { name: 'rule' })).toBe('sent');
  expect(container.ports.takeForeignItems(NOW_MS)).toMatchObject([
    { item: alert.id, problem: 'is a claim that no function wrote' },
  ]);
  // and what replaced it is believed
  const other = startContainer();
  expect(await other.raiser.raise(alert, { name: 'rule' })).toBe('repeated');
});

test('a set of admitted alerts that is filled by others, or a threshold of 0, groups no alert', async () => {
  for (const [account, content] of Object.entries({
    filled: { ids: { SS: ['a'.repeat(16), 'b'.repeat(16), 'c'.repeat(32)] }, threshold: { N: '2' } },
    zero: { threshold: { N: '0' } },
    negative: { threshold: { N: '-1' }, thresholdMac: { S: 'x' }, ids: { SS: ['z'] } },
  })) {
    await write(windowOf(account), 'admitted', content as Record<string, AttributeValue>);
    const container = startContainer();
    const raised = [];
    for (const event of [1, 2, 3]) {
      raised.push(await container.raiser.raise(alertOf(account, event), { name: 'rule' }));
    }
    expect({ account, raised }).toEqual({ account, raised: ['sent', 'sent', 'grouped'] });
    expect(container.ports.takeForeignItems(NOW_MS)).not.toEqual([]);
  }
});

const REFUSED: Readonly<Record<string, Record<string, AttributeValue>>> = {
  'a text in place of a set': { ids: { S: 'x' }, actors: { S: 'x' } },
  'numbers in place of a set': { ids: { NS: ['1'] }, actors: { NS: ['1'] } },
  'no room left': { junk: { B: Buffer.alloc(409_500) } },
};

test.each(
  Object.entries(REFUSED).flatMap(([name, content]) =>
    ['admitted', 'listed'].map((item) => [item, name, content] as const),
  ),
)(
  "an item '%s' with %s, to which DynamoDB adds nothing, keeps no alert and no report back",
  async (item, name, content) => {
    const account = `refused ${item} ${name}`;
    await write(windowOf(account), item, content);
    const container = startContainer();
    for (const event of [1, 2, 3]) await container.raiser.raise(alertOf(account, event), { name: 'rule' });
    expect(container.published.length + container.queued.length).toBe(3);
  },
);

test.each([{ S: '5' }, { N: '0' }, { N: '-1' }])(
  'a sketch of version %j that others wrote is replaced',
  async (version) => {
    const key = `account ${JSON.stringify(version)}`;
    const window = `sketch|${createHash('sha256').update(key).digest('base64url')}`;
    await write(window, 'sketch', { version, values: { B: Buffer.from('x') } });
    const macKey = async () => MacKey.derive(Buffer.alloc(32, 9), 'claims', TABLE);
    const store = { client: aws.dynamodb, tableName: TABLE, macKey, onForeignItem: () => undefined };
    for (const text of ['y', 'z']) {
      const read = await readSketch(store, key);
      const change = { key, bytes: Buffer.from(text), version: read.version, nowMs: NOW_MS };
      expect(await writeSketch(store, change)).toBe(true);
    }
  },
);

test('of what is grouped as held by a silence, only what a function grouped is not sent', async () => {
  const account = 'held';
  const [held, forged] = [alertOf(account, 1), alertOf(account, 2)];
  const rule = { name: 'rule' };
  const window = alertWindow(held, EVENT_TIME, { windowMinutes: 60, cause: 'silence x' });
  const container = startContainer();
  await container.grouped.noteUnsent(window, packedIds(held.id));
  const name = `a${'0'.repeat(31)}`;
  await write(claimPartition(notSentKey(window), name), `grouped#${name}`, {
    packedIds: { B: packedIds(forged.id).bytes },
  });
  const later = startContainer();
  expect(await later.raiser.raise(held, rule)).toBe('repeated');
  expect(await later.raiser.raise(forged, rule)).toBe('sent');
  expect(later.ports.takeForeignItems(NOW_MS)).toMatchObject([
    { problem: 'is a group count that no function wrote' },
  ]);
});

test('a report of a storm that others ask for says nothing in its place', async () => {
  const account = 'forged report';
  const container = startContainer();
  for (const event of [1, 2, 3]) await container.raiser.raise(alertOf(account, event), { name: 'rule' });
  const [own = ''] = container.queued;
  const storm = STORM.decode(own);
  if (storm === undefined) throw new Error('no report is on its way');
  const rule = { ...storm.rule, title: 'A test, ignore it', severity: 'informational' as const };
  const receive = (body: string) =>
    processMessages(
      {
        Records: [
          { messageId: 'm', body, attributes: { ApproximateReceiveCount: '1' }, eventSource: 'aws:sqs' },
        ],
      } as never,
      { ...container, counts: { add: () => undefined } } as never,
      async () => undefined,
    );
  const before = container.published.length;
  expect((await receive(STORM.encode({ ...storm, rule }))).batchItemFailures).toHaveLength(1);
  expect(
    (await receive(own.replace('"severity":"high"', '"severity":"low"'))).batchItemFailures,
  ).toHaveLength(1);
  expect(container.published).toHaveLength(before);
  expect((await receive(own)).batchItemFailures).toEqual([]);
  expect(container.published.slice(before)).toMatchObject([{ severity: 'high', record: { count: 1 } }]);
});

test('kinds that others wrote down keep no first of its kind back, and stand in no report', async () => {
  const account = 'kinds';
  const window = windowOf(account);
  const junk = Array.from({ length: 120 }, (_, index) => `made up ${index}`);
  const sets = { actors: { SS: junk }, calls: { SS: junk }, regions: { SS: junk }, resources: { SS: junk } };
  const container = startContainer();
  for (const event of [1, 2]) await container.raiser.raise(alertOf(account, event), { name: 'rule' });
  const { Item = {} } = await aws.dynamodb.send(
    new GetItemCommand({
      TableName: TABLE,
      Key: { [CLAIM_TABLE.partitionKey]: { S: window }, [CLAIM_TABLE.sortKey]: { S: 'admitted' } },
    }),
  );
  const filled = Object.keys(sets).map((kind) => [kind, { SS: [...(Item[kind]?.SS ?? []), ...junk] }]);
  await write(window, 'admitted', { ...Item, ...Object.fromEntries(filled) });
  await write(window, 'listed', sets);
  const stranger = { ...alertOf(account, 3), actor: { name: 'stranger' } };
  expect(await startContainer().raiser.raise(stranger, { name: 'rule' })).toBe('sent');
  const other = startContainer();
  expect(await other.raiser.raise(alertOf(account, 4), { name: 'rule' })).toBe('grouped');
  expect(JSON.stringify(await other.ports.readListed(window))).not.toContain('made up');
});

test('actors that others wrote down as known, or as new, hide no alert of one who is known', async () => {
  const account = 'known';
  const raise = async (container: ReturnType<typeof startContainer>, event: number, name: string) => {
    const alert = { ...alertOf(account, event), actor: { name } };
    const raised = await container.raiser.raise(alert, { name: 'rule' });
    await container.summary.flush();
    return raised;
  };
  const early = startContainer(NOW_MS - 8 * 86_400_000);
  expect(await raise(early, 1, 'alice')).toBe('sent');
  const flood = startContainer();
  for (let decoy = 0; decoy < 15; decoy++) await raise(flood, 10 + decoy, `decoy-${decoy}`);
  const Key = {
    [CLAIM_TABLE.partitionKey]: { S: windowOf(account) },
    [CLAIM_TABLE.sortKey]: { S: 'admitted' },
  };
  const { Item = {} } = await aws.dynamodb.send(new GetItemCommand({ TableName: TABLE, Key }));
  const junk = Array.from({ length: 20 }, (_, index) => `made up ${index}`);
  await write(windowOf(account), 'admitted', { ...Item, known: { SS: junk } });
  expect(await raise(startContainer(), 30, 'bob')).toBe('grouped');
  expect(await raise(startContainer(), 31, 'mallory')).toBe('grouped');
  // A set that was filled by others is emptied by the first refusal, and alice's first alert of the hour has room.
  expect(await raise(startContainer(), 32, 'alice')).toBe('sent');
  expect(await raise(startContainer(), 33, 'alice')).toBe('grouped');
});

test('a storm that says that all was reported, or that a report is due, keeps no report back', async () => {
  for (const [account, content] of Object.entries({
    reported: { reported: { N: '1000000' }, reportDueAt: { N: '0' } },
    due: { reported: { N: '0' }, reportDueAt: { N: String(NOW_MS * 2) } },
  })) {
    const container = startContainer();
    for (const event of [1, 2]) await container.raiser.raise(alertOf(account, event), { name: 'rule' });
    await write(windowOf(account), 'storm', content as Record<string, AttributeValue>);
    for (const event of [3, 4]) await container.raiser.raise(alertOf(account, event), { name: 'rule' });
    expect(container.queued).toHaveLength(1);
    const message = STORM.decode(container.queued[0] ?? '');
    if (message === undefined) throw new Error('the message is no storm report');
    expect(await reportStorm(container, message)).toBe(1);
    expect(container.published.at(-1)?.record).toMatchObject({ count: 2 });
    expect(container.ports.takeForeignItems(NOW_MS)).not.toEqual([]);
  }
});

test('a claim of the report by others neither holds it nor says how much it reports', async () => {
  const account = 'report';
  const container = startContainer();
  for (const event of [1, 2, 3]) await container.raiser.raise(alertOf(account, event), { name: 'rule' });
  await write(windowOf(account), 'report#0#0', {
    status: { S: 'sending' },
    owner: { S: 'me' },
    leaseUntil: { N: '0' },
    upTo: { N: '1000000' },
  });
  const message = STORM.decode(container.queued[0] ?? '');
  if (message === undefined) throw new Error('the message is no storm report');
  expect(await reportStorm(container, message)).toBe(1);
  expect((await container.ports.readStorm(windowOf(account), NOW_MS))?.reported).toBe(1);
});

test('grouped alerts that are deleted after their report are missed, and what comes in their place is reported', async () => {
  const account = 'deleted';
  const container = startContainer();
  for (const event of [1, 2, 3, 4, 5])
    await container.raiser.raise(alertOf(account, event), { name: 'rule' });
  const message = STORM.decode(container.queued[0] ?? '');
  if (message === undefined) throw new Error('the message is no storm report');
  await reportStorm(container, message);
  const { Items = [] } = await aws.dynamodb.send(new ScanCommand({ TableName: TABLE }));
  for (const { [CLAIM_TABLE.partitionKey]: window, [CLAIM_TABLE.sortKey]: item } of Items) {
    if (window?.S === undefined || item === undefined) continue;
    if (!claimPartitions(windowOf(account)).includes(window.S)) continue;
    const Key = { [CLAIM_TABLE.partitionKey]: window, [CLAIM_TABLE.sortKey]: item };
    await aws.dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key }));
  }
  await container.raiser.raise(alertOf(account, 6), { name: 'rule' });
  const before = container.published.length;
  expect(await reportStorm(container, message)).toBe(1);
  const [again] = container.published.slice(before);
  expect(again?.record).toMatchObject({ count: 1 });
  expect(new Set(container.published.map(({ id }) => id)).size).toBe(container.published.length);
  expect(container.ports.takeForeignItems(NOW_MS)).toEqual([
    {
      window: windowOf(account),
      item: 'storm',
      problem: 'counts 3 alerts as reported, but only 1 are left',
    },
  ]);
});

test('a state of repeats holds back what a function wrote, and none that others did, or copied', async () => {
  const recordOf = (event: string, secretId: string) =>
    ({
      ...{ eventID: event, eventTime: EVENT_TIME, eventName: 'GetSecretValue', awsRegion: 'eu-west-1' },
      ...{ eventSource: 'secretsmanager.amazonaws.com', recipientAccountId: 'repeats', readOnly: true },
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/mallory', userName: 'mallory' },
      ...{ requestParameters: { secretId }, sourceIPAddress: '198.51.100.7' },
    }) as unknown as CloudTrailRecord;
  const settings = { ...SETTINGS, stormThreshold: 50 };
  const raise = async (event: string, secretId = 'known') => {
    const container = startContainer(NOW_MS, settings);
    const alert = toAlert(REPEATED, recordOf(event, secretId), { route: 'log-file', source: {} });
    await container.raiser.raise(alert, REPEATED);
    return {
      isHeld: container.published[0]?.repeat === true,
      foreign: container.ports.takeForeignItems(NOW_MS),
    };
  };
  expect([await raise('1'), await raise('2')]).toEqual([
    { isHeld: false, foreign: [] },
    { isHeld: true, foreign: [] },
  ]);
  const [known] = await repeatStates();
  await raise('3', 'other');
  const other = (await repeatStates()).find(({ window }) => window?.S !== known?.window?.S);
  // The state of one target in place of that of another, which then is believed by its key only.
  const Item = { ...other, state: known?.state ?? { S: '' }, mac: known?.mac ?? { S: '' } };
  await aws.dynamodb.send(new PutItemCommand({ TableName: TABLE, Item }));
  expect(await raise('4', 'other')).toMatchObject({
    isHeld: false,
    foreign: [{ problem: 'is a state of repeats that no function wrote' }],
  });
  expect(await raise('5', 'other')).toEqual({ isHeld: true, foreign: [] });
});

test('a code is for one item: a true claim of another alert keeps none back', async () => {
  const [from, to] = [alertOf('copied', 1), alertOf('copied', 2)];
  const container = startContainer();
  await container.raiser.raise(from, { name: 'rule' });
  const Key = {
    [CLAIM_TABLE.partitionKey]: { S: claimPartition(windowOf('copied'), from.id) },
    [CLAIM_TABLE.sortKey]: { S: from.id },
  };
  const { Item = {} } = await aws.dynamodb.send(new GetItemCommand({ TableName: TABLE, Key }));
  const { window: _window, item: _item, ...content } = Item;
  expect(content.status).toEqual({ S: 'sent' });
  await write(claimPartition(windowOf('copied'), to.id), to.id, content);
  expect(await startContainer().raiser.raise(to, { name: 'rule' })).toBe('sent');
});

test('one container reports once an hour, and containers that find the same report it once', async () => {
  const hourLater = NOW_MS + 3_600_000;
  const containers = [startContainer(hourLater), startContainer(hourLater)];
  const published = [];
  for (const [index, container] of [...containers, ...containers].entries()) {
    const alert = alertOf('bounded', index);
    await write(claimPartition(windowOf('bounded'), alert.id), alert.id, { status: { S: 'sent' } });
    await container.raiser.raise(alert, { name: 'rule' });
    await reportForeignItems(container);
  }
  for (const container of containers) published.push(...container.published);
  const reports = published.filter(({ ruleId }) => ruleId === FOREIGN_ITEMS_RULE_ID);
  expect(reports.map(({ severity, summary }) => ({ severity, summary }))).toEqual([
    {
      severity: 'critical',
      summary: expect.stringMatching(
        /^table claims holds (an item|\d+ items) that no trailwatch function wrote; item '[0-9a-f]{64}' of 'rule\|bounded\|/,
      ),
    },
  ]);
});

test('an item whose owner is changed while it is sent ends in no silence', async () => {
  const alert = alertOf('changed', 1);
  const container = startContainer();
  const publish = container.ports.publishAlert;
  const Key = {
    [CLAIM_TABLE.partitionKey]: { S: claimPartition(windowOf('changed'), alert.id) },
    [CLAIM_TABLE.sortKey]: { S: alert.id },
  };
  Object.assign(container.ports, {
    publishAlert: async (sent: Alert) => {
      await aws.dynamodb.send(
        new UpdateItemCommand({
          TableName: TABLE,
          Key,
          UpdateExpression: 'SET #owner = :other',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':other': { S: 'me' } },
        }),
      );
      await publish(sent);
    },
  });
  expect(await container.raiser.raise(alert, { name: 'rule' })).toBe('sent');
  expect(await startContainer().raiser.raise(alert, { name: 'rule' })).toBe('sent');
});
