import { AspectPriority, Aspects } from 'aws-cdk-lib';
import type { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { refuseUnlessAcknowledged } from '../preflight/report-finding';

/**
 * How many subscriptions of a topic may have a filter policy, unless the quota was raised.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
const MAX_FILTER_POLICIES = 200;

/** Refuses a topic with more filter policies than SNS takes: asked last, because hourly tests add some to subscriptions without any. */
export function checkFilterPolicies(
  topic: IConstruct,
  subscriptions: () => readonly CfnSubscription[],
): void {
  Aspects.of(topic).add(
    {
      visit: (node) => {
        if (node !== topic) return;
        const filtered = subscriptions().filter(({ filterPolicy }) => filterPolicy !== undefined).length;
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
