import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { SNSEvent } from 'aws-lambda';
import type { MacClaim } from '../../../lambda/aws/mac-keys';
import type { SummaryChange } from '../../../lambda/aws/table/summary-item';
import { receiveOfTopic } from '../../../lambda/log-processor/receive-of-topic';
import { MetricCounts } from '../../../lambda/raise/metric-counts';
import { SummaryCounts } from '../../../lambda/raise/summary-counts';
import type { Alert } from '../../../lib/core/alert/alert';
import { DAILY_SUMMARY_RULE_ID } from '../../../lib/core/alert/daily-summary';
import { encodeOrigin, toOriginText } from '../../../lib/core/alert/mac/message-origin';
import { PATH_TEST_RULE_ID, toPathTest } from '../../../lib/core/alert/operational/test-alerts';
import { PROCESSOR_METRICS } from '../../../lib/core/settings/log-processor-settings';
import { heartbeatMessage } from '../../../lib/core/settings/message/heartbeat';
import { SignedArchive } from '../../digest/signed-archive';
import { MemoryWorld } from '../memory-world';
import { logFile, logKey, record, ruleOn } from './log-files';
import { named, noticeOf, SETTINGS, World } from './world';

const RULES = [ruleOn('StopLogging')];
const [DIGEST] = SETTINGS.digestFolders.split(',');
const HOUR = '2026-11-20T03:00:00Z';

function heartbeat(at: string, testsAlerts = true): string {
  return JSON.stringify(heartbeatMessage(at, { testsAlerts }));
}

/** A digest file that lists so many log files of the bucket. */
function digestOf(logs: number, bucket = 'archive'): Buffer {
  const archive = new SignedArchive([{ accountId: '111122223333', hours: 2, logs }]);
  const { text } = archive.digests[1]!;
  return gzipSync(text.replaceAll('"audit-archive"', JSON.stringify(bucket)));
}

describe('a heartbeat', () => {
  test('is counted, and sends one test an hour over the way of alerts, however often it is delivered', async () => {
    const world = new World(RULES);
    for (const at of ['2026-11-20T03:00:04Z', '2026-11-20T03:59:59Z', '2026-11-20T04:00:01Z']) {
      world.send(heartbeat(at));
      world.send(heartbeat(at));
    }
    await world.drain();
    expect(world.sum('Heartbeats')).toBe(6);
    expect(world.published.map(({ ruleId, eventTime }) => [ruleId, eventTime]).sort()).toEqual([
      [PATH_TEST_RULE_ID, '2026-11-20T03:00:00Z'],
      [PATH_TEST_RULE_ID, '2026-11-20T04:00:00Z'],
    ]);
    expect(world.sum('Alerts')).toBe(0);
    expect([world.queue, world.dead]).toEqual([[], []]);
  });

  test('sends no test where the schedule asks for none', async () => {
    const world = new World(RULES);
    world.send(heartbeat(HOUR, false));
    await world.drain();
    expect(world.sum('Heartbeats')).toBe(1);
    expect(world.published).toEqual([]);
  });

  test('gives all metrics a value, zeros too, where nothing is delivered', async () => {
    const world = new World(RULES);
    world.send(heartbeat(HOUR));
    await world.drain();
    expect((['Files', 'Digests', 'FilesListed'] as const).map((name) => world.sum(name))).toEqual([0, 0, 0]);
    expect(world.invocations).toHaveLength(1);
  });

  test('fails without its members, and moves to the dead-letter queue', async () => {
    const world = new World(RULES);
    world.send(JSON.stringify({ trailwatch: 'heartbeat', version: 1, at: 'soon', testsAlerts: true }));
    await world.drain();
    expect(world.dead).toHaveLength(1);
    expect(world.sum('Heartbeats')).toBe(0);
  });
});

test('a heartbeat that comes before its time is a dead letter: it would send the summary of a day that is not over', async () => {
  const world = new World(RULES);
  const early = heartbeatMessage('2026-11-21T06:00:00Z', { testsAlerts: true, summaryHour: 6 });
  MemoryWorld.prototype.send.call(world, JSON.stringify(early));
  await world.drain();
  expect([world.published, world.dead]).toEqual([[], [expect.anything()]]);
});

test('a heartbeat that comes days later, such as a dead letter, sends no summary: the counts of its day may be forgotten', async () => {
  const world = new World(RULES);
  world.nowMs = Date.parse('2026-11-20T03:00:00Z');
  for (const at of ['2026-11-08T06:00:04Z', '2026-11-18T06:00:00Z']) {
    world.send(JSON.stringify(heartbeatMessage(at, { testsAlerts: false, summaryHour: 6 })));
    await world.drain();
  }
  expect(world.published.map(({ title }) => title)).toEqual(['Daily summary of 2026-11-17 by test']);
  const warned = world.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields.day);
  expect(warned).toEqual([
    '2026-11-07',
    ...Array.from({ length: 8 }, (_, index) => `2026-11-${String(9 + index).padStart(2, '0')}`),
  ]);
});

