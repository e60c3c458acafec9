import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Progress } from '../../../lambda/aws/table/progress-item';
import type { TrailReach } from '../../../lambda/aws/trail/get-trail';
import { processBatch } from '../../../lambda/delivery-health/delivery-health';
import {
  beginInvocation,
  type Container,
  type Invocation,
  type Ports,
} from '../../../lambda/delivery-health/ports';
import { RulesInUse } from '../../../lib/core/cost/savings/rules-in-use';
import type { FoundResource } from '../../../lib/core/delivery/drift/resource-drift';
import type { Register } from '../../../lib/core/delivery/register/register';
import type { TrailStatus } from '../../../lib/core/delivery/trail-status';
import type { DeliveryMetric, DeliverySettings } from '../../../lib/core/settings/delivery-settings';
import type { DeployedResource } from '../../../lib/core/settings/deployed-resources';
import { type DeliveryTrigger, deliveryMessage } from '../../../lib/core/settings/message/delivery-work';
import type { RealtimeCoverage } from '../../../lib/core/settings/message/region-watch';
import { type Gate, memoryRaisePorts, OPEN_GATE } from '../memory-raise-ports';
import { MemoryWorld } from '../memory-world';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const START_MS = Date.parse('2026-11-20T12:00:00Z');
export const ACCOUNT = '111122223333';
export const TRAIL = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/audit`;

/** The settings of every test that does not say otherwise. */
export const SETTINGS: DeliverySettings = {
  tableName: 'claims',
  macKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/mac',
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/work',
  maxReceiveCount: 6,
  leaseSeconds: 120,
  rememberDays: 400,
  stormThreshold: 50,
  stormWindowMinutes: 24 * 60,
  stormReportDelaySeconds: 300,
  bucketName: 'archive',
  root: 'AWSLogs/',
  trailArns: [TRAIL],
  regions: [],
  metricsNamespace: 'Trailwatch',
  heartbeatTable: 'none',
  rulesFile: 'none',
  monitorName: 'test',
};

/** What a trail delivers to. */
export const HERE = { bucketName: SETTINGS.bucketName, root: SETTINGS.root, isOrganizationTrail: false };

/** An error as the SDK names it. */
export function namedError(name: string): Error {
  return Object.assign(new Error(`${name} of a test`), { name });
}

/** A delivery monitor with trails and an archive in memory. */
export class World extends MemoryWorld<Container, DeliverySettings> {
  readonly progress = new Map<string, Progress>();
  /** The trails by their ARNs; an error is thrown. */
  readonly trails = new Map<string, TrailReach | Error>();
  /** What a Region says of a trail beside that it logs; an error is thrown. */
  readonly statuses = new Map<string, Partial<TrailStatus> | Error>();
  /** What a resource is, where it is not as it was deployed; an error is thrown. */
  readonly changed = new Map<string, Partial<FoundResource> | Error>();
  /** The names of a stack's resources by logical id, where they are not as they are made; an error is thrown. */
  readonly stacks = new Map<string, ReadonlyMap<string, string> | Error>();
  /** The Regions of an account that send a heartbeat in the hour that begins at a time. */
  heartbeats: (account: string, hourMs: number) => readonly string[] = () => [];
  /** Whether CloudFormation is at work on the stack. */
  isDeploying = true;
  regions: readonly string[] = ['eu-west-1', 'sa-east-1', 'us-east-1'];
  /** Is thrown where the Regions are asked for. */
  listError: Error | undefined;
  readonly keys = new Set<string>();
  /** What is in a file; nothing where it is not here. */
  readonly contents = new Map<string, Uint8Array | Error>();
  /** How large a file is listed to be, where that is not the size of what is in it. */
  readonly sizes = new Map<string, number>();
  registers: readonly Register[] = [];
  rules = new RulesInUse({ rules: [], correlations: [] });
  readonly invocations: Invocation[] = [];
  readonly asked: string[] = [];
  #deployed: readonly DeployedResource[] = [];
  #names = 0;
  #sorted: readonly string[] = [];

  constructor(settings: DeliverySettings = SETTINGS) {
    super({ settings, nowMs: START_MS, visibilityMs: 6 * MINUTE_MS, batchSize: 5 });
    for (const arn of settings.trailArns)
      this.trails.set(arn, { ...HERE, isMultiRegion: true, hasValidation: true });
    this.deploy([]);
  }

  /** Has the deployment leave what it made, as the custom resource does. */
  deploy(resources: readonly DeployedResource[], realtime?: RealtimeCoverage): void {
    this.#deployed = resources;
    const { version = 0, text = '{}' } = this.progress.get('deployed') ?? {};
    const { open, states } = JSON.parse(text) as { readonly open?: unknown; readonly states?: unknown };
    this.progress.set('deployed', {
      name: 'deployed',
      text: JSON.stringify({ resources, realtime, open, states, writtenMs: this.nowMs }),
      version: version + 1,
    });
  }

  /** Sends the message of a rule. */
  trigger(job: DeliveryTrigger): void {
    this.send(JSON.stringify(deliveryMessage(job, new Date(this.nowMs).toISOString())));
  }

  /** Sends the message of a rule, lets all work be done, and gives what was told since. */
  async told(job: DeliveryTrigger): Promise<readonly string[]> {
    const before = this.published.length;
    this.trigger(job);
    await this.drain();
    return this.published.slice(before).map(({ ruleId, record }) => {
      const { subject, regions } = record as {
        readonly subject: string;
        readonly regions: readonly string[];
      };
      return [ruleId.replace('trailwatch-', ''), subject.split('/').at(-1), ...regions].join(' ');
    });
  }

  /** Delivers a log file of an account's Region, or a digest file; gives its key. */
  deliver(timeMs: number, place: { account?: string; region?: string; isDigest?: boolean } = {}): string {
    const { account = ACCOUNT, region = 'eu-west-1', isDigest = false } = place;
    const iso = new Date(timeMs).toISOString();
    const compact = iso.slice(0, isDigest ? 19 : 16).replaceAll(/[:-]/g, '');
    const folder = isDigest ? 'CloudTrail-Digest' : 'CloudTrail';
    const chain = isDigest ? 'audit_eu-west-1_' : '';
    const ending = isDigest ? '' : '_unique';
    const day = iso.slice(0, 10).replaceAll('-', '/');
    const name = `${account}_${folder}_${region}_${chain}${compact}Z${ending}.json.gz`;
    const key = `AWSLogs/${account}/${folder}/${region}/${day}/${name}`;
    this.keys.add(key);
    return key;
  }

  /** Delivers regularly between two times. */
  deliverEvery(
    stepMs: number,
    [fromMs, untilMs]: readonly [number, number],
    place: Parameters<World['deliver']>[1] = {},
  ): void {
    for (let timeMs = fromMs; timeMs <= untilMs; timeMs += stepMs) this.deliver(timeMs, place);
  }

  sum(metric: DeliveryMetric): number {
    return this.invocations.reduce((sum, { counts }) => sum + counts.of(metric), 0);
  }

  container(gate: Gate = OPEN_GATE): Container {
    const silent = () => undefined;
    return {
      ports: this.#ports(gate),
      settings: this.settings,
      rules: () => this.rules,
      registers: this.registers,
      log: { info: silent, warn: silent, error: silent },
      storms: new Map(),
      newOwner: () => `owner-${this.#names++}`,
    };
  }

  protected process(event: SQSEvent, container: Container, time: AbortSignal): Promise<SQSBatchResponse> {
    const invocation = beginInvocation(container, time);
    this.invocations.push(invocation);
    return processBatch(event, invocation);
  }

  #ports(gate: Gate): Ports {
    return {
      ...memoryRaisePorts(this, gate),
      listRegions: () =>
        gate({ name: 'listRegions', subject: '' }, () => answer(this.listError ?? this.regions)),
      getTrail: (region, arn) =>
        gate({ name: 'getTrail', subject: region }, () =>
          answer(this.trails.get(arn) ?? namedError('TrailNotFoundException')),
        ),
      getTrailStatus: (region, { arn, hasValidation }) =>
        gate({ name: 'getTrailStatus', subject: region }, () => this.#status(region, arn, hasValidation)),
      readResource: ({ arn }) =>
        gate({ name: 'readResource', subject: arn }, () => {
          const { properties = {}, policy } = this.#deployed.find((one) => arnOf(one) === arn) ?? {};
          return { properties, policy, ...answer(this.changed.get(arn) ?? {}) };
        }),
      listStackResources: (stack) =>
        gate({ name: 'listStackResources', subject: stack }, () => {
          const names = this.#deployed.flatMap(({ part }) =>
            part?.stack === stack ? [[part.logicalId, `${part.logicalId}-made`] as const] : [],
          );
          return answer(this.stacks.get(stack) ?? new Map(names));
        }),
      listFolders: (keyPrefix) => listed(gate, keyPrefix, () => this.#folders(keyPrefix)),
      listKeys: (keyPrefix, after) => listed(gate, keyPrefix, () => this.#keysBehind(keyPrefix, after)),
      listFiles: (keyPrefix) =>
        listed(gate, keyPrefix, () =>
          this.#keysBehind(keyPrefix, '').map((key) => ({ key, sizeBytes: this.#sizeOf(key) })),
        ),
      readObject: ({ key }) =>
        listed(gate, key, () => [answer(this.contents.get(key) ?? namedError('NoSuchKey'))]),
      readProgress: (name) =>
        gate(
          { name: 'readProgress', subject: name },
          () => this.progress.get(name) ?? { name, text: '', version: 0 },
        ),
      writeProgress: (progress) =>
        gate({ name: 'writeProgress', subject: progress.name }, () => this.#write(progress)),
      listProgress: () => listed(gate, 'progress', () => [...this.progress.keys()]),
      sendMessages: (bodies) =>
        gate({ name: 'sendMessages', subject: '' }, () => {
          for (const body of bodies) this.send(body);
        }),
      readHeartbeats: (hour, account) =>
        gate({ name: 'readHeartbeats', subject: `${hour} ${account}` }, () =>
          this.heartbeats(account, Date.parse(hour)),
        ),
      prove: async () => {
        if (!this.isDeploying) throw new Error('CloudFormation sends no requests');
      },
    };
  }

  #sizeOf(key: string): number {
    const content = this.contents.get(key);
    return this.sizes.get(key) ?? (content instanceof Uint8Array ? content.length : 0);
  }

  #status(region: string, arn: string, hasValidation: boolean): TrailStatus {
    this.asked.push(`${arn.split('/').at(-1)} ${region}`);
    const told = answer(this.statuses.get(`${arn} ${region}`) ?? {});
    const lastDigestMs = this.nowMs - HOUR_MS;
    return { isLogging: true, hasValidation, startedMs: 0, lastDigestMs, ...told };
  }

  #folders(keyPrefix: string): readonly string[] {
    const folders = this.#keysBehind(keyPrefix, '').flatMap((key) => {
      const end = key.indexOf('/', keyPrefix.length);
      return end < 0 ? [] : [key.slice(0, end + 1)];
    });
    return [...new Set(folders)];
  }

  /** In S3's order. What is not asked for is not looked at. */
  #keysBehind(keyPrefix: string, after: string): readonly string[] {
    if (this.#sorted.length !== this.keys.size) this.#sorted = [...this.keys].sort();
    const start = after > keyPrefix ? after : keyPrefix;
    let from = 0;
    for (let until = this.#sorted.length; from < until; ) {
      const middle = (from + until) >> 1;
      if ((this.#sorted[middle] ?? '') <= start) from = middle + 1;
      else until = middle;
    }
    let end = from;
    while (this.#sorted[end]?.startsWith(keyPrefix) === true) end += 1;
    return this.#sorted.slice(from, end);
  }

  #write({ name, text, version }: Progress): boolean {
    if ((this.progress.get(name)?.version ?? 0) !== version) return false;
    this.progress.set(name, { name, text, version: version + 1 });
    return true;
  }
}

/** Of a part of the pipeline, with the name that its stack gave it. */
function arnOf({ arn, part }: DeployedResource): string {
  return part === undefined ? arn : `${arn}${part.logicalId}-made`;
}

function answer<T extends object>(value: T | Error): T {
  if (value instanceof Error) throw value;
  return value;
}

async function* listed<T>(gate: Gate, subject: string, list: () => Iterable<T>): AsyncGenerator<T, void> {
  yield* await gate({ name: 'list', subject }, list);
}
