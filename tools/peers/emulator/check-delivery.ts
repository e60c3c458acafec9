import { ListTargetsByRuleCommand, RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { DeleteBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Place } from '../../../test/access/template/physical-resource';
import type { Outcome } from '../outcome';
import type { StandingResource } from './deploy';
import type { MadeResource } from './resource-kind';
import type { Emulator } from './start-emulator';

/**
 * Puts objects where the trail delivers: log files and the digest files of its home Region, and no others, must come to the
 * processor's queue. Bucket, rules, patterns, targets and queue policy are one way only if they fit each other.
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
  const elsewhere = `${folder}/CloudTrail-Digest/us-west-2/2026/01/02/digest.json.gz`;
  const beside = `${folder}/Config/${region}/2026/1/2/ConfigHistory/history.json.gz`;
  // the emulator pays no heed to conditions: what is denied without TLS is denied to all
  await aws.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await removeSchedules(aws, standing);
  for (const Key of [logFile, digest, elsewhere, beside]) {
    await aws.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'content' }));
  }
  const delivered = await objectKeysIn(aws, String(mapping.properties.EventSourceArn));
  outcome.check(
    JSON.stringify([...delivered].sort()) === JSON.stringify([digest, logFile].sort()),
    "log files and the digest files of the home Region come to the processor's queue, others do not",
    [`came: ${JSON.stringify(delivered)}`],
  );
}

/** The emulator sends every event to the targets of a rule that has a schedule and no pattern, even of a disabled one. */
async function removeSchedules({ events }: Emulator, standing: readonly StandingResource[]): Promise<void> {
  const schedules = standing.filter(
    ({ resource: { type, properties } }) => type === RULE && !('EventPattern' in properties),
  );
  for (const { resource } of schedules) {
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: resource.ref }));
    const Ids = Targets.flatMap(({ Id }) => Id ?? []);
    await events.send(new RemoveTargetsCommand({ Rule: resource.ref, Ids }));
  }
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
const RULE = 'AWS::Events::Rule';

function onlyOf(standing: readonly StandingResource[], type: string, owner = ''): MadeResource {
  const [first, second] = standing.filter(
    ({ resource }) => resource.type === type && resource.logicalId.includes(owner),
  );
  if (first === undefined || second !== undefined) throw new Error(`the stack has not one ${type}`);
  return first.resource;
}
