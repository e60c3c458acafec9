import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import type { Item } from '../../lambda/aws/table/claim-store';
import type { Alert } from '../../lib/core/alert/alert';
import { silenceId, subjectOf, toSilenceValue } from '../../lib/core/alert/alert-silence';
import { toEnvelope } from '../../lib/core/pattern/event-pattern/to-envelope';
import { AlertMailbox } from '../local-aws/alert-mailbox';
import { type ArchiveServer, serveArchive } from '../local-aws/archive-server';
import { type LocalFunctionSource, type LocalStack, updateStack } from '../local-aws/create-stack';
import { deliverObject, putEvent } from '../local-aws/deliver-object';
import { FunctionContainer } from '../local-aws/function-container';
import { archiveBucketOf } from '../local-aws/local-worker';
import { type LocalAws, startLocalAws } from '../local-aws/start-local-aws';
import { strikeSchedules } from '../local-aws/strike-schedules';
import { readAssembly, type SynthesizedStack } from '../local-aws/template';
import { type ParameterServer, startParameterServer } from './parameter-server';
import { SimulatedClock } from './simulated-clock';
import { timeAt, WORLD_START_MS } from './world/organization';
import { type Happening, timelineOf } from './world/timeline';
import { type WorldArchive, worldArchive } from './world/world-archive';
import { WORLD_STACK } from './world/world-stack';

/** A release, and until which hour of the world it is deployed. */
export interface DeployedRelease {
  /** The stack of the organization as its library makes it. */
  readonly stack: SynthesizedStack;
  readonly untilHours: number;
}

/** A table and its items. */
export interface TableContent {
  readonly tableName: string;
  readonly items: readonly Item[];
}

/** What became of a world. */
export interface WorldOutcome {
  /** In the order in which they came. */
  readonly alerts: readonly (Alert & { readonly sentAtMs: number })[];
  /** The tables when each release went. */
  readonly tables: readonly (readonly TableContent[])[];
  /** What functions wrote to their logs as warnings and errors. */
  readonly complaints: readonly string[];
  /** Bodies of messages that no function could process. */
  readonly deadLetters: readonly string[];
}

/** What is done to the items of the tables when one release goes and the next one comes. */
export type BetweenReleases = (aws: LocalAws, tables: readonly TableContent[]) => Promise<void>;

/** Lets the world of the organization pass, with one release after another. */
export async function runWorld(
  releases: readonly DeployedRelease[],
  between: BetweenReleases = async () => {},
): Promise<WorldOutcome> {
  const world = await World.start();
  try {
    for (const [at, release] of releases.entries()) {
      const tables = await world.pass(release);
      if (at < releases.length - 1) await between(world.aws, tables);
    }
    return await world.outcome();
  } finally {
    await world.stop();
  }
}

const run = promisify(execFile);

/** The stack of the organization as the library of a built package makes it. */
export async function synthesizeWith(release: string, outdir: string): Promise<SynthesizedStack> {
  const program = join(__dirname, 'synthesize-world.ts');
  await run(process.execPath, ['--no-warnings', '--import', 'tsx', program, release, outdir]);
  const [stack] = readAssembly(outdir).filter(({ name }) => name === WORLD_STACK.name);
  if (stack === undefined) throw new Error(`${release} made no stack '${WORLD_STACK.name}'`);
  return stack;
}

const MINUTE_MS = 60_000;

class World {
  static async start(): Promise<World> {
    const clock = new SimulatedClock(WORLD_START_MS);
    const aws = await startLocalAws(clock);
    return new World({ clock, aws, parameters: await startParameterServer() });
  }

  readonly #alerts: (Alert & { readonly sentAtMs: number })[] = [];
  readonly #tables: (readonly TableContent[])[] = [];
  readonly #complaints: string[] = [];
  readonly #made = new Set<string>();
  #containers: readonly { readonly source: LocalFunctionSource; readonly container: FunctionContainer }[] =
    [];
  #stack: LocalStack | undefined;
  #mailbox: AlertMailbox | undefined;
  #archive: WorldArchive | undefined;
  #keys: ArchiveServer | undefined;
  #timeline: Happening[] = [];

  private constructor(
    private readonly parts: {
      readonly clock: SimulatedClock;
      readonly aws: LocalAws;
      readonly parameters: ParameterServer;
    },
  ) {}

  get aws(): LocalAws {
    return this.parts.aws;
  }

