import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Alert } from '../../lib/core/alert/alert';
import { encodeRules } from '../../lib/core/rule/rule-document';
import { logFile } from '../lambda/log-processor/log-files';
import { ATTACK_CORRELATIONS, attackFiles, attackRules } from '../parity/correlated-attack';
import { AlertMailbox } from './alert-mailbox';
import { createStack, type LocalStack } from './create-stack';
import { deliverObject } from './deliver-object';
import { EventSource } from './event-source';
import { FunctionContainer } from './function-container';
import { LOCAL_ACCOUNT, type LocalAws, startLocalAws } from './start-local-aws';
import { synthesizeProcessor } from './synthesize-processor';

const PATIENCE_MS = 90_000;

let aws: LocalAws;
let stack: LocalStack;
let mailbox: AlertMailbox;
let containers: FunctionContainer[] = [];
let sources: EventSource[] = [];
const folder = mkdtempSync(join(tmpdir(), 'trailwatch-correlations-'));

beforeAll(async () => {
  aws = await startLocalAws();
  stack = await createStack(aws, synthesizeProcessor(folder));
  const [source] = stack.sources;
  if (source === undefined) throw new Error('the stack has no function that reads a queue');
  mailbox = await AlertMailbox.subscribe(aws, stack.topicArns[0] ?? '');
  const rulesFile = join(folder, 'rules.json');
  writeFileSync(rulesFile, encodeRules(attackRules()));
  const environment = {
    TRAILWATCH_RULES_FILE: rulesFile,
    TRAILWATCH_CORRELATION_LATENESS_SECONDS: '2',
    TRAILWATCH_STORM_THRESHOLD: '1000',
  };
  containers = await Promise.all([
    FunctionContainer.start({ aws, source, environment }),
    FunctionContainer.start({ aws, source, environment }),
  ]);
  sources = containers.map(
    (container) =>
      new EventSource({
        aws,
        source,
        invoke: (event) => container.invoke(event),
        visibilityTimeoutSeconds: 2,
      }),
  );
}, PATIENCE_MS);

afterAll(async () => {
  for (const container of containers) container.stop();
  await Promise.all(sources.map((one) => one.stop()));
  await aws?.stop();
  rmSync(folder, { recursive: true, force: true });
}, PATIENCE_MS);

test(
  'a correlation of each kind raises its alert once, through two handlers on DynamoDB and SQS',
  async () => {
    const bucket = stack.bucketNames.find((candidate) => !candidate.includes('accesslogs')) ?? '';
    const prefix = `AWSLogs/${LOCAL_ACCOUNT}/CloudTrail/us-east-1/2025/11/20/${LOCAL_ACCOUNT}_CloudTrail_us-east-1`;
    for (const [at, records] of attackFiles().entries()) {
      const key = `${prefix}_20251120T0300Z_attack${at}xxxxxxxxx.json.gz`;
      await deliverObject(aws, stack, { bucket, key, content: logFile(records) });
    }
    const alerts: Alert[] = [];
    const correlated = () => alerts.filter(({ eventName }) => eventName === 'CorrelatedRecords');
    const isComplete = () =>
      new Set(correlated().map(({ ruleId }) => ruleId)).size === ATTACK_CORRELATIONS.length;
    for (const end = Date.now() + PATIENCE_MS / 2; !isComplete() && Date.now() < end; ) {
      alerts.push(...(await mailbox.take(1)).map(({ alert }) => alert));
    }
    alerts.push(...(await mailbox.take(3)).map(({ alert }) => alert));
    expect([...new Set(correlated().map(({ ruleId }) => ruleId))].sort()).toEqual(ATTACK_CORRELATIONS);
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length);
  },
  PATIENCE_MS,
);
