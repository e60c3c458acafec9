import { Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { AddToResourcePolicyResult } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { toBudgetKeyStatement, toBudgetTopicStatement } from '../../core/policy/topic-statements';
import type { IAlertTopic } from '../alert/alert-topic';
import { checkBounds } from '../preflight/check-bounds';
import { partitionOfRegion } from '../preflight/check-partition';
import { isKnownDifference } from '../preflight/preflight-check';
import { toPolicyStatement } from '../statement/policy-length';

/** Of what Budgets notifies: costs so far, and those that it expects by the end of the month, in percent of the budget. */
const NOTIFICATIONS = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'ACTUAL', threshold: 100 },
  { notificationType: 'FORECASTED', threshold: 100 },
] as const;

/**
 * Creates a monthly budget of CloudTrail's costs that notifies the topic of the alerts.
 *
 * @param monthlyBudget in US dollars
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
 */
export function createMonthlyBudget(scope: Construct, monthlyBudget: number, { topic }: IAlertTopic): void {
  const { account, region } = Stack.of(scope);
  checkBounds([
    { property: 'monthlyBudget', value: monthlyBudget, least: 1, most: 1_000_000_000, unit: ' dollars' },
  ]);
  const partition = partitionOfRegion(region);
  if (partition !== undefined && partition !== 'aws') {
    throw new Error(
      `monthlyBudget is set, and the stack is of the partition '${partition}', where CloudFormation has no AWS Budgets; leave it out`,
    );
  }
  if (isKnownDifference(topic.env.account, account)) {
    throw new Error(
      `monthlyBudget is set, and alertTopic is of account '${topic.env.account}'; AWS Budgets notifies topics of its own account only, so leave it out`,
    );
  }
  const results = [
    topic.addToResourcePolicy(toPolicyStatement(toBudgetTopicStatement(topic.topicArn, account))),
    ...(topic.masterKey === undefined
      ? []
      : [topic.masterKey.addToResourcePolicy(toPolicyStatement(toBudgetKeyStatement(account)))]),
  ];
  for (const result of results) checkAdded(result, topic.node.path);
  const budget = new CfnBudget(scope, 'Budget', {
    budget: {
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: monthlyBudget, unit: 'USD' },
      costFilters: { Service: ['AWS CloudTrail'] },
    },
    notificationsWithSubscribers: NOTIFICATIONS.map((notification) => ({
      notification: { ...notification, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
      subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
    })),
  });
  // Budgets tries whether it may publish
  const policy = topic.node.tryFindChild('Policy');
  if (policy !== undefined) budget.node.addDependency(policy);
}

function checkAdded({ statementAdded }: AddToResourcePolicyResult, path: string): void {
  if (statementAdded) return;
  throw new Error(
    `monthlyBudget is set, and the policy of the topic '${path}', or of its key, cannot be changed from this app, so that AWS Budgets could not publish; give a topic of this app, or leave monthlyBudget out`,
  );
}