  /** Deploys a release, and lets the time pass until it goes. What is then in the tables. */
  async pass({ stack: synthesized, untilHours }: DeployedRelease): Promise<readonly TableContent[]> {
    const { aws, clock } = this.parts;
    const stack = await this.#deploy(synthesized);
    const untilMs = timeAt(untilHours);
    for (;;) {
      const [next] = this.#timeline;
      const dueMs = Math.min(next?.atMs ?? Number.POSITIVE_INFINITY, await this.#nextMessageMs());
      // What happens in the minute of the change comes to the next release.
      if (dueMs >= untilMs) break;
      await clock.advanceTo(Math.max(dueMs, clock.nowMs));
      while ((this.#timeline[0]?.atMs ?? Number.POSITIVE_INFINITY) <= clock.nowMs) {
        const happening = this.#timeline.shift();
        if (happening !== undefined) await this.#happen(stack, happening);
      }
      await this.#work(stack);
    }
    await clock.advanceTo(untilMs);
    for (const { container } of this.#containers) container.stop();
    const tables = await readTables(aws, stack);
    this.#tables.push(tables);
    return tables;
  }

  async outcome(): Promise<WorldOutcome> {
    const { aws } = this.parts;
    const queues = (this.#stack?.sources ?? []).flatMap(({ deadLetterQueueUrl }) => deadLetterQueueUrl ?? []);
    const deadLetters = [];
    for (const queue of new Set(queues))
      deadLetters.push(...(await receive(aws, queue, 10)).map(({ Body = '' }) => Body));
    return { alerts: this.#alerts, tables: this.#tables, complaints: this.#complaints, deadLetters };
  }

  async stop(): Promise<void> {
    for (const { container } of this.#containers) container.stop();
    await this.#keys?.stop();
    await this.parts.parameters.stop();
    await this.parts.aws.stop();
  }

  async #deploy(synthesized: SynthesizedStack): Promise<LocalStack> {
    const { aws, clock, parameters } = this.parts;
    const stack = await updateStack(aws, synthesized, this.#made);
    for (const id of Object.keys(synthesized.template.Resources)) this.#made.add(id);
    this.#stack = stack;
    if (this.#archive === undefined) await this.#begin(stack);
    const environment = {
      AWS_ENDPOINT_URL_CLOUDTRAIL: this.#keys?.environment.AWS_ENDPOINT_URL ?? '',
      AWS_ENDPOINT_URL_SSM: parameters.url,
    };
    this.#containers = await Promise.all(
      stack.sources.map(async (source) => {
        const onLogLine = (line: string) => this.#note(line);
        return {
          source,
          container: await FunctionContainer.start({ aws, source, environment, onLogLine, clock }),
        };
      }),
    );
    return stack;
  }

  async #begin(stack: LocalStack): Promise<void> {
    this.#archive = worldArchive(archiveBucketOf(stack), new Date(WORLD_START_MS).toISOString());
    this.#keys = await serveArchive(this.#archive.archive);
    this.#timeline = [...timelineOf(this.#archive)];
    this.#mailbox = await AlertMailbox.subscribe(this.parts.aws, stack.topicArns[0] ?? '');
  }

  #note(line: string): void {
    if (!line.startsWith('{')) return void this.#complaints.push(line);
    const { level } = JSON.parse(line) as { readonly level?: string };
    if (level === 'WARN' || level === 'ERROR') this.#complaints.push(line);
  }

  async #happen(stack: LocalStack, happening: Happening): Promise<void> {
    const { aws, clock } = this.parts;
    switch (happening.kind) {
      case 'object':
      case 'announced again': {
        const object = this.#archive?.archive.objects.get(happening.key);
        if (object === undefined) return;
        const { bucket, key, bytes: content, metadata } = object;
        await deliverObject(aws, stack, { bucket, key, content, metadata, atMs: happening.atMs });
        return;
      }
      case 'bus event':
        await putEvent(aws, stack, toEnvelope(happening.record));
        return;
      case 'hour':
        await strikeSchedules(aws, stack, new Date(clock.nowMs));
        return;
      case 'silence':
        this.#silence(stack, happening);
        return;
      default:
        happening satisfies never;
    }
  }

  #silence(stack: LocalStack, { ruleName, seconds }: Happening & { readonly kind: 'silence' }): void {
    const alert = this.#alerts.find((each) => each.ruleName === ruleName);
    const path = stack.sources.map(({ environment }) => environment.TRAILWATCH_SILENCES).find((each) => each);
    if (alert === undefined || path === undefined) throw new Error(`no alert of ${ruleName} to silence`);
    this.parts.parameters.parameters.push({
      Name: `${path}/${silenceId(subjectOf(alert))}`,
      Value: toSilenceValue({ alert, seconds, reason: 'a migration', by: 'carol' }),
      LastModifiedDate: this.parts.clock.nowMs / 1000,
    });
  }

  /** Has each function process what is in its queue, until nothing is left for now. */
  async #work(stack: LocalStack): Promise<void> {
    for (let isBusy = true; isBusy; ) {
      isBusy = false;
      for (const { source, container } of this.#containers)
        while (await this.#processBatch(source, container)) isBusy = true;
      isBusy = (await this.#hearTopic(stack)) || isBusy;
    }
    for (const { alert } of (await this.#mailbox?.take()) ?? [])
      this.#alerts.push({ ...alert, sentAtMs: this.parts.clock.nowMs });
  }

  async #processBatch(source: LocalFunctionSource, container: FunctionContainer): Promise<boolean> {
    const { aws } = this.parts;
    const messages = await receive(aws, source.queueUrl, source.batchSize);
    if (messages.length === 0) return false;
    const Records = messages.map((message) => ({
      ...{ messageId: message.MessageId, body: message.Body, attributes: message.Attributes },
      ...{ eventSource: 'aws:sqs', messageAttributes: {} },
    }));
    const { batchItemFailures } = await container.invoke({ Records } as unknown as SQSEvent);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { MessageId = '', ReceiptHandle } of messages)
      if (!failed.has(MessageId))
        await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: source.queueUrl, ReceiptHandle }));
    return true;
  }

  /** Hands what the topic has for the log processor to it. */
  async #hearTopic(stack: LocalStack): Promise<boolean> {
    const { aws } = this.parts;
    const [{ container } = {}] = this.#containers.filter(({ source }) =>
      source.functionId.startsWith('Processor'),
    );
    let isBusy = false;
    for (const { queueUrl } of stack.functionSubscriptions) {
      for (const { Body = '', ReceiptHandle } of await receive(aws, queueUrl, 10)) {
        await container?.call({ Records: [toSnsRecord(Body)] });
        await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
        isBusy = true;
      }
    }
    return isBusy;
  }

  /** When the next message can be received that is delayed, or comes back; the minute of it, so that fewer times are looked at. */
  async #nextMessageMs(): Promise<number> {
    const { endpoint } = this.parts.aws;
    const queues = (await getJson(`${endpoint}/_fauxqs/queues`)) as readonly WaitingQueue[];
    const waiting = queues.filter(
      ({ approximateInflightCount: inFlight, approximateDelayedCount: delayed }) => inFlight + delayed > 0,
    );
    const times = await Promise.all(
      waiting.map(async ({ name }) => {
        const { messages } = (await getJson(`${endpoint}/_fauxqs/queues/${name}`)) as InspectedQueue;
        const { delayed, inflight } = messages;
        return [
          ...delayed.map((each) => each.delayUntil),
          ...inflight.map((each) => each.visibilityDeadline),
        ];
      }),
    );
    return Math.ceil(Math.min(...times.flat()) / MINUTE_MS) * MINUTE_MS;
  }
}