describe('the daily summary', () => {
  const COUNT = { day: '2026-11-19', first: '2026-11-19T01:00:00Z', last: '2026-11-19T02:00:00Z' };
  const NUMBERS = { sent: 2, held: 3, belowMedium: 0, storms: 0, grouped: 0 };
  const STOPPED = { ruleId: 'r1', ruleName: 'trail-stopped', severity: 'high', actor: 'alice' } as const;

  function asked(...times: readonly string[]): World {
    const world = new World(RULES);
    world.summaries.set('2026-11-19', [{ ...COUNT, ...STOPPED, ...NUMBERS }]);
    for (const at of times) {
      world.send(JSON.stringify(heartbeatMessage(at, { testsAlerts: false, summaryHour: 6 })));
    }
    return world;
  }

  test('is sent once a day, of the day before, however often it is asked for', async () => {
    const world = asked('2026-11-20T06:00:04Z', '2026-11-20T06:59:59Z', '2026-11-20T07:00:01Z');
    await world.drain();
    expect(world.published.map(({ ruleId, title }) => [ruleId, title])).toEqual([
      [DAILY_SUMMARY_RULE_ID, 'Daily summary of 2026-11-19 by test'],
    ]);
    expect(world.published[0]?.summary).toMatch(/^5 alerts of 1 rule: /);
    expect(world.sum('Alerts')).toBe(0);
    expect(world.table.summary).toEqual([]);
  });

  test('is sent an hour later where no heartbeat came in its hour', async () => {
    const late = asked('2026-11-20T05:59:59Z', '2026-11-20T07:00:01Z');
    await late.drain();
    expect(late.published).toHaveLength(1);
  });

  test('is made up for by any later heartbeat within two days, in order, once, with what ends soon', async () => {
    const titles = ({ published }: World) => published.map(({ title }) => title);
    for (const times of [
      ['2026-11-20T05:59:59Z', '2026-11-20T08:00:00Z'],
      ['2026-11-20T05:59:59Z', '2026-11-21T05:10:00Z', '2026-11-21T05:59:00Z'],
      ['2026-11-20T05:59:59Z', '2026-11-21T18:00:00Z', '2026-11-21T18:00:00Z', '2026-11-21T19:00:00Z'],
    ]) {
      const world = asked();
      for (const at of times) {
        world.send(JSON.stringify(heartbeatMessage(at, { testsAlerts: false, summaryHour: 6 })));
        await world.drain();
      }
      const isSecondDue = times.some((at) => at > '2026-11-21T06');
      expect(titles(world)).toEqual([
        'Daily summary of 2026-11-19 by test',
        ...(isSecondDue ? ['Daily summary of 2026-11-20 by test'] : []),
      ]);
    }
  });

  test('is none of the days before the first heartbeat', async () => {
    const world = asked('2026-11-20T08:00:00Z', '2026-11-20T09:00:00Z');
    await world.drain();
    expect(world.published).toEqual([]);
    expect([...world.daysDone]).toEqual(['2026-11-20']);
  });

  test('calls new what no day of the week before had', async () => {
    const world = asked('2026-11-20T06:00:00Z');
    world.summaries.set('2026-11-12', [{ ...COUNT, ...STOPPED, ...NUMBERS, actor: 'bob' }]);
    const bob = { ...COUNT, ...STOPPED, ...NUMBERS, actor: 'bob' };
    world.summaries.set('2026-11-19', [{ ...COUNT, ...STOPPED, ...NUMBERS }, bob]);
    await world.drain();
    expect(world.published[0]?.record.lines).toEqual([
      'Medium and above:',
      '5 high (3 repeats): trail-stopped, alice, new',
      '5 high (3 repeats): trail-stopped, bob',
    ]);
  });

  test('says until when log files came, as the digest files tell it', async () => {
    const world = asked('2026-11-20T06:00:00Z');
    world.summaries.clear();
    world.searched.push('2026-11-20T04:05:00Z', '2026-11-20T05:05:00Z', '2026-11-19T23:05:00Z');
    await world.drain();
    expect(world.published[0]?.summary).toBe(
      'No alerts. CloudTrail delivered log files until 2026-11-20 05:05 UTC; the alarms of the processor report files that it could not search.',
    );
  });

  test('that cannot be sent moves to the dead-letter queue', async () => {
    const world = asked('2026-11-20T06:00:00Z');
    const container = world.container();
    const broken = { ...container.ports, readSummary: () => Promise.reject(new Error('throttled')) };
    await world.drain({ ...container, ports: broken });
    expect(world.dead).toHaveLength(1);
  });
});

