import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeRules } from '../../lib/core/rule/rule-document';
import { logFile } from '../lambda/log-processor/log-files';
import { ATTACK_CORRELATIONS, attackFiles, attackRules } from '../parity/correlated-attack';
import type { ReceivedAlert } from './alert-mailbox';
import { createStack } from './create-stack';
import { deliverObject } from './deliver-object';
import { startBeforeTests } from './local-tests';
import { LocalWorker } from './local-worker';
import { LOCAL_ACCOUNT, type LocalAws } from './start-local-aws';
import { synthesizeProcessor } from './synthesize-processor';

let aws: LocalAws;
let worker: LocalWorker;

startBeforeTests(async (started, folder) => {
  aws = started;
  const rulesFile = join(folder, 'rules.json');
  writeFileSync(rulesFile, encodeRules(attackRules()));
  const environment = {
    TRAILWATCH_RULES_FILE: rulesFile,
    TRAILWATCH_CORRELATION_LATENESS_SECONDS: '2',
    TRAILWATCH_STORM_THRESHOLD: '1000',
  };
  const options = { aws, environment, containers: 2, failedReturnSeconds: 2 };
  worker = await LocalWorker.start(await createStack(aws, synthesizeProcessor(folder)), options);
  return worker;
});

test('a correlation of each kind raises its alert once, through two handlers on DynamoDB and SQS', async () => {
  const { stack, mailbox, bucketName: bucket } = worker;
  const prefix = `AWSLogs/${LOCAL_ACCOUNT}/CloudTrail/us-east-1/2025/11/20/${LOCAL_ACCOUNT}_CloudTrail_us-east-1`;
  for (const [at, records] of attackFiles().entries()) {
    const key = `${prefix}_20251120T0300Z_attack${at}xxxxxxxxx.json.gz`;
    await deliverObject(aws, stack, { bucket, key, content: logFile(records) });
  }
  const correlationsOf = (alerts: readonly ReceivedAlert[]) => {
    const correlated = alerts.filter(({ alert }) => alert.eventName === 'CorrelatedRecords');
    return [...new Set(correlated.map(({ alert }) => alert.ruleId))].sort();
  };
  const alerts = await mailbox.takeUntil(
    (taken) => correlationsOf(taken).length === ATTACK_CORRELATIONS.length,
  );
  await worker.untilIdle();
  alerts.push(...(await mailbox.take()));
  expect(correlationsOf(alerts)).toEqual(ATTACK_CORRELATIONS);
  expect(new Set(alerts.map(({ alert }) => alert.id)).size).toBe(alerts.length);
});
