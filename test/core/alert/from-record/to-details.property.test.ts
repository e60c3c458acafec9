import fc from 'fast-check';
import { readBuiltInFiles } from '../../../../bin/generators/built-in-rules';
import { toAlert } from '../../../../lib/core/alert/from-record/to-alert';
import { toDetails } from '../../../../lib/core/alert/from-record/to-details';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import { cases } from '../../../jest/cases';
import { STOPPED } from '../sample-alert';
import { stopLoggingRecord } from '../stop-logging-record';

function detailsOf(requestParameters: unknown, more: object = {}) {
  return toDetails(stopLoggingRecord({ requestParameters, ...more }));
}

test.each<[string, object, object]>([
  [
    'with whom a snapshot is shared',
    { createVolumePermission: { add: { items: [{ userId: '444455556666' }, { group: 'all' }] } } },
    { sharedWith: ['444455556666', 'all'], otherAccounts: ['444455556666'] },
  ],
  ['with whom a database snapshot is shared', { valuesToAdd: ['all'] }, { sharedWith: ['all'] }],
  [
    'which ports are open to which ranges',
    {
      ipPermissions: {
        items: [
          { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } },
          { ipProtocol: '-1', ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] } },
          { ipProtocol: 'udp', fromPort: 0, toPort: 65535 },
        ],
      },
    },
    {
      ...{ ranges: ['0.0.0.0/0', '::/0'], ports: ['tcp 22', 'all', 'udp 0-65535'] },
      openings: ['all for ::/0', 'tcp 22 for 0.0.0.0/0'],
    },
  ],
  [
    'the one rule of a call without a list of rules',
    { groupId: 'sg-1', ipProtocol: 'tcp', fromPort: 22, toPort: 23, cidrIp: '0.0.0.0/0' },
    { ranges: ['0.0.0.0/0'], ports: ['tcp 22-23'] },
  ],
  [
    'the group that the one rule of a call names',
    { groupName: 'web', ipProtocol: 'icmp', fromPort: -1, toPort: -1, sourceSecurityGroupName: 'other' },
    { groups: ['other'], ports: ['icmp'] },
  ],
  [
    'which ports are open to which groups and prefix lists',
    {
      ipPermissions: {
        items: [
          { ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, groups: { items: [{ groupId: 'sg-2' }] } },
          { ipProtocol: 'tcp', fromPort: 22, prefixListIds: { items: [{ prefixListId: 'pl-3' }] } },
        ],
      },
    },
    {
      ...{ groups: ['sg-2', 'pl-3'], ports: ['tcp 5432', 'tcp 22'] },
      openings: ['tcp 5432 for sg-2', 'tcp 22 for pl-3'],
    },
  ],
  ['to which range a database is opened', { cIDRIP: '0.0.0.0/0' }, { ranges: ['0.0.0.0/0'] }],
  [
    'to which group a database is opened',
    { dBSecurityGroupName: 'main', eC2SecurityGroupId: 'sg-4' },
    { groups: ['sg-4'] },
  ],
  [
    'which ports an entry of a network ACL opens',
    { aclProtocol: '6', portRange: { from: 22, to: 22 }, ipv6CidrBlock: '::/0' },
    { ranges: ['::/0'], ports: ['tcp 22'] },
  ],
  [
    'that an entry of a network ACL is about every port',
    { aclProtocol: '-1', cidrBlock: '0.0.0.0/0' },
    { ranges: ['0.0.0.0/0'], ports: ['all'] },
  ],
  [
    'the changed rule of a security group',
    {
      SecurityGroupRule: {
        SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, CidrIpv4: '0.0.0.0/0' },
      },
    },
    { ranges: ['0.0.0.0/0'], ports: ['tcp 3389'] },
  ],
  [
    'who is trusted',
    {
      assumeRolePolicyDocument: JSON.stringify({
        Statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' },
      }),
    },
    { statements: ['Allow sts:AssumeRole for everyone without a condition'] },
  ],
  [
    'what a policy allows',
    {
      policyDocument: JSON.stringify({
        Statement: [
          {
            Effect: 'Allow',
            Action: ['a:1', 'a:2', 'a:3', 'a:4'],
            Resource: '*',
            Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
          },
          { Effect: 'Deny', NotAction: 'iam:*', NotResource: 'x' },
        ],
      }),
    },
    {
      statements: [
        'Allow a:1, a:2, a:3 and 1 more on * if aws:MultiFactorAuthPresent',
        'Deny all but iam:* on all but x',
      ],
    },
  ],
  [
    'which selectors a trail has',
    { eventSelectors: [{ readWriteType: 'All', includeManagementEvents: false }] },
    { selectors: ['includeManagementEvents: false', 'readWriteType: All'] },
  ],
  [
    'what is switched off, before what is switched on',
    { resourceTypeOptInPreference: { EBS: true, RDS: false, odd: 'x' } },
    { settings: ['RDS: false', 'EBS: true'] },
  ],
  [
    'the attributes of a load balancer',
    { attributes: [{ key: 'deletion_protection.enabled', value: 'false' }, { name: 'a', value: 'b' }, 7] },
    { settings: ['deletion_protection.enabled: false'] },
  ],
  [
    'which status is set',
    { status: 'PAUSED', enable: false },
    { settings: ['status: PAUSED', 'enable: false'] },
  ],
  ['where data goes', { serverHostname: 'storage.example.com' }, { deliversTo: ['storage.example.com'] }],
  ['which settings are chosen', { publiclyAccessible: true }, { settings: ['publiclyAccessible: true'] }],
  ['nothing of what it does not know', { masterUserPassword: 'hunter2', name: 'main' }, {}],
])('a call tells %s', (_name, requestParameters, details) => {
  expect(detailsOf(requestParameters)).toEqual(details);
});

