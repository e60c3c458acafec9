import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { checkArns } from '../preflight/check-partition';
import { within } from '../preflight/construct-error';
import { checkListIsKnown } from '../preflight/preflight-check';
import { acknowledgeWildcards } from '../statement/acknowledge';
import type { IAlertTopic } from './alert-topic';
import { MacKey } from './mac-key';

/** The keys that a subscriber of the alert topic verifies senders with. */
export interface SenderCheckProps {
  readonly alertTopic: IAlertTopic;
  /** HMAC keys of other apps. */
  readonly originKeyArns?: readonly string[];
}

/**
 * The ARNs of all keys whose alerts are verified, starting with the key of the alert topic. Throws on a value that is not a KMS
 * key ARN.
 */
export function originKeyArnsOf(scope: IConstruct, props: SenderCheckProps): readonly string[] {
  return [MacKey.of(props.alertTopic).keyArn, ...otherKeyArns(scope, props)];
}

/** Allows the role of a function to distinguish messages of trailwatch and CloudWatch from others. */
export function grantSenderChecks(role: Role, props: SenderCheckProps): void {
  MacKey.of(props.alertTopic).grantVerify(role);
  const others = otherKeyArns(role, props);
  if (others.length > 0) {
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['kms:VerifyMac'], resources: [...others] }));
  }
  const alarms = Stack.of(role).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  role.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: [alarms] }),
  );
  acknowledgeWildcards(role, {
    'cloudwatch:DescribeAlarms':
      'any alarm may be set to notify the alert topic, and reading its state reveals no record',
  });
}

function otherKeyArns(scope: IConstruct, { originKeyArns = [] }: SenderCheckProps): readonly string[] {
  return within(scope, () => {
    const arns = checkedKeyArns(originKeyArns);
    checkArns(scope, { property: 'originKeyArns', service: 'kms' }, arns);
    return arns;
  });
}

/** The maximum number of other keys: each is tried for each signed message. */
const MAX_ORIGIN_KEYS = 10;

function checkedKeyArns(arns: readonly string[]): readonly string[] {
  if (arns.length > MAX_ORIGIN_KEYS) {
    throw new Error(`originKeyArns has ${arns.length} keys; at most ${MAX_ORIGIN_KEYS} are possible`);
  }
  for (const arn of arns) checkListIsKnown('originKeyArns', arn);
  const wrong = arns.find((arn) => !Token.isUnresolved(arn) && !KEY_ARN.test(arn));
  if (wrong === undefined) return [...new Set(arns)];
  throw new Error(
    `originKeyArns '${wrong}' is not the ARN of a KMS key, such as 'arn:aws:kms:eu-west-1:111122223333:key/…'`,
  );
}

/** Aliases are not allowed: IAM policies identify a key by its own ARN. */
const KEY_ARN = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;
