import { createHash } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Progress } from '../../../lambda/aws/progress-item';
import { processBatch } from '../../../lambda/integrity/integrity';
import { beginInvocation, type Container, type Invocation } from '../../../lambda/integrity/invocation';
import type { Ports } from '../../../lambda/integrity/ports';
import { RegionalKeys } from '../../../lambda/integrity/regional-keys';
import { deliveryTimeMs } from '../../../lambda/integrity/slice';
import type { Alert } from '../../../lib/core/alert/alert';
import { parseDigestKey } from '../../../lib/core/digest/archive-folder';
import type { StoredObject } from '../../../lib/core/digest/archive-reader';
import type { IntegrityMetric } from '../../../lib/core/settings/integrity-metrics';
import type { IntegritySettings } from '../../../lib/core/settings/integrity-settings';
import { DEFAULT_PLAN, type SignedArchive } from '../../digest/signed-archive';
import { SIGNING_KEYS } from '../../digest/signing-key';
import { MemoryTable } from '../memory-table';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The settings of every test that does not say otherwise: a function of 60 seconds. */
export const SETTINGS: IntegritySettings = {
  tableName: 'claims',
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/work',
  maxReceiveCount: 6,
  leaseSeconds: 120,
  rememberDays: 400,
  stormThreshold: 50,
  stormWindowMinutes: 30 * 24 * 60,
  stormReportDelaySeconds: 300,
  bucketName: DEFAULT_PLAN.bucket,
  root: 'AWSLogs/',
  expectedFolders: '-',
  recheckHours: 90 * 24,
  recheckReachHours: 365 * 24,
  secondLookSeconds: 900,
  metricsNamespace: 'Trailwatch',
  monitorName: 'test',
};

const VISIBILITY_MS = 6 * MINUTE_MS;
const BATCH_SIZE = 5;

interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  receiveCount: number;
  visibleAtMs: number;
}

/** A call that is about to be made; `subject` is its alert's, claim's, or object's id, as far as there is one. */
export interface EdgeCall {
  readonly name: string;
  readonly subject: string;
}

/** Lets every call to the world pass, or does with it what a test wants. */
export type Gate = <T>(call: EdgeCall, effect: () => T) => Promise<T>;

const OPEN_GATE: Gate = async (_call, effect) => effect();

/** AWS in memory, with a clock that only tests move. An object of the archive is there from when it was delivered. */
export class World {
  readonly table = new MemoryTable();
  readonly progress = new Map<string, Progress>();
  readonly published: Alert[] = [];
  readonly dead: QueuedMessage[] = [];
  readonly reads: string[] = [];
  readonly keyRequests: string[] = [];
  /** When objects came that did not come in time. */
  readonly late = new Map<string, number>();
  /** What ListPublicKeys throws in a Region. */
  readonly refusals = new Map<string, Error>();
  /** Objects that S3 forbids. */
  readonly forbidden = new Set<string>();
  queue: QueuedMessage[] = [];
  readonly invocations: Invocation[] = [];
  nowMs: number;
  maxLogFiles = 10_000;
  publicKeys: readonly unknown[] = Object.values(SIGNING_KEYS).map((key) => key.listed());
  #names = 0;

  constructor(
    readonly archive: SignedArchive,
    readonly settings: IntegritySettings = SETTINGS,
  ) {
    this.nowMs = Math.min(...archive.digests.map(({ startMs }) => startMs)) + 10 * MINUTE_MS;
  }

  send(body: string, delaySeconds = 0): void {
    const visibleAtMs = this.nowMs + delaySeconds * 1000;
    this.queue.push({ id: `message-${this.#names++}`, body, receiveCount: 0, visibleAtMs });
  }

  /** The scheduled rule's message. */
  plan(): void {
    const at = new Date(this.nowMs).toISOString();
    this.send(JSON.stringify({ trailwatch: 'integrity', version: 1, job: 'plan', at }));
  }