describe('of a call that opens many ranges', () => {
  const rangesOf = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ cidrIp: `10.0.0.${at}/32` }));
  const opened = (count: number) => ({
    groupId: 'sg-1',
    ipPermissions: {
      items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: rangesOf(count) } }],
    },
  });

  test.each([
    [2, undefined, 'tcp 22 for 10.0.0.0/32, 10.0.0.1/32)'],
    [10, undefined, 'tcp 22 for 10.0.0.0/32, 10.0.0.1/32 and 8 more)'],
    [11, ['ranges'], 'tcp 22 for 10.0.0.0/32, 10.0.0.1/32 and at least 9 more)'],
    [200, ['ranges'], 'tcp 22 for 10.0.0.0/32, 10.0.0.1/32 and at least 9 more)'],
  ])('%s in all, it is told whether those that are listed are all', (count, more, words) => {
    const record = stopLoggingRecord({
      ...{ eventSource: 'ec2.amazonaws.com', eventName: 'AuthorizeSecurityGroupIngress' },
      requestParameters: opened(count),
    });
    const alert = toAlert(STOPPED, record, { route: 'log-file', source: {} });
    expect(alert.details?.ranges).toHaveLength(Math.min(count, 10));
    expect(alert.details?.more).toEqual(more);
    expect(alert.summary).toContain(words);
  });
});

test.each([
  ['ranges', '0.0.0.0/0', { cidrIp: [...hosts(300), '10.0.0.0/8', '0.0.0.0/0'] }],
  ['ranges', '::/0', { cidrIp: [...hosts(300), '2001:db8::/32'], ipv6CidrBlock: '::/0' }],
  ['sharedWith', 'all', { valuesToAdd: [...hosts(300), 'all'] }],
  ['sharedWith', '*', { principals: hosts(300), principal: '*' }],
  ['ports', 'all', { ipPermissions: { items: [...ports(300), { ipProtocol: '-1' }] } }],
  ['ports', 'tcp 0-65535', { ipPermissions: { items: [...ports(300), port(9, 99), port(0, 65_535)] } }],
  [
    'statements',
    'Allow * for everyone without a condition',
    { policy: JSON.stringify({ Statement: [...statements(100), { ...statements(1)[0], Principal: '*' }] }) },
  ],
])('of more %s than are told, %s comes first, wherever it stands', (fact, widest, parameters) => {
  const { more, ...facts } = detailsOf(parameters);
  expect(more).toEqual([fact]);
  expect(facts[fact]?.[0]).toBe(widest);
  expect(facts[fact]).toHaveLength(10);
});

