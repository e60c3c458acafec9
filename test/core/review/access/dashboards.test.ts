import { changesOf } from '../edited-template';

const TEMPLATE = {
  Resources: {
    Dashboard: { Type: 'AWS::CloudTrail::Dashboard', Properties: { Name: 'security' } },
    Policy: {
      Type: 'AWS::CloudTrail::ResourcePolicy',
      Properties: {
        ResourceArn: { Ref: 'Dashboard' },
        ResourcePolicy: {
          Statement: [
            {
              ...{ Effect: 'Allow', Action: 'cloudtrail:StartDashboardRefresh' },
              Principal: { Service: 'cloudtrail.amazonaws.com' },
              Condition: { StringEquals: { 'AWS:SourceAccount': '111122223333' } },
            },
          ],
        },
      },
    },
  },
};

test('a dashboard that services refresh for any account is weaker', () => {
  const changes = changesOf(TEMPLATE, ({ Resources }) => {
    delete Resources.Policy.Properties.ResourcePolicy.Statement[0].Condition;
  });
  expect(changes).toEqual([
    'weaker access-widened: cloudtrail.amazonaws.com may read dashboard Audit/Dashboard: cloudtrail:StartDashboardRefresh; by statement 1 of the resource policy Audit/Policy',
  ]);
});
