import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlertTopic, LogArchive, LogProcessor } from '../../lib/index';
import { cloudTrailNotice, inTopic, logKey, s3Notice, VALIDATION } from '../processing/notices';
import { createStack } from './create-stack';
import { queueDepth } from './event-source';
import { startBeforeTests } from './local-tests';
import { LocalWorker } from './local-worker';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAws } from './start-local-aws';
import { stopLogging } from './stop-logging';
import { localRules } from './synthesize-processor';
import { LOCAL_TRAIL, synthesizeStack } from './synthesize-stack';

const BUCKET = 'archive';
/** S3 and CloudTrail encode what is no plain character of a URL differently; such a prefix shows it. */
const PREFIX = 'a+b%40c';
const TEST_EVENT = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET });

let aws: LocalAws;
let worker: LocalWorker;
let deliveries: string;
const lines: string[] = [];

startBeforeTests(async (started, folder) => {
  aws = started;
  await aws.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const synthesized = synthesizeStack(folder, 'Local', (stack) => {
    const alertTopic = new AlertTopic(stack, 'Alerts');
    const account = '444455556666';
    const bucket = Bucket.fromBucketAttributes(stack, 'Bucket', {
      bucketName: BUCKET,
      account,
      region: LOCAL_REGION,
    });
    new LogProcessor(stack, 'Processor', {
      archive: LogArchive.fromBucket(stack, 'Archive', {
        ...{ bucket, trails: [LOCAL_TRAIL], keyPrefix: PREFIX, policyManagedElsewhere: true },
      }),
      ...{ alertTopic, rules: localRules(), policyManagedElsewhere: true },
      ...{ deliveryTopics: [new Topic(stack, 'Deliveries')], bucketNotifications: true },
    });
  });
  const stack = await createStack(aws, synthesized);
  deliveries = stack.topicArns.find((arn) => arn.includes('Deliveries')) ?? '';
  worker = await LocalWorker.start(stack, {
    ...{ aws, environment: {}, onLogLine: (line: string) => lines.push(line) },
    ...{ containers: 2, failedReturnSeconds: 1 },
  });
  return worker;
});

/** Puts a log file with one record that a rule looks for, and gives its key. */
async function putLogFile(name: string): Promise<string> {
  const Key = `${PREFIX}/${logKey(name, 'CloudTrail', LOCAL_ACCOUNT)}`;
  const record = stopLogging(name, { eventTime: '2026-11-20T02:55:10Z' });
  const Body = gzipSync(JSON.stringify({ Records: [record] }));
  await aws.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  return Key;
}

const overTopic = (Message: string) => aws.sns.send(new PublishCommand({ TopicArn: deliveries, Message }));
/** As S3 does with a queue that a bucket's settings name. */
const toQueue = (MessageBody: string) =>
  aws.sqs.send(new SendMessageCommand({ QueueUrl: worker.source.queueUrl, MessageBody }));
/** The emulated objects have no versions. */
const notified = (...keys: readonly string[]) => s3Notice(...keys).replaceAll(',"versionId":"v1"', '');

test("files of another account's bucket are searched once each, whoever announces them, and tests are passed over", async () => {
  for (const message of [VALIDATION, TEST_EVENT]) await overTopic(message);
  await toQueue(TEST_EVENT);
  const names = ['topic-trail', 'topic-trail-2', 'topic-s3', 'queue-s3', 'envelope', 'twice'];
  const [one, two, three, four, five, twice] = await Promise.all(names.map(putLogFile));
  await overTopic(cloudTrailNotice(`${one}`, `${two}`));
  await overTopic(notified(`${three}`));
  await toQueue(notified(`${four}`));
  await toQueue(inTopic(notified(`${five}`)));
  await Promise.all([
    overTopic(cloudTrailNotice(`${twice}`)),
    overTopic(notified(`${twice}`)),
    toQueue(notified(`${twice}`)),
  ]);
  const alerts = await worker.alertsOf(names.length);
  expect(alerts.map(({ alert }) => alert.eventID).sort()).toEqual([...names].sort());
  expect(alerts.every(({ alert }) => alert.source.key?.startsWith(`${PREFIX}/`))).toBe(true);
  await worker.untilIdle();
  expect(await queueDepth(aws, worker.source.deadLetterQueueUrl ?? '')).toMatchObject({ visible: 0 });
  expect(lines.filter((line) => /cloudtrail-validation-message|s3-test-event/.test(line))).toHaveLength(3);
});
