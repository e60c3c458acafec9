import type { Stack } from 'aws-cdk-lib';
import { RuleMatcher } from '../../../lib/core/compile/predicate/rule-matcher';
import { withOwnKeys } from '../../../lib/core/inventory/tampering/own-keys';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { type RuleSet, TamperDetection, type TamperDetectionProps } from '../../../lib/index';
import { ACCOUNT } from '../synthesize';

/** A record of a call that a role of the account makes through CloudFormation. */
export function record(
  source: string,
  eventName: string,
  requestParameters: JsonObject,
  role = 'Administrator',
): JsonObject {
  return {
    eventSource: `${source}.amazonaws.com`,
    ...{ eventName, requestParameters, recipientAccountId: ACCOUNT, eventType: 'AwsApiCall' },
    userIdentity: {
      type: 'AssumedRole',
      accountId: ACCOUNT,
      invokedBy: 'cloudformation.amazonaws.com',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
          userName: role.replace(/^.*\//, ''),
        },
      },
    },
  };
}

/** Returns the names of the rules that a record satisfies. */
export function detectorOf(rules: RuleSet): (record: JsonObject) => readonly string[] {
  const matcher = RuleMatcher.of(
    withOwnKeys(
      rules.rules.map((rule) => rule._toDocument()),
      undefined,
    ),
  );
  return (one) => matcher.match(one).map(({ name }) => name);
}

/** The same of a stack. */
export function detector(
  stack: Stack,
  props?: TamperDetectionProps,
): (record: JsonObject) => readonly string[] {
  return detectorOf(new TamperDetection(stack, 'TamperDetection', props).rules);
}
