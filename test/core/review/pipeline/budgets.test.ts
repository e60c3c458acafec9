import { changesOf, FILTERED_TRAIL, type Json } from '../edited-template';

const TEMPLATE = structuredClone(FILTERED_TRAIL) as Json;
TEMPLATE.Resources.Budget = {
  Type: 'AWS::Budgets::Budget',
  Properties: {
    Budget: { BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 500, Unit: 'USD' } },
    NotificationsWithSubscribers: [
      {
        Notification: { NotificationType: 'ACTUAL', ComparisonOperator: 'GREATER_THAN', Threshold: 80 },
        Subscribers: [{ SubscriptionType: 'SNS', Address: { Ref: 'Topic' } }],
      },
    ],
  },
};

function edited(edit: (resources: Json) => void): readonly string[] {
  return changesOf(TEMPLATE, ({ Resources }) => edit(Resources)).filter((each) => !/cost-/.test(each));
}

const limit = (amount: number) => (resources: Json) => {
  resources.Budget.Properties.Budget.BudgetLimit.Amount = amount;
};

test('a budget that announces costs later, or is gone, is weaker, and a lower one is not', () => {
  expect(edited(limit(500_000))).toEqual([
    expect.stringMatching(/^weaker delivery-weakened: monthly budget .* 500 → 500000/),
  ]);
  expect(edited(limit(1_001))).toEqual([expect.stringMatching(/^weaker /)]);
  expect(edited(limit(1_000))).toEqual([expect.stringMatching(/^changed .* 500 → 1000/)]);
  expect(edited(limit(100))).toEqual([expect.stringMatching(/^stronger /)]);
  expect(
    edited((resources) => {
      delete resources.Budget;
    }),
  ).toEqual([expect.stringMatching(/^weaker .*higher costs are no longer announced/)]);
});