describe('a digest file of the home Region', () => {
  test('is counted with the log files of the archive that it lists, and searched for nothing', async () => {
    const world = new World(RULES);
    world.deliver(`${DIGEST}2026/10/01/a.json.gz`, digestOf(3));
    world.deliver(logKey('one'), logFile([record('e1')]));
    await world.drain();
    expect((['Files', 'Digests', 'FilesListed'] as const).map((name) => world.sum(name))).toEqual([1, 1, 3]);
    expect(world.searched).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)]);
  });

  test('counts no files of another bucket, and none in an hour without activity', async () => {
    const world = new World(RULES);
    world.deliver(`${DIGEST}2026/10/01/a.json.gz`, digestOf(3, 'elsewhere'));
    world.deliver(`${DIGEST}2026/10/01/b.json.gz`, digestOf(0));
    await world.drain();
    expect([world.sum('Digests'), world.sum('FilesListed')]).toEqual([2, 0]);
  });

  test('counts digest files of every account, in one Region, where the accounts are not listed', async () => {
    const world = new World(RULES, { ...SETTINGS, digestFolders: 'AWSLogs/*/CloudTrail-Digest/eu-west-1/' });
    for (const folder of [
      '111122223333/CloudTrail-Digest/eu-west-1',
      '444455556666/CloudTrail-Digest/eu-west-1',
      '444455556666/CloudTrail-Digest/eu-west-2',
    ])
      world.deliver(`AWSLogs/${folder}/2026/10/01/a.json.gz`, digestOf(3));
    await world.drain();
    expect(world.sum('Digests')).toBe(2);
  });

  test('counts no files under another root, and digest files of each folder that is counted', async () => {
    const folders = ['AWSLogs/1/', DIGEST].map((folder) => folder ?? '');
    const world = new World(RULES, {
      ...SETTINGS,
      digestFolders: folders.join(),
      root: 'AWSLogs/111122223333/CloudTrail-',
    });
    world.deliver(`${DIGEST}2026/10/01/a.json.gz`, digestOf(3));
    await world.drain();
    expect([world.sum('Digests'), world.sum('FilesListed')]).toEqual([1, 0]);
    expect(world.searched).toEqual(['2026-10-01T02:01:31Z']);
    expect(world.lines.filter(({ message }) => message === 'message is not about a log file')).toMatchObject([
      { fields: { messageId: 'message-0', reason: 'digest-file' } },
    ]);
  });

  test('is counted beside the log files of its message, and other objects are named in the log', async () => {
    const world = new World(RULES);
    const digest = `${DIGEST}2026/10/01/a.json.gz`;
    const other = 'AWSLogs/111122223333/Config/eu-west-1/2026/11/20/one.json.gz';
    world.objects.set(digest, digestOf(3));
    world.objects.set(logKey('one'), logFile([record('e1')]));
    world.send(noticeOf(digest, other, logKey('one')));
    await world.drain();
    expect([world.sum('Digests'), world.sum('Files')]).toEqual([1, 1]);
    const passed = world.lines.filter(({ message }) => message === 'object is not a log file');
    expect(passed.map(({ fields }) => [fields.key, fields.reason])).toEqual([
      [digest, 'digest-file'],
      [other, 'not-a-log-file'],
    ]);
  });

  test.each([
    ['is damaged', digestOf(1).subarray(0, 40)],
    ['is something else', gzipSync('{"Records":[]}')],
    ['cannot be read', named('AccessDenied', 'no')],
  ])('fails if it %s: its message is kept', async (_, content) => {
    const world = new World(RULES);
    world.deliver(`${DIGEST}2026/10/01/a.json.gz`, content);
    await world.drain();
    expect(world.dead).toHaveLength(1);
    expect(world.sum('Digests')).toBe(0);
  });

  test.each([
    'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/10/01/a.json.gz',
    'AWSLogs/444455556666/CloudTrail-Digest/eu-west-1/2026/10/01/a.json.gz',
  ])('leaves others unread: %s', async (key) => {
    const world = new World(RULES);
    world.deliver(key, named('AccessDenied', 'no'));
    await world.drain();
    expect([world.dead, world.sum('Digests')]).toEqual([[], 0]);
  });
});

