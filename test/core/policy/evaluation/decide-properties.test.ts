// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so
import fc from 'fast-check';
import { decide, type Policies } from '../../../../lib/core/policy/evaluation/decide';
import { type PolicyKind, parsePolicy } from '../../../../lib/core/policy/evaluation/policy-document';
import { type Request, roleSession } from '../../../../lib/core/policy/evaluation/request';
import { cases } from '../../../jest/cases';
import {
  ANONYMOUS,
  CLOUDTRAIL,
  KEY,
  MANAGEMENT,
  OBJECT,
  OTHER,
  OWNER,
  READER,
  ROLE,
  ROOT,
  STRANGER,
  type StatementElements,
  USER,
} from './decide-samples';

const RUNS = 1000;

const MANAGER = roleSession(MANAGEMENT, 'Reader');
const SERVICE_LINKED = roleSession(OWNER, 'aws-service-role/config.amazonaws.com/Reader');

/** Statements by where they are attached; what is undefined is not attached. */
interface Attached {
  readonly resource?: readonly StatementElements[];
  readonly identity?: readonly StatementElements[];
  readonly boundary?: readonly StatementElements[];
  readonly session?: readonly StatementElements[];
  readonly endpoint?: readonly StatementElements[];
  readonly serviceControl?: readonly StatementElements[];
  readonly resourceControl?: readonly StatementElements[];
}

type Place = keyof Attached;

const KINDS: Readonly<Record<Place, PolicyKind>> = {
  resource: 'resource',
  identity: 'identity',
  boundary: 'identity',
  session: 'identity',
  endpoint: 'resource',
  serviceControl: 'service control',
  resourceControl: 'resource control',
};
const PLACES = Object.keys(KINDS) as Place[];

const PRINCIPALS = [
  '*',
  { AWS: OWNER.id },
  { AWS: OTHER.id },
  { AWS: READER.arn },
  { AWS: READER.sessionArn },
  { AWS: USER.arn },
  { Service: 'cloudtrail.amazonaws.com' },
];

const requests: fc.Arbitrary<Request> = fc.record({
  principal: fc.constantFrom(READER, STRANGER, USER, ROOT, CLOUDTRAIL, ANONYMOUS, MANAGER, SERVICE_LINKED),
  action: fc.constantFrom('s3:GetObject', 's3:getobject', 'kms:Decrypt', 'sts:AssumeRole', 'sns:Publish'),
  resource: fc.record({
    arn: fc.constantFrom(OBJECT, KEY, ROLE),
    owner: fc.constantFrom(OWNER, OWNER, MANAGEMENT, { id: OWNER.id }),
  }),
  context: fc.constantFrom(
    {},
    { 'aws:SecureTransport': 'false' },
    { 'aws:PrincipalOrgID': undefined, 'aws:CalledVia': [] },
    { 'aws:CalledVia': ['athena.amazonaws.com', 'glue.amazonaws.com'] },
  ),
});