  /** Plans every hour up to a time, and lets a container do the work. */
  async runUntil(untilMs: number, container = this.container()): Promise<void> {
    for (; this.nowMs <= untilMs; this.nowMs += HOUR_MS) {
      this.plan();
      await this.drain(container, this.nowMs + HOUR_MS - 1);
    }
  }

  /** Lets a container work until nothing is left that becomes visible before a time. */
  async drain(container: Container, untilMs = Number.POSITIVE_INFINITY): Promise<void> {
    const startMs = this.nowMs;
    for (;;) {
      const batch = this.receive();
      if (batch.length > 0) this.answer(batch, await this.invoke(container, batch));
      else if (!this.skipToNextMessage(untilMs)) break;
    }
    if (untilMs !== Number.POSITIVE_INFINITY) this.nowMs = startMs;
  }

  receive(): QueuedMessage[] {
    const visible = this.queue.filter((message) => message.visibleAtMs <= this.nowMs);
    const spent = visible.filter((message) => message.receiveCount >= this.settings.maxReceiveCount);
    this.dead.push(...spent);
    this.queue = this.queue.filter((message) => !spent.includes(message));
    const batch = visible.filter((message) => !spent.includes(message)).slice(0, BATCH_SIZE);
    for (const message of batch) {
      message.receiveCount++;
      message.visibleAtMs = this.nowMs + VISIBILITY_MS;
    }
    return batch;
  }

  /** Deletes what an invocation has done. */
  answer(batch: readonly QueuedMessage[], response: SQSBatchResponse): void {
    const failed = new Set(response.batchItemFailures.map((failure) => failure.itemIdentifier));
    const done = batch.filter((message) => !failed.has(message.id));
    this.queue = this.queue.filter((message) => !done.includes(message));
  }

  /** Moves the clock on to when the queue has something to give; false if that is after the time. */
  skipToNextMessage(untilMs = Number.POSITIVE_INFINITY): boolean {
    const next = Math.min(...this.queue.map((message) => message.visibleAtMs));
    if (!Number.isFinite(next) || next > untilMs) return false;
    this.nowMs = Math.max(this.nowMs, next);
    return true;
  }

  container(gate: Gate = OPEN_GATE): Container {
    const silent = () => undefined;
    return {
      ports: this.#ports(gate),
      settings: this.settings,
      log: { info: silent, warn: silent, error: silent },
      storms: new Map(),
      keys: new RegionalKeys(),
      newOwner: () => `owner-${this.#names++}`,
      maxLogFiles: this.maxLogFiles,
    };
  }

  /** One invocation in a container. */
  invoke(
    container: Container,
    batch: readonly QueuedMessage[],
    outOfTime: AbortSignal = new AbortController().signal,
  ): Promise<SQSBatchResponse> {
    const invocation = beginInvocation(container, outOfTime);
    this.invocations.push(invocation);
    return processBatch(toEvent(batch), invocation);
  }

  /** The sum of a metric over all invocations. */
  sum(metric: Exclude<IntegrityMetric, 'DigestLag'>): number {
    return this.invocations.reduce((sum, { counts }) => sum + counts.of(metric), 0);
  }

  /** What was reported, in short: `rule key`. */
  get reported(): readonly string[] {
    return this.published.map(({ ruleId, source }) => `${ruleId} ${source.key}`).sort();
  }

