import { neededActions } from '../../../../lib/core/policy/permission/needed-actions';
import { readCalls } from '../../calls/read-calls';

test.each([
  ['ec2', 'RunInstances', { tagSpecificationSet: { items: [{}] } }, 'ec2:RunInstances ec2:CreateTags'],
  ['ec2', 'RunInstances', {}, 'ec2:RunInstances'],
  ['ec2', 'CreateTags', { tagSet: { items: [{}] } }, 'ec2:CreateTags'],
  ['iam', 'CreateRole', { tags: [{ key: 'a' }] }, 'iam:CreateRole iam:TagRole'],
  ['iam', 'TagRole', { tags: [{ key: 'a' }] }, 'iam:TagRole'],
  ['cloudtrail', 'CreateTrail', { tagsList: [{ key: 'a' }] }, 'cloudtrail:CreateTrail cloudtrail:AddTags'],
  ['cloudtrail', 'CreateTrail', { tagsList: [] }, 'cloudtrail:CreateTrail'],
  [
    'sts',
    'AssumeRole',
    { sourceIdentity: 'bob', tags: [{ key: 'a' }] },
    'sts:AssumeRole sts:TagSession sts:SetSourceIdentity',
  ],
  ['s3', 'DeleteObject', { versionId: 'v1' }, 's3:DeleteObjectVersion'],
  ['s3', 'HeadObject', { versionId: 'v1' }, 's3:GetObjectVersion'],
  ['s3', 'GetObjectAttributes', { versionId: 'v1' }, 's3:GetObjectVersion s3:GetObjectVersionAttributes'],
  ['secretsmanager', 'GetSecretValue', { versionId: 'v1' }, 'secretsmanager:GetSecretValue'],
  ['rdsdata', 'ExecuteStatement', {}, 'rds-data:ExecuteStatement'],
  ['budgets', 'CreateBudget', {}, 'budgets:ModifyBudget'],
  ['budgets', 'DescribeBudgets', {}, 'budgets:ViewBudget'],
  ['budgets', 'DescribeBudgetActionsForBudget', {}, 'budgets:DescribeBudgetActionsForBudget'],
  ['cloudcontrolapi', 'CreateResource', {}, 'cloudformation:CreateResource'],
  ['agreement-marketplace', 'SearchAgreements', {}, 'aws-marketplace:SearchAgreements'],
  ['servicecatalog-appregistry', 'ListApplications', {}, 'servicecatalog:ListApplications'],
])('%s %s %j', (service, eventName, requestParameters, actions) => {
  const record = { eventSource: `${service}.amazonaws.com`, eventName, requestParameters };
  expect(neededActions(record, readCalls()).join(' ')).toBe(actions);
});

// https://docs.aws.amazon.com/autoscaling/application/userguide/logging-using-cloudtrail.html
test.each([
  [
    { service: 'application-autoscaling' },
    'RegisterScalableTarget',
    'application-autoscaling:RegisterScalableTarget',
  ],
  [{ service: 'autoscaling-plans' }, 'CreateScalingPlan', 'autoscaling-plans:CreateScalingPlan'],
  [undefined, 'UpdateAutoScalingGroup', 'autoscaling:UpdateAutoScalingGroup'],
])('Auto Scaling with %j: %s', (additionalEventData, eventName, action) => {
  const record = { eventSource: 'autoscaling.amazonaws.com', eventName, additionalEventData };
  expect(neededActions(JSON.parse(JSON.stringify(record)), readCalls())).toEqual([action]);
});

test('the service of IAM is the one of the event source, by its own name or by the models', () => {
  const calls = readCalls();
  const record = (source: string) => ({ eventSource: `${source}.amazonaws.com`, eventName: 'ListThings' });
  const sources = ['bedrock-agent', 'appconfigdata', 'pinpoint', 'autoscaling', 'monitoring', 'api.ecr'];
  const prefixes = sources.map((source) => neededActions(record(source) as never, calls)[0]?.split(':')[0]);
  expect(prefixes).toEqual(['bedrock', 'appconfig', 'mobiletargeting', 'autoscaling', 'cloudwatch', 'ecr']);
});
