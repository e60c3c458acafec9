import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { ReadList } from '../../../lambda/aws/s3/read-list';
import type { StoredSketch } from '../../../lambda/aws/table/sketch-item';
import type { SummaryCount } from '../../../lambda/aws/table/summary-item';
import type { KnownMember } from '../../../lambda/aws/trail/member-accounts';
import { beginInvocation, type Container, type Invocation } from '../../../lambda/log-processor/invocation';
import { processBatch } from '../../../lambda/log-processor/log-processor';
import { openMarkers } from '../../../lambda/log-processor/marks/open-markers';
import type { Ports } from '../../../lambda/log-processor/ports';
import type { Log } from '../../../lambda/raise/log';
import { KnownMembers } from '../../../lambda/raise/storm/known-members';
import { Detections } from '../../../lib/core/correlation/detections';
import type { Correlation } from '../../../lib/core/rule/correlation';
import type { Rule } from '../../../lib/core/rule/rule';
import type { LogProcessorSettings } from '../../../lib/core/settings/log-processor-settings';
import { type Gate, memoryRaisePorts, OPEN_GATE } from '../memory-raise-ports';
import { MemoryWorld } from '../memory-world';

/** The settings of every test that does not say otherwise: a function of 60 seconds. */
export const SETTINGS: LogProcessorSettings = {
  tableName: 'claims',
  macKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/mac',
  bucketName: 'archive',
  root: 'AWSLogs/',
  digestFolders: 'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/',
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/notices',
  maxReceiveCount: 4,
  leaseSeconds: 120,
  rememberDays: 7,
  stormThreshold: 50,
  stormWindowMinutes: 60,
  stormReportDelaySeconds: 300,
  correlationLatenessSeconds: 1800,
  maxLogFileBytes: 1_000_000,
  rulesFile: '/opt/trailwatch/rules.json',
  metricsNamespace: 'Trailwatch',
  ownOrganization: 'none',
  processorName: 'test',
};

export const FUNCTION_TIMEOUT_MS = 60_000;
const BATCH_SIZE = 10;

/** A line of the log. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

/** A log processor with a bucket. */
export class World extends MemoryWorld<Container, LogProcessorSettings> {
  readonly objects = new Map<string, Uint8Array | Error>();
  readonly lines: LogLine[] = [];
  /** Counts of alerts by UTC day. */
  readonly summaries = new Map<string, readonly SummaryCount[]>();
  /** Until when log files came. */
  readonly searched: string[] = [];
  /** Days whose work is done. */
  readonly daysDone = new Set<string>();
  /** What Organizations answers. */
  listMembers: () => readonly KnownMember[] = () => [];
  /** The keys of the tags that alerts are to have. */
  accountTagKeys: readonly string[] = [];
  readonly accountTags = new Map<string, Readonly<Record<string, string>>>();
  /** The accounts of the organization that the table has. */
  readonly members = new Map<string, KnownMember>();
  readonly invocations: Invocation[] = [];
  /** What actors and accounts were seen with. */
  readonly sketches = new Map<string, StoredSketch>();
  /** Lists of addresses, by their keys. */
  readonly lists = new Map<string, ReadList>();
  /** What says which marks records have; none by default. */
  environment: Readonly<Record<string, string>> = {};
  /** Of all rules; a deployment may replace them. */
  detections: Detections;
  #names = 0;

  constructor(
    rules: readonly Rule[],
    settings: LogProcessorSettings = SETTINGS,
    correlations: readonly Correlation[] = [],
  ) {
    super({
      ...{ settings, nowMs: Date.parse('2026-11-20T03:00:00Z') },
      // Six timeouts of the function, of which a lease lasts two.
      ...{ visibilityMs: 3 * settings.leaseSeconds * 1000, batchSize: BATCH_SIZE },
    });
    this.detections = Detections.of(rules, correlations);
  }

