import fc from 'fast-check';
import { readBuiltInFiles } from '../../../../bin/generators/built-in-rules';
import { resourceText } from '../../../../lib/core/fact/targets/target';
import { targetsOf } from '../../../../lib/core/fact/targets/targets-of';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import { stopLoggingRecord } from '../../alert/stop-logging-record';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001';

/** Parameters that name something; those of these calls name a request, or what the call is not about. */
const NAMES = /^(?!.*account|task|statement|.*request).*(?:name|id|identifier|arn)$/i;

function textsOf(members: Record<string, unknown>): readonly string[] {
  return targetsOf(stopLoggingRecord({ requestParameters: {}, ...members })).map(resourceText);
}

function ofService(service: string, eventName: string, requestParameters: unknown, more: object = {}) {
  const record = { eventSource: `${service}.amazonaws.com`, eventName, requestParameters, ...more };
  return targetsOf(stopLoggingRecord(record));
}

describe('targetsOf', () => {
  it('names the resources of the record, then the ARNs among its request parameters, each once', () => {
    const resources = [{ ARN: KEY }, { accountId: '', type: 'AWS::S3::Bucket' }, { ARN: KEY }];
    const requestParameters = { keyId: KEY, roleArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess', x: 'main' };
    expect(textsOf({ resources, requestParameters })).toEqual([
      KEY,
      'arn:aws:iam::aws:policy/ReadOnlyAccess',
    ]);
  });

  it('names the ARNs of a list', () => {
    expect(textsOf({ requestParameters: { layers: ['arn:aws:s3:::one', 'arn:aws:s3:::two'] } })).toEqual([
      'arn:aws:s3:::one',
      'arn:aws:s3:::two',
    ]);
  });

  it('leaves out what only looks like an ARN, and what a policy document names', () => {
    const requestParameters = {
      comment: `see ${KEY}`,
      pattern: 'arn:aws:*:::anything here',
      bucketPolicy: { Statement: [{ Resource: 'arn:aws:s3:::inside' }] },
    };
    expect(textsOf({ requestParameters })).toEqual(['111122223333']);
  });

  it('names at most 20', () => {
    const resources = Array.from({ length: 50 }, (_, index) => ({ ARN: `arn:aws:s3:::bucket-${index}` }));
    expect(textsOf({ resources })).toHaveLength(20);
    const items = Array.from({ length: 10_000 }, (_, index) => ({ instanceId: `i-${index}` }));
    expect(ofService('ec2', 'TerminateInstances', { instancesSet: { items } })).toHaveLength(20);
  });

  it.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('makes ARNs of names in %s', (awsRegion, partition) => {
    expect(ofService('ec2', 'StopInstances', { instanceId: 'i-1' }, { awsRegion })).toEqual([
      {
        type: 'AWS::EC2::Instance',
        name: 'i-1',
        arn: `arn:${partition}:ec2:${awsRegion}:111122223333:instance/i-1`,
      },
    ]);
  });

  it('makes no ARN where the record does not tell it, and takes it from the response', () => {
    const user = { type: 'AWS::IAM::User', name: 'bob' };
    expect(ofService('iam', 'DeleteUser', { userName: 'bob' })).toEqual([user]);
    const arn = 'arn:aws:iam::111122223333:user/people/bob';
    const responseElements = { user: { userName: 'bob', arn } };
    expect(ofService('iam', 'CreateUser', { userName: 'bob' }, { responseElements })).toEqual([
      { ...user, arn },
    ]);
  });

  it.each([
    ['kms', 'DisableKey', { keyId: 'alias/main' }, 'arn:aws:kms:eu-west-1:111122223333:alias/main'],
    ['ssm', 'GetParameter', { name: '/a/b' }, 'arn:aws:ssm:eu-west-1:111122223333:parameter/a/b'],
    ['logs', 'DeleteLogGroup', { logGroupName: '/a' }, 'arn:aws:logs:eu-west-1:111122223333:log-group:/a'],
    ['s3', 'PutObjectAcl', { bucketName: 'b', key: 'k/1' }, 'arn:aws:s3:::b/k/1'],
    [
      'sqs',
      'SetQueueAttributes',
      { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/444455556666/orders' },
      'arn:aws:sqs:eu-west-1:444455556666:orders',
    ],
    [
      'ec2',
      'DeleteFlowLogs',
      { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: 'fl-1' } } },
      'arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/fl-1',
    ],
    ['config', 'PutDeliveryChannel', { deliveryChannel: { name: 'default' } }, 'default'],
    ['sts', 'GetCallerIdentity', null, '111122223333'],
    ['new-service', 'DeleteThing', { thingName: 'a', clientToken: 'b' }, 'a'],
    ['ec2', 'EnableSerialConsoleAccess', { EnableSerialConsoleAccessRequest: '' }, '111122223333'],
  ])('knows what %s %s acts on', (service, eventName, parameters, text) => {
    expect(ofService(service, eventName, parameters).map(resourceText)[0]).toBe(text);
  });

  it('puts what a call made first', () => {
    const found = ofService(
      'ec2',
      'RunInstances',
      { instancesSet: { items: [{ imageId: 'ami-1' }] } },
      { responseElements: { instancesSet: { items: [{ instanceId: 'i-1' }] } } },
    );
    expect(found.map(({ type }) => type)).toEqual(['AWS::EC2::Instance', 'AWS::EC2::Image']);
  });

  it('keeps names in one line, and makes no ARN of what is no name', () => {
    expect(ofService('ec2', 'StopInstances', { instanceId: 'i-1\n\u202eadmin' })).toEqual([
      { type: 'AWS::EC2::Instance', name: 'i-1 \\u{202e}admin' },
    ]);
    const [long] = ofService('ec2', 'StopInstances', { instanceId: 'i'.repeat(1_000_000) });
    expect(long?.name).toHaveLength(256);
  });
});

