import { renderObject } from '../../../../lib/core/alert/from-record/render-object';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import { chanceOf } from '../../../lambda/chance';
import { shuffled } from '../../correlation/random-correlation';

/** From the likeliest object on. */
const KEYS = [
  'policyArn',
  'userName',
  'roleName',
  'bucketName',
  'keyId',
  'vpcId',
  'dBClusterIdentifier',
  'accountId',
];
const WORDS = ['policy', 'user', 'role', 'bucket', 'key', 'VPC', 'DB cluster', 'account'];

function rendered(requestParameters: object): string {
  return renderObject({ eventName: 'Change', requestParameters } as CloudTrailRecord, 'change settings');
}

/** What a call does something in, with or from. */
const JOINING: Readonly<Record<string, string>> = {
  'backup vault': 'in',
  bucket: 'in',
  image: 'from',
  'log group': 'in',
  role: 'with',
  'route table': 'in',
  subnet: 'in',
  VPC: 'in',
};

test('names the two likeliest objects, whatever else a request has and in whatever order', () => {
  const chance = chanceOf(1);
  for (let round = 0; round < 200; round++) {
    const places = KEYS.map((_, place) => place).filter(() => chance() < 0.5);
    const parameters = places.map((place) => [KEYS[place], `value-${place}`]);
    const others = [
      ['maxItems', 'a'],
      ['__proto__', 'b'],
      ['constructor', 'c'],
    ];
    const text = rendered(Object.fromEntries(shuffled(chance, [...parameters, ...others])));
    const [first, second] = places;
    const words = (place: number) => `${WORDS[place]} 'value-${place}'`;
    const joined = (place: number | undefined) =>
      place === undefined ? '' : ` ${JOINING[WORDS[place] ?? ''] ?? 'of'} ${words(place)}`;
    expect(text).toBe(`${joined(first)}${joined(second)}`);
  }
});

test.each([
  [{ userName: 'small', UserName: 'large' }, " of user 'small'"],
  [{ UserName: 'large', userName: 'small' }, " of user 'small'"],
  [{ UserName: 'large', userName: '' }, " of user 'large'"],
  [{ UserName: { content: 'listed' } }, " of user 'listed'"],
  [{ UserName: [{ content: 'listed' }] }, " of user 'listed'"],
  [{ UserName: 7 }, ''],
  [{ username: 'other' }, ''],
])('reads a key in both letter cases of its first letter: %j', (parameters, expected) => {
  expect(rendered(parameters)).toBe(expected);
});

test.each([
  ['ec2.amazonaws.com', { groupId: 'sg-1' }, " of security group 'sg-1'"],
  ['sso-directory.amazonaws.com', { groupId: 'g-1' }, " of group 'g-1'"],
  ['identitystore.amazonaws.com', { groupId: 'g-1' }, " of group 'g-1'"],
  ['s3.amazonaws.com', { key: 'a.txt', bucketName: 'b' }, " of object 'a.txt' in bucket 'b'"],
  ['example.amazonaws.com', { key: 'a' }, " of key 'a'"],
])('takes a key for what it means in its service: %s %j', (eventSource, requestParameters, expected) => {
  expect(renderObject({ eventSource, requestParameters } as CloudTrailRecord, 'change settings')).toBe(
    expected,
  );
});

const FILE_SYSTEM = { type: 'AWS::EFS::FileSystem', name: 'fs-1' };

function fileSystems(count: number) {
  return Array.from({ length: count }, (_, at) => ({ ...FILE_SYSTEM, name: `fs-${at + 1}` }));
}

