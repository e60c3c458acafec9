/**
 * `npm run demo [-- PATH]`: the main job on an embedded AWS. Synthesizes the reference stack, makes its bucket, queues,
 * table and topic on this machine, puts log files into the bucket, and lets the shipped handler turn them into alerts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { AlertTable } from '../../bin/outputs/alert-table';
import type { Alert } from '../../lib/core/alert/alert';
import { AlertMailbox } from '../local-aws/alert-mailbox';
import { createStack, type LocalFunctionSource, type LocalStack } from '../local-aws/create-stack';
import { deliverObject } from '../local-aws/deliver-object';
import { EventSource, queueDepth } from '../local-aws/event-source';
import { FunctionContainer } from '../local-aws/function-container';
import { type LocalAws, startLocalAws } from '../local-aws/start-local-aws';
import { DemoCounts } from './demo-counts';
import { type DemoFiles, demoFiles } from './demo-files';
import { synthesizeReferenceStack } from './synthesize-reference-stack';

/** Minutes on AWS; seconds here, where somebody is watching. */
const FAILED_MESSAGES_RETURN_AFTER_SECONDS = 1;
const STORM_REPORT_DELAY_SECONDS = 3;
const LONGEST_RUN_MS = 10 * 60_000;

const colors = createColors(process.stdout.isTTY === true && process.env.NO_COLOR === undefined);
const cleanUps: (() => void | Promise<void>)[] = [];
const begun = performance.now();

function say(text: string): void {
  const seconds = ((performance.now() - begun) / 1000).toFixed(1).padStart(5);
  process.stdout.write(`${colors.dim(`${seconds} s`)}  ${text}\n`);
}

async function cleanUp(): Promise<void> {
  for (const step of cleanUps.splice(0).reverse()) await step();
}

async function startAws(): Promise<{ aws: LocalAws; stack: LocalStack }> {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-demo-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  const synthesized = synthesizeReferenceStack(folder);
  say(
    `synthesized stack ${synthesized.name}: ${Object.keys(synthesized.template.Resources).length} resources`,
  );
  const aws = await startLocalAws();
  cleanUps.push(() => aws.stop());
  const stack = await createStack(aws, synthesized);
  say('made its buckets, queues, table and topic on an AWS inside this machine');
  return { aws, stack };
}

async function deliver(aws: LocalAws, stack: LocalStack, { files, leftOut }: DemoFiles): Promise<void> {
  const bucket = archiveBucket(stack);
  for (const file of leftOut) say(colors.dim(`left out ${file}: no log file by its name`));
  for (const { key, body } of files) {
    const queues = await deliverObject(aws, stack, { bucket, key, content: body });
    if (queues === 0) say(colors.yellow(`no rule of the stack asks for ${key}`));
  }
  say(
    `put ${files.length} log files into the archive; S3's events go through the stack's own rule to its queue`,
  );
}

/** The bucket that the delivery rule speaks of. */
function archiveBucket(stack: LocalStack): string {
  const pattern = stack.deliveryRules[0]?.pattern as
    | { detail?: { bucket?: { name?: readonly string[] } } }
    | undefined;
  const name = pattern?.detail?.bucket?.name?.[0];
  if (name === undefined) throw new Error('the stack has no rule for the objects of a bucket');
  return name;
}

async function processFiles(
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
  cleanUps.push(() => container.stop());
  say(`started the shipped handler with the template's settings (${source.handler})`);
  const events = new EventSource({
    aws,
    source,
    invoke: (event) => container.invoke(event),
    visibilityTimeoutSeconds: FAILED_MESSAGES_RETURN_AFTER_SECONDS,
    onBatch: () => progress(`${counts.files} of ${files} files, ${counts.totals().records} records`),
  });
  cleanUps.push(() => events.stop());
  await untilEmpty(aws, source.queueUrl);
  progress('');
}

function progress(text: string): void {
  if (process.stderr.isTTY === true) process.stderr.write(`\r\u001b[2K${text}`);
}

/** Polls, because what comes last — a damaged file's last try, a storm's report — comes when the queue lets it. */
async function untilEmpty(aws: LocalAws, queueUrl: string): Promise<void> {
  const deadline = performance.now() + LONGEST_RUN_MS;
  for (;;) {
    const { visible, inFlight, delayed } = await queueDepth(aws, queueUrl);
    if (visible + inFlight + delayed === 0) return;
    if (performance.now() > deadline) throw new Error('the queue did not become empty in ten minutes');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function show(alerts: readonly Alert[], counts: DemoCounts): void {
  const byTime = [...alerts].sort((one, other) => one.eventTime.localeCompare(other.eventTime));
  const table = new AlertTable(process.stdout.columns ?? 120, colors.isColorSupported);
  process.stdout.write(`\n${table.renderHead()}${table.renderRows(byTime)}\n`);
  const worst =
    byTime.find(({ severity }) => severity === 'critical') ??
    byTime.find(({ severity }) => severity === 'high');
  if (worst !== undefined) process.stdout.write(`${colors.bold('one of them reads')}  ${worst.summary}\n`);
  for (const problem of counts.problems) process.stdout.write(`${colors.bold('not readable')}  ${problem}\n`);
}

function conclude(alerts: readonly Alert[], counts: DemoCounts, deadLetters: number): void {
  const { records, duplicates, matched, unmatched, rejected } = counts.totals();
  process.stdout.write(
    `\nfiles=${counts.files} records=${records} duplicates=${duplicates} matched=${matched} unmatched=${unmatched} ` +
      `rejected=${rejected} alerts=${alerts.length} dead-letters=${deadLetters} ` +
      `seconds=${((performance.now() - begun) / 1000).toFixed(1)}\n\n` +
      `${colors.bold('What to try next')}\n` +
      '  npm run demo -- PATH                      the same with your own folder of log files\n' +
      '  node dist/bin/trailwatch.js scan PATH     the same rules without the queue; --format ndjson for the documents\n' +
      '  node dist/bin/trailwatch.js rules list    what is looked for\n' +
      '  npx cdk synth                             the reference app, deployable as it is\n',
  );
}

async function run(path: string | undefined): Promise<void> {
  const files = demoFiles(path);
  if (files.files.length === 0)
    throw new Error(`${path} holds no file named like a log file (.json, .json.gz, .ndjson)`);
  const { aws, stack } = await startAws();
  const [source] = stack.sources;
  const [topicArn] = stack.topicArns;
  if (source === undefined || topicArn === undefined)
    throw new Error('the stack has no function on a queue, or no topic');
  const mailbox = await AlertMailbox.subscribe(aws, topicArn);
  await deliver(aws, stack, files);
  const counts = new DemoCounts();
  await processFiles(aws, source, counts, files.files.length);
  const alerts = (await mailbox.take()).map(({ alert }) => alert);
  say(`${alerts.length} alerts came out of the topic`);
  const deadLetters =
    source.deadLetterQueueUrl === undefined ? 0 : (await queueDepth(aws, source.deadLetterQueueUrl)).visible;
  show(alerts, counts);
  conclude(alerts, counts, deadLetters);
}

function main(): void {
  const [path] = process.argv.slice(2);
  process.once('SIGINT', () => {
    progress('');
    process.stdout.write('\nstopped; nothing is left behind\n');
    void cleanUp().finally(() => process.exit(130));
  });
  run(path)
    .catch((error: unknown) => {
      process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    })
    .finally(cleanUp);
}

main();
