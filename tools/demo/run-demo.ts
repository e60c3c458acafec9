import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert } from '../../lib/core/alert/alert';
import { AlertMailbox } from '../../test/local-aws/alert-mailbox';
import { createStack, type LocalFunctionSource, type LocalStack } from '../../test/local-aws/create-stack';
import { deliverObject } from '../../test/local-aws/deliver-object';
import { type DemoFiles, demoFiles } from '../../test/local-aws/demo-files';
import { EventSource, queueDepth } from '../../test/local-aws/event-source';
import { FunctionContainer } from '../../test/local-aws/function-container';
import { type LocalAws, startLocalAws } from '../../test/local-aws/start-local-aws';
import { synthesizeReferenceStack } from '../../test/local-aws/synthesize-reference-stack';
import { DemoCounts } from './demo-counts';
import { playRoutes, type RoutedCall } from './play-routes';
import { catchTampering } from './tamper';

/** Minutes on AWS; seconds here, where somebody is watching. */
const FAILED_RETURN_SECONDS = 1;
const STORM_REPORT_DELAY_SECONDS = 3;
const MAX_RUN_MS = 30 * 60_000;

/** What the demo tells while it runs. */
export interface DemoScreen {
  /** A step is done. */
  say(text: string): void;
  /** How far the step under way is; the line is written over. */
  progress(text: string): void;
}

/** What came of the files. */
export interface DemoResult {
  readonly alerts: readonly Alert[];
  /** Of these, what the integrity monitor found. */
  readonly tampering: readonly Alert[];
  readonly counts: DemoCounts;
  /** How many messages are in the dead-letter queue. */
  readonly deadLetters: number;
  /** The attack that came on three routes. */
  readonly routed: readonly RoutedCall[];
}

/**
 * The main job on an embedded AWS. Synthesizes the reference stack, makes its bucket, queues, table and topic on this
 * machine, puts log files into the bucket, and lets the shipped handler turn them into alerts; then tampers with a log
 * file, and plays an attack on all three routes in a stack of their own. Leaves no process and no folder behind, however
 * it ends; rejects soon after `stopping` is aborted.
 *
 * @param path a log file or a folder of log files; without one, the demo's own sample
 */