function hosts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `10.0.${at >> 8}.${at & 255}/32`);
}

function port(fromPort: number, toPort: number): object {
  return { ipProtocol: 'tcp', fromPort, toPort };
}

function ports(count: number): readonly object[] {
  return Array.from({ length: count }, (_, at) => port(at, at + (at % 3)));
}

function statements(count: number): readonly object[] {
  return Array.from({ length: count }, (_, at) => ({
    ...{ Effect: 'Allow', Action: '*', Principal: { Service: `s${at}.amazonaws.com` } },
  }));
}

test('of a record of which every fact has too many values, each is named', () => {
  const texts = Array.from({ length: 20 }, (_, at) => `value-${at}`);
  const accounts = texts.map((_, at) => String(444455556600 + at));
  const statements = texts.map((text) => ({ Effect: 'Allow', Action: `s3:${text}`, Resource: '*' }));
  const items = texts.map((_, at) => ({ ipProtocol: 'tcp', fromPort: at, toPort: at }));
  const lists = {
    ...{ valuesToAdd: accounts, cidrIp: texts, sourceSecurityGroupId: texts, accessKeyId: texts },
    ...{ policyArn: texts, s3BucketName: texts, operations: texts, status: texts },
    ...{ eventSelectors: texts.map((readWriteType) => ({ readWriteType })), ipPermissions: { items } },
    policyDocument: JSON.stringify({ Statement: statements }),
  };
  const { more = [], ...facts } = detailsOf(lists);
  expect(Object.keys(facts).length).toBeGreaterThan(10);
  expect([...more].sort()).toEqual(Object.keys(facts).sort());
  expect(Object.values(facts).every((values) => values.length === 10)).toBe(true);
});

test('the id of a new access key is told, and its secret is not', () => {
  const accessKey = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI',
    sessionToken: 'x',
  };
  expect(detailsOf({ userName: 'bob' }, { responseElements: { accessKey, credentials: accessKey } })).toEqual(
    {
      accessKeyId: ['AKIAIOSFODNN7EXAMPLE'],
    },
  );
});

test('long lists, long policies and hostile texts are bounded, in one line each', () => {
  const valuesToAdd = Array.from({ length: 10_000 }, (_, at) => `${at}\n\u202e${'x'.repeat(500)}`);
  const { sharedWith = [] } = detailsOf({ valuesToAdd });
  expect(sharedWith).toHaveLength(10);
  for (const value of sharedWith) expect(value).toMatch(/^\d+ \\u\{202e\}x{1,190}…$/);
  expect(detailsOf({ policyDocument: `{"Statement":[${'{},'.repeat(400_000)}{}]}` })).toEqual({});
  expect(detailsOf({ policyDocument: '{"Statement":' })).toEqual({});
});

test('no example of a built-in rule, whatever stands in its parameters, makes it fail', () => {
  const records = readBuiltInFiles()
    .flatMap(({ parsed }) => parsed.rules)
    .flatMap(({ examples }) => examples.matching.map(({ record }) => record));
  const told = records.filter((record) => Object.keys(toDetails(record as CloudTrailRecord)).length > 0);
  expect(told.length).toBeGreaterThan(100);
  const wrong = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.constantFrom({ items: [null, 7] }, '{"Statement":7}', [[]]),
  );
  fc.assert(
    fc.property(fc.constantFrom(...records), fc.nat(), wrong, (record, at, value) => {
      const members = Object.entries((record.requestParameters ?? { policy: '' }) as object);
      const [name = 'policy'] = members[at % Math.max(1, members.length)] ?? [];
      const requestParameters = { ...Object.fromEntries(members), [name]: value };
      const details = toDetails({ ...record, requestParameters } as unknown as CloudTrailRecord);
      for (const values of Object.values(details)) {
        expect(values.length).toBeLessThanOrEqual(10);
        for (const text of values) expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
      }
    }),
    { numRuns: 500 },
  );
});

