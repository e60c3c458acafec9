// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so

import fc from 'fast-check';
import type { EstateStack } from '../../../../lib/core/estate/estate';
import { accessCells } from '../../../../lib/core/review/access/access-cells';
import { compareAccess } from '../../../../lib/core/review/access/grouped-cells';
import { ACCOUNT, LOGS, OBJECTS, role, stackOf, trailStack } from './access-stacks';

const RUNS = { numRuns: 150 };

const inLogs = (path: string) => ({ 'Fn::Join': ['', [LOGS, path]] });

const actions = fc.constantFrom(
  's3:*',
  's3:GetObject',
  's3:Delete*',
  's3:Put*',
  'kms:Decrypt',
  'kms:*',
  '*',
  'cloudtrail:Stop*',
);
const resources = fc.constantFrom(
  '*',
  LOGS,
  OBJECTS,
  inLogs('/AWSLogs/*'),
  inLogs('/AWSLogs/1/*'),
  'arn:aws:s3:::*/AWSLogs/*',
);
const principals = fc.constantFrom(
  '*',
  { AWS: '444455556666' },
  { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  { AWS: { 'Fn::GetAtt': ['Reader', 'Arn'] } },
  { Service: 'cloudtrail.amazonaws.com' },
  { Federated: 'arn:aws:iam::111122223333:saml-provider/x' },
);
const conditions = fc.constantFrom(
  undefined,
  { Bool: { 'aws:SecureTransport': 'false' } },
  { StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } },
  { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abc' } },
  { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/Admin*` } },
  { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
  { StringEquals: { 'aws:PrincipalOrgID': { Ref: 'Param' } } },
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
);

interface Elements {
  readonly Effect: 'Allow' | 'Deny';
  readonly [element: string]: unknown;
}

const effects = fc.constantFrom('Allow' as const, 'Deny' as const);

/** A statement; with an element turned into its opposite now and then. */
function statements(hasPrincipal: boolean, effect = effects): fc.Arbitrary<Elements> {
  return fc
    .record({
      Effect: effect,
      action: actions,
      resource: resources,
      principal: principals,
      Condition: conditions,
      not: fc.nat(9),
    })
    .map(({ Effect, action, resource, principal, Condition, not }) => ({
      Effect,
      ...(not === 0 ? { NotAction: action } : { Action: action }),
      ...(not === 1 ? { NotResource: resource } : { Resource: resource }),
      ...(hasPrincipal
        ? not === 2 && principal !== '*'
          ? { NotPrincipal: principal }
          : { Principal: principal }
        : {}),
      ...(Condition === undefined ? {} : { Condition }),
    }));
}

type Place = 'bucket' | 'key' | 'role';

interface Policies {
  readonly bucket: readonly Elements[];
  readonly key: readonly Elements[];
  readonly role: readonly Elements[];
}

const policies: fc.Arbitrary<Policies> = fc.record({
  bucket: fc.array(statements(true), { maxLength: 3 }),
  key: fc.array(statements(true), { maxLength: 2 }),
  role: fc.array(statements(false), { maxLength: 3 }),
});

function stacksOf({ bucket, key, role: own }: Policies): readonly EstateStack[] {
  const resourcesOf = trailStack(
    bucket,
    { Reader: role(own), Admin: role([{ Effect: 'Allow', Action: '*', Resource: '*' }]) },
    key,
  );
  return [stackOf(resourcesOf, { rest: { Parameters: { Param: { Type: 'String' } } } })];
}

function added(effect: 'Allow' | 'Deny') {
  const one = fc.constant(effect);
  return fc.oneof(
    fc.tuple(fc.constantFrom<Place>('bucket', 'key'), statements(true, one)),
    fc.tuple(fc.constant<Place>('role'), statements(false, one)),
  );
}

function changeBy(base: Policies, [place, statement]: readonly [Place, Elements]) {
  const head = { ...base, [place]: [...base[place], statement] };
  return compareAccess(accessCells(stacksOf(base)), accessCells(stacksOf(head)));
}

test('an Allow that is added loses no cell', () => {
  fc.assert(
    fc.property(policies, added('Allow'), (base, change) => {
      expect(changeBy(base, change).lost).toEqual([]);
    }),
    RUNS,
  );
});

test('a Deny that is added gains no cell', () => {
  fc.assert(
    fc.property(policies, added('Deny'), (base, change) => {
      expect(changeBy(base, change).gained).toEqual([]);
    }),
    RUNS,
  );
});

test('a Deny for a service gains nothing of what a statement for anyone lets it do already', () => {
  const [Resource, Condition] = ['*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abc' } }];
  const anyone: Elements = { Effect: 'Allow', Action: '*', Resource, Principal: '*', Condition };
  const Principal = { Service: 'cloudtrail.amazonaws.com' };
  const change = changeBy({ bucket: [], key: [anyone], role: [] }, [
    'key',
    { Effect: 'Deny', Action: 's3:*', Resource, Principal },
  ]);
  expect(change).toEqual({ gained: [], lost: [] });
});

test.each([
  { Service: 'cloudtrail.amazonaws.com' },
  { Federated: 'arn:aws:iam::111122223333:saml-provider/x' },
])('a Deny for all but %j gains nothing of what it may do already', (NotPrincipal) => {
  const [Action, Resource] = ['s3:*', '*'];
  const anyone: Elements = { Effect: 'Allow', Action, Resource, Principal: '*' };
  const outside = { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abc' } };
  const inside = { StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } };
  const denied: Elements = { Effect: 'Deny', Action, Resource, Principal: '*', Condition: inside };
  const change = ['bucket', { Effect: 'Deny', Action, Resource, NotPrincipal }] as const;
  for (const bucket of [[{ ...anyone, Condition: outside }], [anyone, denied]])
    expect(changeBy({ bucket, key: [], role: [] }, change).gained).toEqual([]);
});

test('both change cells often', () => {
  const sample = fc.sample(fc.tuple(policies, added('Allow')), { seed: 20261122, numRuns: 40 });
  expect(sample.filter(([base, change]) => changeBy(base, change).gained.length > 0).length).toBeGreaterThan(
    10,
  );
  const denied = fc.sample(fc.tuple(policies, added('Deny')), { seed: 20261122, numRuns: 40 });
  expect(denied.filter(([base, change]) => changeBy(base, change).lost.length > 0).length).toBeGreaterThan(5);
});

test('templates of any form are read without an error', () => {
  const types = fc.constantFrom(
    'AWS::IAM::Role',
    'AWS::S3::BucketPolicy',
    'AWS::KMS::Key',
    'AWS::IAM::Policy',
    'AWS::Lambda::Permission',
    'AWS::Events::Rule',
    'AWS::Organizations::Policy',
  );
  const names = fc.constantFrom(
    'Ref',
    'Fn::Join',
    'Fn::Sub',
    'Fn::If',
    'Fn::Select',
    'Statement',
    'Principal',
    'Action',
    'Effect',
    'Condition',
    'PolicyDocument',
    'AssumeRolePolicyDocument',
    'KeyPolicy',
    'Bucket',
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom('Allow', '*', 'A', 'Logs', '${A}', 1, null, true),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(names, tie('value'), { maxKeys: 4 }),
    ),
  }));
  const properties = fc.dictionary(names, value, { maxKeys: 6 });
  fc.assert(
    fc.property(fc.array(fc.tuple(types, properties), { maxLength: 5 }), (made) => {
      const extra = Object.fromEntries(
        made.map(([Type, Properties], place) => [`R${place}`, { Type, Properties }]),
      );
      expect(Array.isArray(accessCells([stackOf(trailStack([], extra))]))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('a condition whose name is not a text is read without an error', () => {
  const role = { Type: 'AWS::IAM::Role', Properties: { 'Fn::If': { Condition: { toString: '' } } } };
  expect(Array.isArray(accessCells([stackOf(trailStack([], { R: role }))]))).toBe(true);
});