export async function runDemo(
  path: string | undefined,
  screen: DemoScreen,
  stopping: AbortSignal,
): Promise<DemoResult> {
  const cleanUps: CleanUps = [];
  try {
    return await new Demo(screen, stopping, cleanUps).run(demoFiles(path));
  } finally {
    screen.progress('');
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}

type CleanUps = (() => void | Promise<void>)[];

class Demo {
  constructor(
    private readonly screen: DemoScreen,
    private readonly stopping: AbortSignal,
    private readonly cleanUps: CleanUps,
  ) {}

  async run(files: DemoFiles): Promise<DemoResult> {
    const { aws, stack } = await this.startAws();
    const source = sourceOf(stack, 'Processor');
    const [topicArn] = stack.topicArns;
    if (topicArn === undefined) throw new Error('the stack has no topic');
    const mailbox = await AlertMailbox.subscribe(aws, topicArn);
    await this.deliver(aws, stack, files);
    const counts = new DemoCounts();
    await this.processFiles(aws, source, counts, files.files.length);
    const alerts = (await mailbox.take()).map(({ alert }) => alert);
    this.screen.say(`${alerts.length} alerts came out of the topic`);
    const { deadLetterQueueUrl } = source;
    const deadLetters =
      deadLetterQueueUrl === undefined ? 0 : (await queueDepth(aws, deadLetterQueueUrl)).visible;
    const tampering = await this.tamper(aws, stack, mailbox);
    const routed = await this.playRoutes(aws);
    return { alerts: [...alerts, ...tampering], tampering, counts, deadLetters, routed };
  }

  private tamper(aws: LocalAws, stack: LocalStack, mailbox: AlertMailbox): Promise<readonly Alert[]> {
    this.stopping.throwIfAborted();
    return catchTampering({
      ...{ aws, stack, mailbox },
      source: sourceOf(stack, 'Integrity'),
      bucket: archiveBucket(stack),
      say: (text) => this.screen.say(text),
      onEnd: (cleanUp) => this.cleanUps.push(cleanUp),
      untilIdle: (queueUrl) => this.untilEmpty(aws, queueUrl, { delayedToo: false }),
    });
  }

  private playRoutes(aws: LocalAws): Promise<readonly RoutedCall[]> {
    const { stopping } = this;
    stopping.throwIfAborted();
    return playRoutes({
      ...{ aws, stopping },
      say: (text) => this.screen.say(text),
      onEnd: (cleanUp) => this.cleanUps.push(cleanUp),
    });
  }

  private async startAws(): Promise<{ aws: LocalAws; stack: LocalStack }> {
    const folder = mkdtempSync(join(tmpdir(), 'trailwatch-demo-'));
    this.cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
    const synthesized = await synthesizeReferenceStack(folder, this.stopping);
    this.screen.say(
      `synthesized stack ${synthesized.name}: ${Object.keys(synthesized.template.Resources).length} resources`,
    );
    const aws = await startLocalAws();
    this.cleanUps.push(() => aws.stop());
    this.stopping.throwIfAborted();
    const stack = await createStack(aws, synthesized);
    this.screen.say('made its buckets, queues, table and topic on an AWS inside this machine');
    return { aws, stack };
  }

  private async deliver(aws: LocalAws, stack: LocalStack, { files, leftOut }: DemoFiles): Promise<void> {
    const bucket = archiveBucket(stack);
    for (const file of leftOut) this.screen.say(`left out ${file}: no log file by its name`);
    for (const [index, { key, body }] of files.entries()) {
      this.stopping.throwIfAborted();
      const queues = await deliverObject(aws, stack, { bucket, key, content: body });
      if (queues === 0) this.screen.say(`no rule of the stack asks for ${key}`);
      this.screen.progress(`${index + 1} of ${files.length} files delivered`);
    }
    this.screen.say(
      `put ${files.length} log files into the archive; S3's events go through the stack's own rules to its queue`,
    );
  }

  private async processFiles(
    aws: LocalAws,
    source: LocalFunctionSource,
    counts: DemoCounts,
    files: number,
  ): Promise<void> {
    const container = await FunctionContainer.start({
      aws,
      source,
      environment: {
        TRAILWATCH_STORM_REPORT_DELAY_SECONDS: String(STORM_REPORT_DELAY_SECONDS),
        POWERTOOLS_DEV: 'false',
      },
      onLogLine: (line) => counts.add(line),
    });
    this.cleanUps.push(() => container.stop());
    this.screen.say(`started the shipped handler with the template's settings (${source.handler})`);
    const events = new EventSource({
      aws,
      source,
      invoke: (event) => container.invoke(event),
      failedReturnSeconds: FAILED_RETURN_SECONDS,
      onBatch: () =>
        this.screen.progress(`${counts.files} of ${files} files, ${counts.totals().records} records`),
    });
    this.cleanUps.push(async () => {
      const ended = events.stop();
      // A batch that is under way is not waited for.
      container.stop();
      await ended;
    });
    await this.untilEmpty(aws, source.queueUrl);
  }

  /** Polls, because what comes last — a damaged file's last try, a storm's report — comes when the queue lets it. */
  private async untilEmpty(
    aws: LocalAws,
    queueUrl: string,
    { delayedToo } = { delayedToo: true },
  ): Promise<void> {
    const deadline = performance.now() + MAX_RUN_MS;
    for (;;) {
      const { visible, inFlight, delayed } = await queueDepth(aws, queueUrl);
      if (visible + inFlight + (delayedToo ? delayed : 0) === 0) return;
      if (performance.now() > deadline) throw new Error('the queue did not become empty in half an hour');
      await sleep(200, undefined, { signal: this.stopping });
    }
  }
}

/** The function of the part, and its queue. */
function sourceOf({ sources }: LocalStack, part: string): LocalFunctionSource {
  const source = sources.find(({ functionId }) => functionId.includes(part));
  if (source === undefined) throw new Error(`the stack has no ${part} on a queue`);
  return source;
}

/** The bucket that the delivery rules speak of. */
function archiveBucket(stack: LocalStack): string {
  const pattern = stack.deliveryRules[0]?.pattern as
    | { detail?: { bucket?: { name?: readonly string[] } } }
    | undefined;
  const name = pattern?.detail?.bucket?.name?.[0];
  if (name === undefined) throw new Error('the stack has no rule for the objects of a bucket');
  return name;
}