test.each([
  ['delete file system', {}, [FILE_SYSTEM], " 'fs-1'"],
  [
    'delete mount target',
    {},
    [FILE_SYSTEM, { ...FILE_SYSTEM, name: 'fs-2' }],
    " of file system 'fs-1' and 1 more",
  ],
  ['delete mount target', {}, fileSystems(19), " of file system 'fs-1' and 18 more"],
  ['delete mount target', {}, fileSystems(20), " of file system 'fs-1' and at least 19 more"],
  ['delete it', {}, [{ type: 'Other', name: 'x' }], " 'x'"],
  ['delete it', {}, [{ type: 'AWS::::Account', name: '111122223333' }], ''],
  ['delete it', {}, [{ type: 'Other', name: '*' }], ''],
  ['delete it', { userName: 'bob' }, [{ type: 'AWS::IAM::User', name: 'bob' }], " of user 'bob'"],
  ['delete it', { roleName: 'r' }, [FILE_SYSTEM], " with role 'r' of file system 'fs-1'"],
  ['delete file system', { roleName: 'r' }, [FILE_SYSTEM], " 'fs-1' with role 'r'"],
  ['create group', { groupName: 'g' }, [{ type: 'AWS::IAM::Group', name: 'AGPA1' }], " 'g' ('AGPA1')"],
  ['subscribe', { topicArn: 'arn:aws:sns:eu-west-1:111122223333:t' }, [], " to topic 't'"],
  ['scan', {}, [{ type: 'AWS::DynamoDB::Table', name: 'orders' }], " table 'orders'"],
])(
  'tells the first resource of a call "%s" %j about %j if no parameter does',
  (tried, request, resources, expected) => {
    const record = { recipientAccountId: '111122223333', requestParameters: request } as CloudTrailRecord;
    expect(renderObject(record, tried, resources)).toBe(expected);
  },
);

const KNOWLEDGE_BASE = { type: 'Other', name: 'KB1' };

test.each([
  [
    'update data source',
    { knowledgeBaseId: 'KB1', dataSourceId: 'DS1' },
    [KNOWLEDGE_BASE, { type: 'Other', name: 'DS1' }],
    " 'DS1' of knowledge base 'KB1'",
  ],
  ['update data source', { knowledgeBaseId: 'KB1' }, [KNOWLEDGE_BASE], " of knowledge base 'KB1'"],
  ['ingest knowledge base documents', { knowledgeBaseId: 'KB1' }, [KNOWLEDGE_BASE], " of 'KB1'"],
  [
    'delete table',
    { keyspaceName: 'k', tableName: 't' },
    [
      { type: 'Other', name: 'k' },
      { type: 'Other', name: 't' },
    ],
    " 't' of keyspace 'k'",
  ],
  [
    'revoke certificate',
    { certificateAuthorityArn: 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/x' },
    [{ type: 'Other', name: 'x', arn: 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/x' }],
    " of certificate authority 'x'",
  ],
  ['copy snapshot', { sourceSnapshotName: 's' }, [{ type: 'Other', name: 's' }], " 's'"],
  ['create application', { displayName: 'a' }, [{ type: 'Other', name: 'a' }], " 'a'"],
  ['buy Savings Plan', { savingsPlanOfferingId: 'a' }, [{ type: 'Other', name: 'a' }], " 'a'"],
])('calls what a parameter names by the parameter: "%s" %j', (tried, request, resources, expected) => {
  const record = {
    recipientAccountId: '111122223333',
    requestParameters: request,
  } as unknown as CloudTrailRecord;
  expect(renderObject(record, tried, resources)).toBe(expected);
});

test.each([
  ['create DB proxy', { dBProxyName: 'p', roleArn: 'r' }, " 'p' with role 'r'"],
  ['delete filter', { detectorId: 'd', filterName: 'noise' }, " 'noise' of detector 'd'"],
  ['delete policy version', { policyArn: 'p', versionId: 'v2' }, " 'v2' of policy 'p'"],
  ['attach VPN gateway', { vpnGatewayId: 'vgw-1', vpcId: 'vpc-1' }, " 'vgw-1' to VPC 'vpc-1'"],
  ['delete user', { instanceId: 'i', userId: 'HIDDEN_DUE_TO_SECURITY_REASONS' }, " of instance 'i'"],
  ['delete user', { instanceId: 'i', securityProfileId: 's' }, " of instance 'i'"],
])('names what the call itself is about before what that is in: "%s" %j', (tried, request, expected) => {
  const record = { requestParameters: request } as unknown as CloudTrailRecord;
  expect(renderObject(record, tried)).toBe(expected);
});