describe('parameters that hold facts in depths', () => {
  const scalar = fc.oneof(
    fc.constantFrom<unknown>(
      'all',
      '',
      0,
      7,
      true,
      false,
      null,
      'a  b',
      { content: 'x' },
      { content: null },
      {},
    ),
    fc.array(fc.constantFrom<unknown>('one', 'two', 3, null, { content: 'y' }), { maxLength: 3 }),
  );
  const nested = (...names: readonly string[]) =>
    names.reduceRight<fc.Arbitrary<unknown>>(
      (inner, name) => fc.oneof({ weight: 6, arbitrary: fc.record({ [name]: inner }) }, scalar),
      scalar,
    );
  const request = fc.record({
    createVolumePermission: nested('add', 'items', 'userId'),
    replicationConfiguration: nested('rule', 'destination', 'bucket'),
    resourcesVpcConfig: nested('publicAccessCidrs'),
    eventSelectors: nested('readWriteType'),
    valuesToAdd: scalar,
    instanceType: scalar,
  });

  it('tell the same whether or not each step is a list', () => {
    let told = 0;
    fc.assert(
      fc.property(request, (one) => {
        const details = detailsOf(one);
        expect(detailsOf(inLists(one))).toEqual(details);
        told += Object.keys(details).length;
      }),
      { numRuns: 2_000 },
    );
    expect(told).toBeGreaterThan(cases(1_000));
  });

  /** The parameters, with a list of one around each object and scalar, and one around the wrapped content of EC2. */
  function inLists(parameters: object): object {
    return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, inList(value)]));
  }

  function inList(value: unknown): unknown {
    if (Array.isArray(value)) return value;
    if (typeof value !== 'object' || value === null || 'content' in value) return [value];
    return [inLists(value)];
  }
});

describe('the condition of a statement', () => {
  const wordsOf = (Condition: unknown) =>
    detailsOf({
      policy: JSON.stringify({
        Statement: { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Condition },
      }),
    }).statements?.[0];

  test.each([
    ['is absent', undefined],
    ['is empty', {}],
    ['has an operator without keys', { StringEquals: {} }],
    ['fits every principal', { StringLike: { 'aws:PrincipalArn': '*' } }],
    ['fits the ARNs of all principals', { ArnLike: { 'aws:PrincipalArn': ['arn:*'] } }],
    ['names someone or everyone', { StringLike: { 'aws:PrincipalOrgID': ['o-1234567890', '*'] } }],
    ['fits every address', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }],
    ['fits every address of IPv6', { IpAddress: { 'aws:SourceIp': ['::/0'] } }],
  ])('that %s is none: everyone is let in', (_what, condition) => {
    expect(wordsOf(condition)).toBe('Allow s3:GetObject for everyone without a condition');
  });

  test.each([
    ['names no caller', { Bool: { 'aws:SecureTransport': 'true' } }, 'everyone if aws:SecureTransport'],
    [
      'excludes some',
      { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } },
      'everyone if aws:PrincipalAccount',
    ],
    [
      'names an account',
      { StringEquals: { 'aws:PrincipalAccount': '111122223333' } },
      '* if aws:PrincipalAccount',
    ],
    [
      'names a role in any account',
      { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/deploy' } },
      'everyone if aws:PrincipalArn',
    ],
    ['names a start', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }, 'everyone if aws:PrincipalOrgID'],
    [
      'names half of all addresses',
      { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } },
      'everyone if aws:SourceIp',
    ],
    ['names a network', { IpAddress: { 'AWS:SourceIp': '203.0.113.0/24' } }, '* if AWS:SourceIp'],
    [
      'has an idle key and another',
      {
        StringLike: { 'aws:PrincipalArn': '*' },
        StringEquals: { 'aws:SourceVpce': 'vpce-1234567890abcdef0' },
      },
      '* if aws:SourceVpce',
    ],
  ])('that %s is told', (_what, condition, words) => {
    expect(wordsOf(condition)).toBe(`Allow s3:GetObject for ${words}`);
  });
});
