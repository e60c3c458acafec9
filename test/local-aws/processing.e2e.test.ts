import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { gzippedLogFile } from '../core/record/log-file-reading';
import { BUCKET, busNotice, cloudTrailNotice, logKey, s3Notice, VALIDATION } from '../processing/notices';
import { queueDepth } from './event-source';
import { startBeforeTests } from './local-tests';
import { ProcessingProgram } from './processing-program';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAws } from './start-local-aws';

const QUEUE = 'cloudtrail';
const TOPIC = `arn:aws:sns:${LOCAL_REGION}:${LOCAL_ACCOUNT}:delivery`;

let aws: LocalAws;

startBeforeTests(async (started) => {
  aws = started;
  await aws.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await aws.sqs.send(new CreateQueueCommand({ QueueName: QUEUE }));
  await aws.sns.send(new CreateTopicCommand({ Name: 'delivery' }));
  const Endpoint = `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${QUEUE}`;
  await aws.sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'sqs', Endpoint }));
  return { stop: async () => {} };
});

async function putLogFile(name: string, ids: readonly string[]): Promise<string> {
  const records = ids.map((eventID) => ({ eventID, eventName: 'n', eventSource: 's', eventTime: 't' }));
  await aws.s3.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: logKey(name), Body: gzippedLogFile(records) }),
  );
  return logKey(name);
}

test('the built package works through notices of every kind, over a topic too, and keeps the message of a missing file', async () => {
  const [a, b, c] = [
    await putLogFile('a', ['a1', 'a2', 'a3']),
    await putLogFile('b', ['b1']),
    await putLogFile('c', ['c1', 'c2']),
  ];
  for (const Message of [VALIDATION, cloudTrailNotice(a, b)]) {
    await aws.sns.send(new PublishCommand({ TopicArn: TOPIC, Message }));
  }
  const QueueUrl = aws.queueUrl(QUEUE);
  for (const body of [s3Notice(c).replace(/,"versionId":"v1"/, ''), busNotice(logKey('gone'))]) {
    await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  }
  const options = { queueUrl: QueueUrl, waitTimeSeconds: 1, maxRecordsPerCall: 2, concurrency: 2 };
  const program = new ProcessingProgram(options, aws.environment);
  const { records } = await program.finish({ records: 6, errors: 1 });
  const of = (key: string) =>
    records.filter((record) => record.startsWith(key)).map((record) => record.slice(-2));
  expect([of(a), of(b), of(c)]).toEqual([['a1', 'a2', 'a3'], ['b1'], ['c1', 'c2']]);
  expect(program.errors).toMatchObject([{ code: 'download-failed' }]);
  const depth = await queueDepth(aws, QueueUrl);
  expect(depth.visible + depth.inFlight).toBe(1);
});
