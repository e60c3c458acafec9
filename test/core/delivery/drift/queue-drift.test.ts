import { driftOf, type FoundResource } from '../../../../lib/core/delivery/drift/resource-drift';
import { driftingEntryOf } from '../../../../lib/core/inventory/drifting';
import type { Json, JsonObject } from '../../../../lib/core/json/json-value';
import type { DeployedResource } from '../../../../lib/core/settings/deployed-resources';

const TYPE = 'AWS::SQS::Queue';
const ARN = 'arn:aws:sqs:eu-west-1:111122223333:dead';
const ENTRY = driftingEntryOf(TYPE);

function texts(properties: JsonObject, found: JsonObject, counts?: Record<string, number>) {
  const deployed: DeployedResource = {
    ...{ kind: 'part', arn: ARN, accountId: '', properties, mfaDelete: false },
    unknown: Object.keys(counts ?? {}),
    part: { type: TYPE, stack: 'Stack', logicalId: 'Queue', counts: counts ?? {} },
  };
  return driftOf(deployed, { properties: found } as FoundResource).map(({ text }) => text);
}

/** As SQS gives a queue of which the template says nothing. */
const BY_DEFAULT: JsonObject = {
  ...{ VisibilityTimeout: '30', MessageRetentionPeriod: '345600', DelaySeconds: '0' },
  ...{ MaximumMessageSize: '1048576', SqsManagedSseEnabled: 'true', ReceiveMessageWaitTimeSeconds: '0' },
};

/** For each attribute, a value that someone sets, and what the alert says; the queue had the defaults. */
const SET: Readonly<Record<string, readonly [value: Json, text: RegExp]>> = {
  MessageRetentionPeriod: ['60', /^retention of messages: 345600 → 60; /],
  MaximumMessageSize: ['1024', /^size of messages: 1048576 → 1024; /],
  VisibilityTimeout: ['0', /^visibility timeout: 30 → 0; /],
  'RedrivePolicy.deadLetterTargetArn': [ARN, /^dead-letter queue: none → arn:/],
  'RedrivePolicy.maxReceiveCount': [1, /^attempts: none → 1$/],
  RedriveAllowPolicy: [{ redrivePermission: 'denyAll' }, /^queues that may use it: none → .*denyAll/],
  KmsMasterKeyId: ['alias/other', /^key: none → alias\/other$/],
  DelaySeconds: ['900', /^delay: 0 → 900; messages are processed later$/],
  ContentBasedDeduplication: ['true', /^deduplication: false → true$/],
  DeduplicationScope: ['messageGroup', /^scope of the deduplication: queue → messageGroup$/],
  FifoThroughputLimit: ['perMessageGroupId', /^throughput: perQueue → perMessageGroupId$/],
};

test('each attribute that decides is compared, and each that has a default is', () => {
  expect([...(ENTRY?.drift ?? [])].sort()).toEqual(Object.keys(ENTRY?.decides ?? {}).sort());
  expect([...Object.keys(SET), 'SqsManagedSseEnabled'].sort()).toEqual([...(ENTRY?.drift ?? [])].sort());
  expect(texts({}, BY_DEFAULT)).toEqual([]);
});

test.each(Object.entries(SET))(
  '%s that the template leaves out is told when it is set',
  (name, [value, text]) => {
    expect(texts({}, { ...BY_DEFAULT, [name]: value })).toEqual([expect.stringMatching(text)]);
  },
);

test.each(Object.entries(SET))('%s that the template has is told when it is another', (name, [value]) => {
  expect(texts({ [name]: value }, { ...BY_DEFAULT, [name]: value })).toEqual([]);
  const beside = { 'RedrivePolicy.deadLetterTargetArn': ARN };
  const others = name in beside ? {} : beside;
  expect(texts({ ...others, [name]: value }, { ...BY_DEFAULT, ...others })).toHaveLength(1);
});

test('encryption by SQS that the template has is told when it is off', () => {
  const off = { ...BY_DEFAULT, SqsManagedSseEnabled: 'false' };
  expect(texts({ SqsManagedSseEnabled: true }, off)).toEqual([
    'SSE-SQS: on → off; messages are not encrypted',
  ]);
});

test('a default that depends on the age of the queue, or on its key, is no difference', () => {
  const old = { ...BY_DEFAULT, MaximumMessageSize: '262144', SqsManagedSseEnabled: 'false' };
  expect(texts({}, old)).toEqual([]);
  expect(texts({ MaximumMessageSize: 1_048_576 }, old)).toEqual([
    'size of messages: 1048576 → 262144; larger messages are refused',
  ]);
});

test('a dead-letter queue that is gone is one difference, also where it belongs to another stack', () => {
  const redrive = { 'RedrivePolicy.deadLetterTargetArn': ARN, 'RedrivePolicy.maxReceiveCount': 5 };
  const text = 'messages that fail are lost after their retention';
  expect(texts(redrive, BY_DEFAULT)).toEqual([`dead-letter queue: ${ARN} → none; ${text}`]);
  const elsewhere = { 'RedrivePolicy.maxReceiveCount': 5 };
  const counts = { 'RedrivePolicy.deadLetterTargetArn': 1 };
  expect(texts(elsewhere, { ...BY_DEFAULT, ...redrive }, counts)).toEqual([]);
  expect(texts(elsewhere, BY_DEFAULT, counts)).toEqual([`dead-letter queue: 0 of 1 remain; ${text}`]);
});
