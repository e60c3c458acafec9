import { Aspects, Aws, CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { RuleMatcher } from '../../../lib/core/compile/predicate/rule-matcher';
import { withOwnKeys } from '../../../lib/core/inventory/tampering/own-keys';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { TamperDetection, type TamperDetectionProps, TrailIdentity, Trailwatch } from '../../../lib/index';
import { ACCOUNT, newStack, oneRule, REGION, TRAIL, warningsOf } from '../synthesize';

/** The names of the rules that a call of an administrator satisfies. */
function detected(stack: Stack, call: JsonObject, props?: TamperDetectionProps): readonly string[] {
  const { rules } = new TamperDetection(stack, 'TamperDetection', props);
  const documents = rules.rules.map((rule) => rule._toDocument());
  const userIdentity = {
    type: 'AssumedRole',
    accountId: ACCOUNT,
    sessionContext: { sessionIssuer: { arn: `arn:aws:iam::${ACCOUNT}:role/Administrator` } },
  };
  const record = { recipientAccountId: ACCOUNT, eventType: 'AwsApiCall', userIdentity, ...call };
  return RuleMatcher.of(withOwnKeys(documents, undefined))
    .match(record)
    .map(({ name }) => name);
}

function deletionOf(bucketName: string): JsonObject {
  return {
    eventSource: 's3.amazonaws.com',
    eventName: 'DeleteBucketPolicy',
    requestParameters: { bucketName },
  };
}

function parameter(stack: Stack, type = 'String'): CfnParameter {
  return new CfnParameter(stack, 'Parameter', { type });
}

test.each<[string, string]>([
  ['an account', `audit-logs-${Aws.ACCOUNT_ID}`],
  ['a substitution', Fn.sub(`audit-logs-\${AWS::Region}`)],
  ['a value that the app makes late', Lazy.string({ produce: () => 'audit-logs-1' })],
])('a name with %s in it is known by the rest of it', (_what, bucketName) => {
  const stack = new Stack();
  new CfnBucket(stack, 'Bucket', { bucketName });
  expect(detected(stack, deletionOf('audit-logs-1'))).toEqual(['tampering-with-archive']);
  expect(detected(newStack(), deletionOf('audit-logs-1'))).toEqual([]);
});

test.each<[string, (stack: Stack) => string]>([
  ['a parameter', (stack) => parameter(stack).valueAsString],
  ['a part that is too short', (stack) => `x-${parameter(stack).valueAsString}`],
])('a name of %s is no rule, and a warning', (_what, nameOf) => {
  const stack = newStack();
  new Bucket(stack, 'Bucket', { bucketName: nameOf(stack) });
  expect(detected(stack, deletionOf('x-elsewhere'))).toEqual([]);
  expect(warningsOf(stack)).toContainEqual(
    expect.stringContaining(
      "the names of 'Stack/Bucket/Resource' are known only at deployment: calls on them raise no alert",
    ),
  );
});

test.each<[string, boolean]>([
  ['', true],
  ['audit-', false],
])('a home bus named %j and a parameter is warned of unless its rest is sure', (start, isWarnedOf) => {
  const stack = newStack();
  const busName = `${start}${parameter(stack).valueAsString}`;
  new Trailwatch(stack, 'Trailwatch', { rules: oneRule(), identity: TRAIL, realtime: { busName } });
  const warning = /the names of '.*Realtime\/Bus\S*' are known only at deployment/;
  expect(warningsOf(stack).some((one) => warning.test(one))).toBe(isWarnedOf);
});

test('a trail whose name is a parameter may be any trail', () => {
  const stack = newStack();
  const trailName = parameter(stack).valueAsString;
  const identity = TrailIdentity.account({ trailName, homeRegion: REGION, ownerAccount: ACCOUNT });
  const stop = {
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    requestParameters: { name: 'any' },
  };
  expect(detected(stack, stop, { trails: [identity] })).toEqual(['tampering-with-trail']);
});

test.each<[string, (stack: Stack) => TamperDetectionProps, string]>([
  [
    'a name that another resource gets at its creation',
    (stack) => ({ resourceNames: [new Queue(stack, 'Queue').queueName] }),
    'resourceNames has a name that is known only at deployment',
  ],
  [
    'a list of names that is a parameter',
    (stack) => ({ resourceNames: parameter(stack, 'CommaDelimitedList').valueAsList }),
    'resourceNames is a list that is known only at deployment',
  ],
  [
    'a list of roles that is a parameter',
    (stack) => ({ deploymentRoleArns: parameter(stack, 'CommaDelimitedList').valueAsList }),
    'deploymentRoleArns is a list that is known only at deployment',
  ],
])('fails on %s', (_what, propsOf, reason) => {
  const stack = newStack();
  expect(() => new TamperDetection(stack, 'TamperDetection', propsOf(stack))).toThrow(reason);
});

test('every name that an Aspect gives is warned of, wherever the resource is', () => {
  const stack = newStack();
  new Queue(stack, 'Before');
  new TamperDetection(stack, 'TamperDetection');
  new Queue(stack, 'Behind');
  Aspects.of(stack).add({
    visit: (node) => {
      if (node instanceof CfnQueue) node.queueName = `platform-${node.node.scope?.node.id}`;
    },
  });
  expect(warningsOf(stack).filter((text) => text.includes('tamperingMissed'))).toEqual([
    expect.stringContaining("TamperDetection was created before 'platform-Before', 'platform-Behind'"),
  ]);
});
