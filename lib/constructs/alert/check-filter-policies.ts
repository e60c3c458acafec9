import { AspectPriority, Aspects, Stack } from 'aws-cdk-lib';
import type { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { PATH_TEST_RULE_ID, PATH_TEST_RULE_NAME } from '../../core/alert/operational/test-alerts';
import { nearestWord } from '../../core/problem/nearest-word';
import { someOf } from '../../core/safe-text/one-line';
import { errorAt, within } from '../preflight/construct-error';
import { refuseUnlessAcknowledged, warnOf } from '../preflight/report-finding';
import { knownRules } from '../rule/known-rules';
import { checkCombinations } from './alert-filter';

/**
 * The default quota of filter policies per topic.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
const MAX_FILTER_POLICIES = 200;

/**
 * Throws if a topic has more filter policies than SNS allows, and warns of filters by the name or id of a rule that is nearly that of a known
 * one. Checked last, because hourly tests add filter policies to subscriptions without one, and rules may be added later than filters.
 */
export function checkFilterPolicies(
  topic: IConstruct,
  subscriptions: () => readonly CfnSubscription[],
): void {
  Aspects.of(topic).add(
    {
      visit: (node) => {
        if (node !== topic) return;
        const policies = subscriptions().filter(({ filterPolicy }) => filterPolicy !== undefined);
        warnOfMisspelledRules(topic, policies);
        const filtered = policies.length;
        if (filtered <= MAX_FILTER_POLICIES) return;
        refuseUnlessAcknowledged(
          topic,
          'filterPolicies',
          `the alert topic has ${filtered} subscriptions with a filter policy`,
        );
      },
    },
    { priority: AspectPriority.READONLY },
  );
}

function warnOfMisspelledRules(topic: IConstruct, subscriptions: readonly CfnSubscription[]): void {
  const named = subscriptions
    .map(policyOf)
    .flatMap((policy) => [
      ...textsOf(policy[RULE_NAME]).map((text) => ({ text, isName: true })),
      ...textsOf(policy[RULE_MEMBERS.MessageAttributes ?? '']).map((text) => ({ text, isName: false })),
    ]);
  if (named.length === 0) return;
  const { names, ids } = knownRules(topic);
  const found = named.flatMap(({ text, isName }) => {
    const known = isName ? names : ids;
    const nearest = known.has(text) ? undefined : nearestWord(text, known);
    return nearest === undefined ? [] : [`'${text}', where '${nearest}' is a rule`];
  });
  const each = [...new Set(found)];
  if (each.length > 0)
    warnOf(topic, 'filterOfUnknownRule', `a filter of alerts names ${someOf(each, MAX_NAMED)}`);
}

function textsOf(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}

/** The maximum number of names in a message. */
const MAX_NAMED = 8;

/** A value that is not the test's, or no value: alarms have no attributes. */
function noTest(value: string): readonly unknown[] {
  return [{ 'anything-but': [value] }, { exists: false }];
}

/** The attribute that contains the id of the rule. */
const RULE_MEMBERS: Readonly<Record<string, string>> = { MessageAttributes: 'rule', MessageBody: 'ruleId' };

/** The attribute, and the member of the document, that contains its name. */
const RULE_NAME = 'ruleName';

/** Whether the subscription is the one that receives the hourly tests. */
export function isForTests(subscription: CfnSubscription): boolean {
  return [policyOf(subscription).rule].flat()[0] === PATH_TEST_RULE_ID;
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_KEYS = 5;

/**
 * Keeps the hourly tests from a subscription. One that asks for certain other rules, by id or by name, does not get them anyway; where
 * an id may be any but some, or begin somehow, the name is asked for, too. One that names the test gets it.
 */
export function leaveTestsOut(subscription: CfnSubscription): void {
  const id = RULE_MEMBERS[subscription.filterPolicyScope ?? 'MessageAttributes'];
  const policy = policyOf(subscription);
  if (id === undefined || [policy[id]].flat().includes(PATH_TEST_RULE_ID)) return;
  if (isOfOthers(policy[id], PATH_TEST_RULE_ID) || isOfOthers(policy[RULE_NAME], PATH_TEST_RULE_NAME)) return;
  const [member, own] = policy[id] === undefined ? [id, PATH_TEST_RULE_ID] : [RULE_NAME, PATH_TEST_RULE_NAME];
  if (policy[member] !== undefined) {
    throw errorAt(
      subscription,
      `the filter policy has '${id}' and '${RULE_NAME}', but hourly tests may match both; leave one of them out, or set ` +
        'testAlerts: false of the log processor',
    );
  }
  const filterPolicy = { ...policy, [member]: noTest(own) };
  checkKeys(subscription, filterPolicy);
  within(subscription, () =>
    checkCombinations(Object.values(filterPolicy).filter((values) => Array.isArray(values))),
  );
  subscription.filterPolicy = filterPolicy;
}

/** Whether the test's value fulfils none of what a policy asks for. */
function isOfOthers(values: unknown, own: string): boolean {
  return (
    Array.isArray(values) &&
    values.every((value) =>
      typeof value === 'string'
        ? value !== own
        : value?.exists === false || [value?.['anything-but']].flat().includes(own),
    )
  );
}

function checkKeys(subscription: CfnSubscription, filterPolicy: object): void {
  const keys = Object.keys(filterPolicy);
  if (keys.length <= MAX_KEYS) return;
  throw errorAt(
    subscription,
    `the filter policy has ${keys.length} keys (${keys.join(', ')}), including the one that excludes hourly tests, but SNS allows ` +
      `at most ${MAX_KEYS}; filter by fewer, or set testAlerts: false of the log processor`,
  );
}

function policyOf(subscription: CfnSubscription): Readonly<Record<string, unknown>> {
  const policy: unknown = Stack.of(subscription).resolve(subscription.filterPolicy);
  return typeof policy === 'object' && policy !== null ? (policy as Record<string, unknown>) : {};
}