// mostly everything, or next to nothing would ever be allowed
const ANY = Array<string>(6).fill('*');
const negatable = (name: string) => fc.constantFrom(...Array<string>(9).fill(name), `Not${name}`);
const ACTIONS = fc.constantFrom<string | string[]>(...ANY, 's3:*', 'kms:*', 'sts:*', [
  'S3:Get*',
  'kms:Decrypt',
]);
const CONDITIONS = fc.constantFrom(
  { Bool: { 'aws:SecureTransport': 'true' } },
  { StringNotEquals: { 'aws:PrincipalAccount': OTHER.id } },
  { StringEquals: { 'aws:SourceAccount': OWNER.id } },
  {
    StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid' },
    Bool: { 'aws:SecureTransport': 'true' },
  },
  { 'ForAllValues:StringLike': { 'aws:CalledVia': ['athena.*', '${aws:username}'] } },
  { 'ForAnyValue:StringNotEquals': { 'aws:CalledVia': 'athena.amazonaws.com' } },
  { Null: { 'aws:username': 'true' } },
  { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Reader' } },
);
const bodies: fc.Arbitrary<StatementElements> = fc
  .record(
    {
      actions: fc.tuple(negatable('Action'), ACTIONS),
      resources: fc.tuple(
        negatable('Resource'),
        fc.constantFrom<string | string[]>(...ANY, OBJECT, KEY, ['arn:aws:s3:::bucket/${aws:username}', KEY]),
      ),
      Condition: CONDITIONS,
    },
    { requiredKeys: ['actions', 'resources'] },
  )
  .map(({ actions, resources, ...condition }) => ({
    ...Object.fromEntries([actions, resources]),
    ...condition,
  }));

function statements(place: Place, effect: 'Allow' | 'Deny'): fc.Arbitrary<StatementElements> {
  if (place === 'resourceControl') {
    return bodies.map(({ NotAction: _, ...body }) => ({
      ...{ ...body, Action: 's3:*', Effect: 'Deny', Principal: '*' },
    }));
  }
  if (place !== 'resource' && place !== 'endpoint')
    return bodies.map((body) => ({ ...body, Effect: effect }));
  return fc
    .tuple(bodies, fc.constantFrom(...PRINCIPALS))
    .map(([body, Principal]) => ({ ...body, Effect: effect, Principal }));
}

function lists(place: Place): fc.Arbitrary<readonly StatementElements[] | undefined> {
  // mostly Allow, or next to nothing would ever be allowed
  const statement = fc.oneof(
    { weight: 12, arbitrary: statements(place, 'Allow') },
    { weight: 1, arbitrary: statements(place, 'Deny') },
  );
  return fc.option(fc.array(statement, { minLength: 1, maxLength: 4 }), { nil: undefined, freq: 2 });
}

const attached: fc.Arbitrary<Attached> = fc.record({
  resource: lists('resource'),
  identity: lists('identity'),
  boundary: lists('boundary'),
  session: lists('session'),
  endpoint: lists('endpoint'),
  serviceControl: lists('serviceControl'),
  resourceControl: fc.option(fc.array(statements('resourceControl', 'Deny'), { maxLength: 1 }), {
    nil: undefined,
    freq: 1,
  }),
});

function verdict(request: Request, given: Attached): string {
  const [resource, identity, boundary, session, endpoint, serviceControl, resourceControl] = PLACES.map(
    (place) => {
      const Statement = given[place];
      return Statement && parsePolicy({ Version: '2012-10-17', Statement }, KINDS[place], place);
    },
  );
  const policies: Policies = {
    resource,
    identity: identity && [identity],
    boundary,
    session,
    endpoint,
    serviceControl: serviceControl && [[serviceControl]],
    resourceControl: resourceControl && [resourceControl],
  };
  return decide(request, policies).verdict;
}

/** Adds a statement to a policy that is attached already. */
function withOneMore(given: Attached, place: Place, statement: StatementElements): Attached {
  return { ...given, [place]: [...(given[place] ?? []), statement] };
}

function additions(effect: 'Allow' | 'Deny') {
  const places = PLACES.filter((place) => effect === 'Deny' || place !== 'resourceControl');
  return fc
    .constantFrom(...places)
    .chain((place) => statements(place, effect).map((statement) => ({ place, statement })));
}

describe('a decision', () => {
  test('is never widened by one more Deny', () => {
    let allowed = 0;
    const property = fc.property(
      requests,
      attached,
      additions('Deny'),
      (request, given, { place, statement }) => {
        const before = verdict(request, given);
        const after = verdict(request, withOneMore(given, place, statement));
        if (before === 'allowed') allowed += 1;
        if (after === 'allowed') expect(before).toBe('allowed');
        if (before === 'denied explicitly') expect(after).toBe('denied explicitly');
      },
    );
    fc.assert(property, { numRuns: RUNS });
    expect(allowed).toBeGreaterThan(cases(RUNS / 20));
  });

  test('is never narrowed by one more Allow in a policy that is there', () => {
    let allowed = 0;
    const property = fc.property(
      requests,
      attached,
      additions('Allow'),
      (request, given, { place, statement }) => {
        fc.pre(given[place] !== undefined || place === 'resource' || place === 'identity');
        const before = verdict(request, given);
        const after = verdict(request, withOneMore(given, place, statement));
        if (before === 'allowed') allowed += 1;
        if (before === 'allowed') expect(after).toBe('allowed');
        expect(after === 'denied explicitly').toBe(before === 'denied explicitly');
      },
    );
    fc.assert(property, { numRuns: RUNS });
    expect(allowed).toBeGreaterThan(cases(RUNS / 20));
  });

  test('does not depend on the order of statements', () => {
    const property = fc.property(requests, attached, (request, given) => {
      const reversed = Object.fromEntries(
        PLACES.map((place) => [place, given[place] && [...given[place]].reverse()]),
      );
      expect(verdict(request, reversed)).toBe(verdict(request, given));
    });
    fc.assert(property, { numRuns: RUNS });
  });

  test('is never widened by a boundary, a session policy or a control policy', () => {
    const limits = fc.constantFrom<Place>(
      'boundary',
      'session',
      'endpoint',
      'serviceControl',
      'resourceControl',
    );
    const property = fc.property(requests, attached, limits, (request, given, limit) => {
      const without = verdict(request, { ...given, [limit]: undefined });
      if (verdict(request, given) === 'allowed') expect(without).toBe('allowed');
    });
    fc.assert(property, { numRuns: RUNS });
  });

  test('is never to allow what nothing but the root user was granted', () => {
    const property = fc.property(requests, attached, (request, given) => {
      fc.pre(request.principal.kind !== 'root');
      expect(verdict(request, { ...given, resource: undefined, identity: undefined })).not.toBe('allowed');
    });
    fc.assert(property, { numRuns: RUNS });
  });
});