describe('the examples of the built-in rules', () => {
  const records = readBuiltInFiles()
    .flatMap(({ parsed }) => parsed.rules)
    .flatMap(({ rule, examples }) => examples.matching.map(({ record }) => [rule.name, record] as const));

  it('name a resource each, and the account alone only if their parameters name nothing that is shown', () => {
    const found = records.map(([, record]) => [record, targetsOf(record as CloudTrailRecord)] as const);
    expect(found.filter(([, resources]) => resources.length === 0)).toEqual([]);
    const ofAccount = found.filter(([, resources]) =>
      resources.every(({ type }) => type === 'AWS::::Account'),
    );
    const named = ofAccount.flatMap(([{ eventName, requestParameters }]) =>
      Object.entries((requestParameters ?? {}) as object)
        .filter(([parameter, value]) => NAMES.test(parameter) && value !== 'HIDDEN_DUE_TO_SECURITY_REASONS')
        .map(([parameter]) => `${eventName} ${parameter}`),
    );
    expect([ofAccount.length > 20, named]).toEqual([true, []]);
    const unknown = found.filter(([, resources]) => resources.every(({ type }) => type === 'Other'));
    expect(unknown.length).toBeLessThan(found.length / 6);
  });

  it('have a type and a name each, whatever any member of them is replaced by', () => {
    const wrong = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('x'.repeat(100_000), '\u0000\u202e\n', Array(10_000).fill(KEY), { items: [null, 7] }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...records), fc.nat(), wrong, ([, record], at, value) => {
        const roots = ['requestParameters', 'responseElements', 'resources'];
        const root = roots[at % roots.length] ?? '';
        const members = Object.entries((record[root] ?? {}) as object);
        const [name = 'name'] = members[at % Math.max(1, members.length)] ?? [];
        const damaged = {
          ...record,
          [root]: at % 7 === 0 ? value : { ...Object.fromEntries(members), [name]: value },
        };
        const found = targetsOf(damaged as unknown as CloudTrailRecord);
        expect(found.length).toBeLessThanOrEqual(20);
        expect(found.filter(({ name: told }) => told === '' || /[\p{Cc}\u202e]/u.test(told))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

test.each([
  ['connect', 'DeleteUser', { instanceId: '0a1b2c3d-0000-4000-8000-000000000001', userId: 'u-1' }],
  ['servicediscovery', 'DeregisterInstance', { serviceId: 'srv-1', instanceId: 'web' }],
  ['ds', 'DeleteSnapshot', { snapshotId: 's-9067680000' }],
  ['dms', 'CreateInstanceProfile', { instanceProfileName: 'small' }],
  ['datasync', 'CreateLocationObjectStorage', { bucketName: 'exfil', serverHostname: 'minio.example.com' }],
])(
  'what another service names by a word of EC2, IAM or S3 is none of theirs: %s %s',
  (service, call, request) => {
    const resources = ofService(service, call, request);
    expect(resources[0]).toEqual({ type: 'Other', name: Object.values(request)[0] });
    expect(resources.map(({ type }) => type)).toEqual(resources.map(() => 'Other'));
  },
);

test('a managed node of Systems Manager is no instance of EC2', () => {
  const arn = 'arn:aws:ssm:eu-west-1:111122223333:managed-instance/mi-0123456789abcdef0';
  const node = { type: 'Other', name: 'mi-0123456789abcdef0', arn };
  expect(ofService('ssm', 'StartSession', { target: node.name })).toEqual([node]);
  expect(ofService('ssm', 'SendCommand', { instanceIds: [node.name, 'i-0123456789abcdef0'] })).toEqual([
    node,
    {
      type: 'AWS::EC2::Instance',
      name: 'i-0123456789abcdef0',
      arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0',
    },
  ]);
});
