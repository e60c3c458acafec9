import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import { toChange, toMeans } from '../../../../lib/core/scan/change/change';
import { managerIn } from '../../../../lib/core/scan/change/managed-resources';

const RECORD: CloudTrailRecord = {
  ...{ eventTime: '2026-08-17T14:00:00Z', eventSource: 'ec2.amazonaws.com', awsRegion: 'eu-west-1' },
  ...{ recipientAccountId: '111122223333', readOnly: false },
};

it.each<[string, object, string[]]>([
  ['RunInstances', { instanceType: 't3.micro', subnetId: 'subnet-1' }, ['i-1']],
  ['AuthorizeSecurityGroupIngress', { groupId: 'sg-1', ipPermissions: {} }, ['sg-1']],
  ['CreateRoute', { routeTableId: 'rtb-1', gatewayId: 'igw-1' }, ['rtb-1']],
  ['ModifyVpcAttribute', { vpcId: 'vpc-1' }, ['vpc-1']],
])('%s changes what it is about', (eventName, requestParameters, names) => {
  const responseElements =
    eventName === 'RunInstances'
      ? { instancesSet: { items: [{ instanceId: 'i-1', subnetId: 'subnet-1' }] } }
      : null;
  const change = toChange({ ...RECORD, eventName, requestParameters, responseElements } as CloudTrailRecord);
  expect(change?.resources.map(({ name }) => name)).toEqual(names);
});

it.each<[string, CloudTrailRecord]>([
  ['what reads', { readOnly: true, eventName: 'ListRoles' }],
  ['what reads in an old record', { readOnly: undefined, eventName: 'GetBucketAcl' } as never],
  ['data events', { eventName: 'PutObject', eventCategory: 'Data' }],
  ['data events of old records', { eventName: 'PutObject', managementEvent: false }],
  ['what uses a resource', { eventName: 'StartQueryExecution' }],
  ['a sign-in', { eventName: 'ConsoleLogin' }],
  ['an insight', { eventCategory: 'Insight' }],
])('is no change: %s', (_, members) => {
  expect(toChange({ ...RECORD, ...members })).toBeUndefined();
});

const USER = { type: 'IAMUser' };
const ROLE = { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/ci' };
const SSO = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_A_0123456789abcdef/ann',
};

it.each<[string, CloudTrailRecord]>([
  ['CloudFormation', { userIdentity: { ...ROLE, invokedBy: 'cloudformation.amazonaws.com' } }],
  ['CloudFormation', { userIdentity: ROLE, sourceIPAddress: 'cloudformation.amazonaws.com' }],
  ['Terraform', { userIdentity: USER, userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }],
  ['OpenTofu', { userIdentity: ROLE, userAgent: 'OpenTofu/1.8' }],
  ['Pulumi', { userIdentity: ROLE, userAgent: 'APN/1.0 Pulumi/1.0' }],
  ['Pulumi', { userIdentity: ROLE, userAgent: 'APN/1.0 Pulumi/1.0 terraform-provider-aws/dev' }],
  ['person', { userIdentity: USER, userAgent: 'terraformer/0.8.24 aws-sdk-go-v2/1.30' }],
  ['service', { userIdentity: { ...ROLE, invokedBy: 'autoscaling.amazonaws.com' } }],
  ['service', { userIdentity: { type: 'AWSService' } }],
  ['service', { userIdentity: { type: 'Root' }, sourceIPAddress: 'organizations.amazonaws.com' }],
  ['console', { userIdentity: ROLE, sessionCredentialFromConsole: 'true' }],
  ['console', { userIdentity: ROLE, userAgent: 'console.amazonaws.com' }],
  ['person', { userIdentity: USER, userAgent: 'aws-cli/2.17' }],
  ['person', { userIdentity: SSO, userAgent: 'aws-cli/2.17' }],
  ['program', { userIdentity: ROLE, userAgent: 'aws-cli/2.17' }],
  ['program', {}],
])('a call is made by %s', (means, members) => {
  expect(toMeans(members)).toBe(means);
});

it.each([
  ['Shop-Api1A2B3C4D-AbCdEfGhIjKl', 'Shop'],
  ['shop-data1a2b3c4d-1f6wqk8z9xyz', 'shop'],
  ['acme-data-logs-111122223333', ''],
  ['acme-payments-notifications', ''],
])('the stack of a name is known if CloudFormation made the name: %s', (bucketName, stack) => {
  const record = {
    ...{ ...RECORD, eventSource: 's3.amazonaws.com', eventName: 'CreateBucket' },
    ...{
      userIdentity: { ...ROLE, invokedBy: 'cloudformation.amazonaws.com' },
      requestParameters: { bucketName },
    },
  } as CloudTrailRecord;
  const change = toChange(record) as NonNullable<ReturnType<typeof toChange>>;
  expect(change.resources.map((each) => managerIn({ change, record }, each)?.name)).toEqual([stack]);
});
