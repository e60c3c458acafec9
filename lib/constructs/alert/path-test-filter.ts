import { Stack } from 'aws-cdk-lib';
import type { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { PATH_TEST_RULE_ID } from '../../core/alert/path-test';
import { within } from '../preflight/construct-error';
import { checkCombinations } from './alert-filter';

/** What a value has to fulfil that is not the test's, or is not there: alarms have no attributes. */
const NO_TEST = [{ 'anything-but': [PATH_TEST_RULE_ID] }, { exists: false }];

/** Where a filter finds the id of the rule. */
const RULE_MEMBERS: Readonly<Record<string, string>> = { MessageAttributes: 'rule', MessageBody: 'ruleId' };

/** Whether the subscription is the one that the hourly tests come back to. */
export function isForTests(subscription: CfnSubscription): boolean {
  return JSON.stringify(policyOf(subscription).rule) === JSON.stringify([PATH_TEST_RULE_ID]);
}

/** Keeps the hourly tests from a subscription. One that asks for certain rules does not get them anyway. */
export function leaveTestsOut(subscription: CfnSubscription): void {
  const member = RULE_MEMBERS[subscription.filterPolicyScope ?? 'MessageAttributes'];
  const policy = policyOf(subscription);
  if (member === undefined || policy[member] !== undefined) return;
  const filterPolicy = { ...policy, [member]: NO_TEST };
  within(subscription, () =>
    checkCombinations(Object.values(filterPolicy).filter((values) => Array.isArray(values))),
  );
  subscription.filterPolicy = filterPolicy;
}

function policyOf(subscription: CfnSubscription): Readonly<Record<string, unknown>> {
  const policy: unknown = Stack.of(subscription).resolve(subscription.filterPolicy);
  return typeof policy === 'object' && policy !== null ? (policy as Record<string, unknown>) : {};
}