async function readTables(
  { dynamodb }: LocalAws,
  { tableNames }: LocalStack,
): Promise<readonly TableContent[]> {
  return Promise.all(
    tableNames.map(async (TableName) => {
      const items: Item[] = [];
      for (let ExclusiveStartKey: Item | undefined; ; ) {
        const { Items = [], LastEvaluatedKey } = await dynamodb.send(
          new ScanCommand({ TableName, ExclusiveStartKey }),
        );
        items.push(...Items);
        ExclusiveStartKey = LastEvaluatedKey;
        if (ExclusiveStartKey === undefined) return { tableName: TableName, items };
      }
    }),
  );
}

interface WaitingQueue {
  readonly name: string;
  readonly approximateInflightCount: number;
  readonly approximateDelayedCount: number;
}

interface InspectedQueue {
  readonly messages: {
    readonly delayed: readonly { readonly delayUntil: number }[];
    readonly inflight: readonly { readonly visibilityDeadline: number }[];
  };
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  return response.json();
}

async function receive({ sqs }: LocalAws, QueueUrl: string, count: number): Promise<readonly Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      ...{ QueueUrl, MaxNumberOfMessages: Math.min(count, 10), WaitTimeSeconds: 0 },
      ...{ MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] },
    }),
  );
  return Messages;
}

/** SNS gives a function its own part of the message; the emulator gives all of it to all. */
function toSnsRecord(body: string) {
  const notification = JSON.parse(body) as { readonly Message: string };
  const { default: document } = JSON.parse(notification.Message) as { readonly default?: string };
  return { EventSource: 'aws:sns', Sns: { ...notification, Message: document ?? notification.Message } };
}
