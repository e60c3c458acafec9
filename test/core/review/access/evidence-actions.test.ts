import { CALLS, type CallKind } from '../../../../lib/core/inventory/calls/calls';
import { accessCells } from '../../../../lib/core/review/access/access-cells';
import { EVIDENCE_TYPES, SILENCES, STACK } from '../../../../lib/core/review/access/evidence-actions';
import { accessChanges } from '../../../../lib/core/review/document/access-changes';
import { ACCOUNT, allow, document, role, stackOf, trailStack } from './access-stacks';

/** Kinds of calls that are no question about a resource of the templates. */
const NOT_ASKED: Readonly<Partial<Record<CallKind, string>>> = {
  organizationPolicy: 'guardrails and built-in rules are about policies of the organization',
  trustedAccess: 'the management account alone has it',
  trailAdministration: 'the management account alone has it',
  membership: 'is about the account, of which the templates hold nothing',
  account: 'is about the account, of which the templates hold nothing',
  enabledRegion: 'is about the account, of which the templates hold nothing',
  identityProvider: 'is about all roles of the account that trust a provider',
  roleOfStack: 'has the actions of stacks',
};

const TRUSTED = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } };

/** What makes a resource of the type part of the pipeline: properties, and resources beside it. */
function partOf(named: string) {
  const type = named === 'silences' ? 'AWS::Lambda::Function' : named;
  const properties = {
    'AWS::KMS::Key': { KeyPolicy: document(allow('kms:*', '*', TRUSTED)) },
    'AWS::Lambda::Function':
      named === 'silences'
        ? { Environment: { Variables: { TRAILWATCH_SILENCES: '/trailwatch/audit/silences/medium' } } }
        : {},
    'AWS::KMS::ReplicaKey': { KeyPolicy: document(allow('kms:*', '*', TRUSTED)) },
    'AWS::IAM::Role': {
      AssumeRolePolicyDocument: document({ Effect: 'Allow', ...TRUSTED, Action: 'sts:AssumeRole*' }),
      ManagedPolicyArns: [{ Ref: 'Own' }],
    },
    'AWS::IAM::ManagedPolicy': { PolicyDocument: document(allow('s3:GetObject', 'arn:aws:s3:::else/*')) },
  }[type];
  const works = {
    'AWS::IAM::Role': { 'Fn::GetAtt': ['Part', 'Arn'] },
    'AWS::IAM::ManagedPolicy': { 'Fn::GetAtt': ['Works', 'Arn'] },
  }[type];
  return {
    Part: { Type: type, Properties: properties ?? {}, Metadata: { Trailwatch: {} } },
    ...(type === 'AWS::IAM::Role'
      ? { Own: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document() } } }
      : {}),
    ...(type === 'AWS::IAM::ManagedPolicy'
      ? { Works: role([], { ManagedPolicyArns: [{ Ref: 'Part' }] }) }
      : {}),
    ...(works === undefined
      ? {}
      : {
          Search: {
            Type: 'AWS::Lambda::Function',
            Properties: { Role: works },
            Metadata: { Trailwatch: {} },
          },
        }),
  };
}

const TYPES = Object.entries({ ...EVIDENCE_TYPES, stack: STACK, silences: SILENCES });

describe('a role with one call alone', () => {
  test.each(TYPES)('has a cell of it: %s', (type, { noun, actions }) => {
    const names = [...new Set(actions.map(({ action }) => action))];
    const roles = Object.fromEntries(
      names.map((action, place) => [`Only${place}`, role([allow(action, '*')])]),
    );
    const base = trailStack([], type === 'stack' ? {} : partOf(type));
    const cells = accessCells([stackOf({ ...base, ...roles })]);
    const without = names.filter(
      (action, place) =>
        !cells.some(
          ({ who, what, actions: found }) =>
            who === `role Audit/Only${place}` && what.startsWith(`${noun} `) && found.includes(action),
        ),
    );
    // AWS takes these from identity providers alone
    expect(without.filter((action) => !/AssumeRoleWith/.test(action))).toEqual([]);
    expect(names.length).toBeGreaterThan(0);
  });
});

test('every kind of calls is asked about a type, or is no question about a resource', () => {
  const asked = new Set(TYPES.flatMap(([, { actions }]) => actions.map(({ action }) => action)));
  const kinds = (Object.keys(CALLS) as CallKind[]).filter((kind) => !(kind in NOT_ASKED));
  const missing = kinds.flatMap((kind) =>
    CALLS[kind].calls
      .filter(({ action, does }) => does.length > 0 && !asked.has(action))
      .map(({ action }) => action),
  );
  expect(missing).toEqual([]);
});

test('a call on one mapping, or one stack set, is asked for as well', () => {
  const part = partOf('AWS::Lambda::Function');
  const one = allow(
    'lambda:DeleteEventSourceMapping',
    `arn:aws:lambda:*:${ACCOUNT}:event-source-mapping:1-2-3`,
  );
  const cells = accessCells([stackOf(trailStack([], { ...part, Reader: role([one]) }))]);
  expect(cells.filter(({ who }) => who === 'role Audit/Reader')).toMatchObject([
    { may: 'silence', what: 'function Audit/Part', conditions: ['mappings like 1-2-3'] },
  ]);
});

test.each([
  ['rewrite a role', allow('iam:PutRolePolicy', '*'), 'silence and take role Audit/Part'],
  ['become a role', allow('sts:AssumeRole', '*'), 'take role Audit/Part'],
  ['deploy the stack', allow('cloudformation:UpdateStack', '*'), 'silence and take stack Audit'],
])('who may %s takes it, which is wider', (_what, statement, expected) => {
  const base = trailStack([], partOf('AWS::IAM::Role'));
  const [before, after] = [[], [statement]].map((own) =>
    accessCells([stackOf({ ...base, Someone: role(own) })]),
  );
  const changes = accessChanges(before ?? [], after ?? []).map(({ kind, subject }) => `${kind}: ${subject}`);
  expect(changes).toContain(`access-widened: role Audit/Someone may ${expected}`);
});

test('who may set a silence silences alerts of the functions that read it, and nothing of others', () => {
  const someone = role([allow('ssm:PutParameter', `arn:aws:ssm:*:${ACCOUNT}:parameter/trailwatch/audit/*`)]);
  const cellsOf = (part: string) =>
    accessCells([stackOf({ ...trailStack([], partOf(part)), Someone: someone })]);
  const [of, ofOthers] = ['silences', 'AWS::Lambda::Function'].map((part) =>
    cellsOf(part).filter(({ who }) => who === 'role Audit/Someone'),
  );
  expect(of).toMatchObject([{ may: 'silence', what: 'alerts of Audit/Part' }]);
  expect(ofOthers).toEqual([]);
});