describe('a message of the topic', () => {
  const publishedAt = Date.parse('2026-11-20T03:00:05Z');

  /** What was counted for the summary of the day. */
  const summarized: SummaryChange[] = [];

  /** The code of the only key. */
  const macOf = (text: string) => createHmac('sha256', 'key').update(text).digest();

  function publish(document: string, topicArn = SETTINGS.topicArn) {
    const attributes = { rule: PATH_TEST_RULE_ID };
    const signedAt = new Date(publishedAt).toISOString();
    const mac = macOf(toOriginText({ topicArn, document, attributes }, signedAt));
    return { document, attributes: { ...attributes, origin: encodeOrigin({ signedAt, mac }) } };
  }

  async function receive(
    { document, attributes }: { document: string; attributes: Readonly<Record<string, string>> },
    {
      nowMs = publishedAt,
      timestampMs = publishedAt,
      verifyMac = async ({ text, mac }: MacClaim) => macOf(text).equals(mac),
    } = {},
  ): Promise<number> {
    summarized.length = 0;
    const counts = new MetricCounts(PROCESSOR_METRICS);
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, Value]) => [name, { Type: 'String', Value }]),
    );
    const Sns = {
      ...{ Message: document, MessageId: '1', MessageAttributes },
      Timestamp: new Date(timestampMs).toISOString(),
    };
    const { log } = new World(RULES).container();
    await receiveOfTopic({ Records: [{ EventSource: 'aws:sns', Sns }] } as unknown as SNSEvent, {
      ...{ settings: SETTINGS, counts, log, verifyMac, nowMs: () => nowMs },
      summary: new SummaryCounts({
        ports: { nowMs: () => nowMs, countSummary: async (change) => void summarized.push(change) },
        warn: () => undefined,
      }),
    });
    return counts.of('PathTestsReceived');
  }

  const own = toPathTest({ processorName: SETTINGS.processorName, at: HOUR });

  test('counts if it is the test that the processor sent', async () => {
    const world = new World(RULES);
    world.send(heartbeat(HOUR));
    await world.drain();
    const [sent] = world.published;
    expect(await receive(publish(JSON.stringify(sent)))).toBe(1);
  });

  test.each<[string, Partial<Alert>]>([
    ['of another processor', toPathTest({ processorName: 'other', at: HOUR })],
    ['with another id', { id: 'f'.repeat(64) }],
    ['of another hour than its id', { eventTime: '2026-11-20T02:00:00Z' }],
    ['without a time', { eventTime: 'now' }],
  ])('does not count if it is a test %s', async (_, change) => {
    expect(await receive(publish(JSON.stringify({ ...own, ...change })))).toBe(0);
  });

  test('does not count without the signature of the processor, which others cannot make', async () => {
    const { document, attributes } = publish(JSON.stringify(own));
    const elsewhere = publish(document, `${SETTINGS.topicArn}-2`);
    expect(await receive({ document, attributes: { rule: PATH_TEST_RULE_ID } })).toBe(0);
    expect(await receive({ document: `${document} `, attributes })).toBe(0);
    expect(await receive({ document, attributes: { ...attributes, more: 'text' } })).toBe(0);
    expect(await receive(elsewhere)).toBe(0);
    expect(await receive({ document, attributes })).toBe(1);
  });

  test('does not count if it is published again later, nor two days later', async () => {
    const sent = publish(JSON.stringify(own));
    const hourLater = publishedAt + 3_600_000;
    expect(await receive(sent, { nowMs: hourLater, timestampMs: hourLater })).toBe(0);
    expect(await receive(sent, { nowMs: hourLater })).toBe(1);
    expect(await receive(sent, { nowMs: publishedAt + 48 * 3_600_000 })).toBe(0);
  });

  test('is counted for the daily summary if a monitor sent it, and no one else', async () => {
    const alert = { ...own, ruleId: 'trailwatch-log-missing', severity: 'high' };
    expect(await receive(publish(JSON.stringify(alert)))).toBe(0);
    expect(summarized).toMatchObject([{ ruleId: 'trailwatch-log-missing', severity: 'high', sent: 1 }]);
    await receive({ ...publish(JSON.stringify(alert)), attributes: { rule: 'trailwatch-log-missing' } });
    expect(summarized).toEqual([]);
    await receive(publish(JSON.stringify({ ...alert, ruleId: 'of-another-rule' })));
    expect(summarized).toEqual([]);
  });

  test('is asked for again when KMS does not answer', async () => {
    const verifyMac = () => Promise.reject(new Error('throttled'));
    await expect(receive(publish(JSON.stringify(own)), { verifyMac })).rejects.toThrow('throttled');
  });

  test('does not count if it is no alert', async () => {
    for (const text of ['', '[]', '{"AlarmName":"a"}']) expect(await receive(publish(text))).toBe(0);
  });
});