  /** EventBridge sends a heartbeat at its time: the clock goes on to it. */
  override send(body: string, delaySeconds = 0): void {
    const [, at] = /^\{"trailwatch":"heartbeat",.*"at":"(\d[^"]+)"/.exec(body) ?? [];
    if (at !== undefined) this.nowMs = Math.max(this.nowMs, Date.parse(at));
    super.send(body, delaySeconds);
  }

  /** Puts an object into the bucket, and its notice on the queue. */
  deliver(key: string, content: Uint8Array | Error): void {
    this.objects.set(key, content);
    this.send(noticeOf(key));
  }

  /** A container whose calls pass the gate. */
  container(gate: Gate = OPEN_GATE): Container {
    const log: Log = {
      info: (message, fields) => this.lines.push({ level: 'info', message, fields }),
      warn: (message, fields) => this.lines.push({ level: 'warn', message, fields }),
      error: (message, fields) => this.lines.push({ level: 'error', message, fields }),
    };
    const newOwner = () => `owner-${this.#names++}`;
    const ports = this.#ports(gate);
    const members = new KnownMembers({
      ...{ ports, settings: this.settings, warn: log.warn },
      know: (accounts) => this.detections.know(accounts),
    });
    return {
      ...{ ports, settings: this.settings, detections: this.detections, log, newOwner },
      accountTags: this.accountTagKeys,
      ...openMarkers(this.environment, { ports, warn: log.warn }),
      silences: this.knownSilences(gate, log.warn),
      ...{ members, storms: new Map(), raisedPeriods: new Set(), evaluations: new Map() },
    };
  }

  /** A count of all invocations together. */
  sum(metric: Parameters<Invocation['counts']['of']>[0]): number {
    return this.invocations.reduce((sum, { counts }) => sum + counts.of(metric), 0);
  }

  protected process(event: SQSEvent, container: Container, time: AbortSignal): Promise<SQSBatchResponse> {
    const invocation = beginInvocation(container, time);
    this.invocations.push(invocation);
    return processBatch(event, invocation);
  }

  #ports(gate: Gate): Ports {
    const { table } = this;
    return {
      ...memoryRaisePorts(this, gate),
      readObject: (object) => this.#read(object.key, gate),
      putContributions: (entry) =>
        gate({ name: 'putContributions', subject: entry.contributions.map(({ id }) => id).join('\n') }, () =>
          table.putContributions(entry),
        ),
      readContributions: (range) =>
        gate({ name: 'readContributions', subject: range.window }, () => table.readContributions(range)),
      readSketch: (key) =>
        gate({ name: 'readSketch', subject: key }, () => this.sketches.get(key) ?? { version: 0 }),
      writeSketch: ({ key, bytes, version }) =>
        gate({ name: 'writeSketch', subject: key }, () => {
          if ((this.sketches.get(key)?.version ?? 0) !== version) return false;
          this.sketches.set(key, { bytes, version: version + 1 });
          return true;
        }),
      readList: ({ key, etag }) =>
        gate({ name: 'readList', subject: key }, () => {
          const list = this.lists.get(key);
          if (list === undefined) throw named('NoSuchKey', 'The specified key does not exist.');
          return list.etag === etag ? undefined : list;
        }),
      listMembers: () => gate({ name: 'listMembers', subject: '' }, () => this.listMembers()),
      readAccountTags: (id, keys) =>
        gate({ name: 'readAccountTags', subject: id }, () =>
          Object.fromEntries(keys.map((key) => [key, this.accountTags.get(id)?.[key] ?? ''])),
        ),
      putMember: ({ expiresAtSeconds: _, ...member }) =>
        gate({ name: 'putMember', subject: member.id }, () => {
          this.members.set(member.id, member);
        }),
      readMembers: () => gate({ name: 'readMembers', subject: '' }, () => [...this.members.values()]),
      readSummary: (day) => gate({ name: 'readSummary', subject: day }, () => this.summaries.get(day) ?? []),
      noteSearched: (until) =>
        gate({ name: 'noteSearched', subject: until }, () => {
          this.searched.push(until);
        }),
      readSearched: (day) =>
        gate({ name: 'readSearched', subject: day }, () =>
          this.searched.filter((until) => until.startsWith(day)),
        ),
      noteDayDone: (day) =>
        gate({ name: 'noteDayDone', subject: day }, () => {
          this.daysDone.add(day);
        }),
      readDaysDone: () => gate({ name: 'readDaysDone', subject: '' }, () => [...this.daysDone]),
    };
  }

  async *#read(key: string, gate: Gate): AsyncGenerator<Uint8Array, void> {
    const content = this.objects.get(key) ?? named('NoSuchKey', 'The specified key does not exist.');
    if (content instanceof Error) throw await gate({ name: 'readObject', subject: key }, () => content);
    const middle = Math.ceil(content.length / 2);
    yield await gate({ name: 'readObject', subject: key }, () => content.subarray(0, middle));
    yield await gate({ name: 'readObject', subject: key }, () => content.subarray(middle));
  }
}

/** An error as the SDK gives it. */
export function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** What EventBridge sends of an object that was created. */
export function noticeOf(...keys: readonly string[]): string {
  const [key] = keys;
  if (keys.length === 1) {
    return JSON.stringify({
      version: '0',
      id: '5f6ee6ef-2bc6-a9a4-ba4c-0f7c5a0ad4b9',
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account: '111122223333',
      time: '2026-11-20T02:59:58Z',
      region: 'eu-west-1',
      resources: ['arn:aws:s3:::archive'],
      detail: { version: '0', bucket: { name: 'archive' }, object: { key, size: 1 }, reason: 'PutObject' },
    });
  }
  return JSON.stringify({ s3Bucket: 'archive', s3ObjectKey: keys });
}