  #isThere(key: string): boolean {
    const listed = parseDigestKey(key);
    const digestMs = listed?.kind === 'chained' ? listed.endTimeMs + 5 * MINUTE_MS : undefined;
    const fromMs = this.late.get(key) ?? digestMs ?? (deliveryTimeMs(key) ?? 0) + MINUTE_MS;
    return this.archive.objects.has(key) && fromMs <= this.nowMs;
  }

  #ports(gate: Gate): Ports {
    const { table } = this;
    return {
      nowMs: () => this.nowMs,
      readArchive: ({ key }) => gate({ name: 'readArchive', subject: key }, () => this.#read(key)),
      listKeys: (keyPrefix, after) =>
        this.#listed(gate, keyPrefix, () => this.#keys(keyPrefix).filter((key) => key > after)),
      listFolders: (keyPrefix) =>
        this.#listed(gate, keyPrefix, () => [
          ...new Set(
            this.#keys(keyPrefix).map((key) => key.slice(0, key.indexOf('/', keyPrefix.length) + 1)),
          ),
        ]),
      listPublicKeys: (region) =>
        gate({ name: 'listPublicKeys', subject: region }, () => this.#publicKeys(region)),
      readProgress: (name) =>
        gate(
          { name: 'readProgress', subject: name },
          () => this.progress.get(name) ?? { name, text: '', version: 0 },
        ),
      writeProgress: (progress) =>
        gate({ name: 'writeProgress', subject: progress.name }, () => this.#write(progress)),
      listProgress: () => this.#listed(gate, 'progress', () => [...this.progress.keys()]),
      sendMessages: (bodies) =>
        gate({ name: 'sendMessages', subject: '' }, () => {
          for (const body of bodies) this.send(body);
        }),
      claimItem: (request) =>
        gate({ name: 'claimItem', subject: request.item }, () => table.claimItem(request)),
      settleClaim: (claim, status) =>
        gate({ name: 'settleClaim', subject: claim.item }, () => table.settleClaim(claim, status)),
      admitAlert: (admission) =>
        gate({ name: 'admitAlert', subject: admission.alertId }, () => table.admitAlert(admission)),
      readAdmitted: (window) =>
        gate({ name: 'readAdmitted', subject: window }, () => table.readAdmitted(window)),
      putGroupedIds: (grouped) =>
        gate({ name: 'putGroupedIds', subject: grouped.window }, () => table.putGroupedIds(grouped)),
      countGrouped: (window, nowMs) =>
        gate({ name: 'countGrouped', subject: window }, () => table.countGrouped(window, nowMs)),
      readStorm: (window, nowMs) =>
        gate({ name: 'readStorm', subject: window }, () => table.readStorm(window, nowMs)),
      writeStorm: (change) =>
        gate({ name: 'writeStorm', subject: change.next.window }, () => table.writeStorm(change)),
      publishAlert: (alert) =>
        gate({ name: 'publishAlert', subject: alert.id }, () => void this.published.push(alert)),
      sendMessage: (body, delaySeconds) =>
        gate({ name: 'sendMessage', subject: body }, () => this.send(body, delaySeconds)),
    };
  }

  async *#listed(gate: Gate, subject: string, list: () => readonly string[]): AsyncGenerator<string, void> {
    yield* await gate({ name: 'list', subject }, list);
  }

  #keys(keyPrefix: string): string[] {
    return this.archive.keys.filter((key) => key.startsWith(keyPrefix) && this.#isThere(key));
  }

  #read(key: string): StoredObject {
    this.reads.push(key);
    if (this.forbidden.has(key)) return { kind: 'unreadable', problem: 'access was denied' };
    const object = this.archive.objects.get(key);
    if (object === undefined || !this.#isThere(key)) return { kind: 'absent' };
    const { signature } = object.metadata;
    const tag = createHash('md5').update(object.bytes).digest('hex');
    return { kind: 'stored', chunks: [object.bytes], tag, ...(signature === undefined ? {} : { signature }) };
  }

  #publicKeys(region: string) {
    this.keyRequests.push(region);
    const refusal = this.refusals.get(region);
    if (refusal !== undefined) throw refusal;
    return this.publicKeys as readonly { Fingerprint: string; Value: string }[];
  }

  #write(progress: Progress): boolean {
    const version = this.progress.get(progress.name)?.version ?? 0;
    if (version !== progress.version) return false;
    this.progress.set(progress.name, { ...progress, version: version + 1 });
    return true;
  }
}

function toEvent(batch: readonly QueuedMessage[]): SQSEvent {
  return {
    Records: batch.map(
      (message) =>
        ({
          messageId: message.id,
          body: message.body,
          attributes: { ApproximateReceiveCount: String(message.receiveCount) },
        }) as SQSRecord,
    ),
  };
}
