import { DeleteEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { DeleteBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Place } from '../../iam-simulator/template/physical-resource';
import type { Outcome } from '../outcome';
import type { StandingResource } from './deploy';
import type { MadeResource } from './resource-kind';
import type { Emulator } from './start-emulator';

/**
 * Puts an object where the trail delivers, and one beside it: the first, and nothing else, must come to the processor's
 * queue. Bucket, rule, pattern, target and queue policy are one way only if they fit each other.
 */
export async function checkDelivery(
  aws: Emulator,
  standing: readonly StandingResource[],
  { accountId, region }: Place,
  outcome: Outcome,
): Promise<void> {
  const { properties } = onlyOf(standing, 'AWS::CloudTrail::Trail');
  // the emulator would run the functions in containers
  for (const { resource } of standing.filter((one) => one.resource.type === MAPPING)) {
    await aws.lambda.send(new DeleteEventSourceMappingCommand({ UUID: resource.ref }));
  }
  const mapping = onlyOf(standing, MAPPING, 'Processor');
  const Bucket = String(properties.S3BucketName);
  const folder = `${properties.S3KeyPrefix}/AWSLogs/${accountId}`;
  const logFile = `${folder}/CloudTrail/${region}/2026/01/02/log.json.gz`;
  const digest = `${folder}/CloudTrail-Digest/${region}/2026/01/02/digest.json.gz`;
  // the emulator pays no heed to conditions: what is denied without TLS is denied to all
  await aws.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  for (const Key of [logFile, digest]) {
    await aws.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'content' }));
  }
  const delivered = await objectKeysIn(aws, String(mapping.properties.EventSourceArn));
  outcome.check(
    delivered.length === 1 && delivered[0] === logFile,
    "a log file in the archive comes to the processor's queue, a digest does not",
    [`came: ${JSON.stringify(delivered)}`],
  );
}

async function objectKeysIn({ sqs }: Emulator, queueArn: string): Promise<readonly unknown[]> {
  const QueueUrl = queueArn.split(':').at(-1);
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body = '{}' }) => (JSON.parse(Body) as ObjectCreated).detail?.object?.key);
}

interface ObjectCreated {
  readonly detail?: { readonly object?: { readonly key?: string } };
}

const MAPPING = 'AWS::Lambda::EventSourceMapping';

function onlyOf(standing: readonly StandingResource[], type: string, owner = ''): MadeResource {
  const [first, second] = standing.filter(
    ({ resource }) => resource.type === type && resource.logicalId.includes(owner),
  );
  if (first === undefined || second !== undefined) throw new Error(`the stack has not one ${type}`);
  return first.resource;
}
