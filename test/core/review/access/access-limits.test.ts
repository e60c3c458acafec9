import type { EstateTemplate } from '../../../../lib/core/estate/estate';
import { accessCells } from '../../../../lib/core/review/access/access-cells';
import { accessChanges } from '../../../../lib/core/review/document/access-changes';
import { ACCOUNT, allow, deny, LOGS, OBJECTS, role, stackOf, trailStack } from './access-stacks';

const OTHER = '444455556666';

type Resources = EstateTemplate['Resources'];

/** The kinds and subjects of changes between two sets of resources, without those of administrators. */
function kinds(base: Resources, head: Resources, rest: readonly object[] = [{}, {}]): readonly string[] {
  const [before, after] = [base, head].map((each, place) =>
    accessCells([stackOf(each, { rest: rest[place] ?? {} })]),
  );
  return accessChanges(before ?? [], after ?? [])
    .filter(({ subject }) => !subject.startsWith('administrators'))
    .map(({ kind, subject }) => `${kind}: ${subject}`);
}

const numbers = (count: number) => Array.from({ length: count }, (_, place) => place + 1);
const inLogs = (path: string) => ({ 'Fn::Join': ['', [LOGS, path]] });
const withReader = (...statements: readonly object[]) => trailStack([], { Reader: role(statements) });
const READ = 'role Audit/Reader may read bucket Audit/Logs';

/** A statement for another account, under a condition. */
function underCondition(operator: string, key: string, value: unknown): Resources {
  return trailStack([
    allow('s3:GetObject', OBJECTS, {
      Principal: { AWS: OTHER },
      Condition: { [operator]: { [key]: value } },
    }),
  ]);
}

describe('a long policy', () => {
  test('is read to its last value of a condition', () => {
    const blocks = (last: string) => [...numbers(20).map((each) => `10.0.${each}.0/24`), last];
    const [one, other] = ['203.0.113.7/32', '128.0.0.0/1'].map((last) =>
      underCondition('IpAddress', 'aws:SourceIp', blocks(last)),
    ) as [Resources, Resources];
    expect(kinds(one, other)).toEqual([`access-widened: account ${OTHER} may read bucket Audit/Logs`]);
    expect(kinds(other, one)).toEqual([`access-narrowed: account ${OTHER} may read bucket Audit/Logs`]);
  });

  test('is read to its last pattern', () => {
    const patterns = numbers(60).map((each) => inLogs(`/AWSLogs/${String(each).padStart(3, '0')}/*`));
    const base = withReader(allow('s3:GetObject', patterns));
    const head = withReader(allow('s3:GetObject', [...patterns, inLogs('/zz/*')]));
    expect(kinds(base, head)).toEqual([`access-widened: ${READ}`]);
    expect(kinds(head, base)).toEqual([`access-narrowed: ${READ}`]);
  });

  test('is read to its last statement with a condition', () => {
    const statements = numbers(40).map((each) =>
      allow('s3:GetObject', OBJECTS, { Condition: { StringEquals: { 'aws:PrincipalTag/team': `${each}` } } }),
    );
    const last = allow('s3:GetObject', OBJECTS, {
      Condition: { StringEquals: { 'aws:PrincipalTag/open': 'yes' } },
    });
    expect(kinds(withReader(...statements), withReader(...statements, last))).toEqual([
      `access-widened: ${READ}`,
    ]);
  });

  test('is read to its last statement', () => {
    const statements = numbers(600).map((each) => allow('s3:GetObject', `arn:aws:s3:::else/${each}`));
    const last = allow('s3:GetObject', OBJECTS);
    expect(kinds(withReader(...statements), withReader(...statements, last))).toEqual([
      `access-widened: ${READ}`,
    ]);
  });

  test('is unknown where there are more combinations than are tried, and another one is seen', () => {
    const tagged = (key: string, count: number) =>
      numbers(count).map((each) => ({ Condition: { StringEquals: { [key]: `${each}` } } }));
    const stacks = (count: number) =>
      trailStack(
        tagged('aws:PrincipalTag/a', 40).map((condition) =>
          allow('s3:GetObject', OBJECTS, { Principal: '*', ...condition }),
        ),
        {
          Boundary: {
            Type: 'AWS::IAM::ManagedPolicy',
            Properties: {
              PolicyDocument: {
                Statement: tagged('aws:PrincipalTag/b', count).map((condition) =>
                  allow('s3:*', '*', condition),
                ),
              },
            },
          },
          Reader: role(
            tagged('aws:PrincipalTag/c', 40).map((condition) => allow('s3:GetObject', OBJECTS, condition)),
            { PermissionsBoundary: { Ref: 'Boundary' } },
          ),
        },
      );
    expect(kinds(stacks(40), stacks(40))).toEqual([]);
    expect(kinds(stacks(40), stacks(41))).toContain(`access-unknown: ${READ}`);
  });

  test('is unknown where it is longer than any policy, and another one is seen', () => {
    const long = (last: string) =>
      withReader(...numbers(9_000).map((each) => allow('s3:GetObject', `arn:aws:s3:::${last}-${each}/*`)));
    expect(kinds(long('one'), long('one'))).toEqual([]);
    expect(kinds(long('one'), long('two'))).toContain(`access-unknown: ${READ}`);
  });
});

describe('a statement under a condition of the template that only the deployment knows', () => {
  const rest = {
    Parameters: { Stage: { Type: 'String' } },
    Conditions: { IsTest: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] } },
  };
  const open = (statement: object) =>
    withReader({ 'Fn::If': ['IsTest', statement, { Ref: 'AWS::NoValue' }] });

  test('is unknown, and another statement is seen', () => {
    const [read, all] = [open(allow('s3:GetObject', OBJECTS)), open(allow('*', '*'))];
    expect(kinds(read, read, [rest, rest])).toEqual([]);
    expect(kinds(read, all, [rest, rest])).toContain(`access-unknown: ${READ}`);
  });

  test('gives what all but an unknown exception allow', () => {
    const except = allow('s3:GetObject', undefined, { NotResource: { Ref: 'Stage' } });
    expect(kinds(withReader(), withReader(except), [rest, rest])).toContain(`access-unknown: ${READ}`);
  });

  test('is unknown by its Effect, too', () => {
    const statement = { ...allow('s3:GetObject', OBJECTS), Effect: { Ref: 'Stage' } };
    expect(kinds(withReader(), withReader(statement), [rest, rest])).toEqual([`access-unknown: ${READ}`]);
  });
});

describe('a condition that becomes another one', () => {
  const WIDER: readonly (readonly [string, string, unknown, unknown])[] = [
    ['StringEquals', 'aws:PrincipalOrgID', 'o-a', ['o-a', 'o-b']],
    ['StringLike', 'aws:PrincipalArn', 'arn:aws:iam::1:role/a*', 'arn:aws:iam::1:role/*'],
    ['ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${OTHER}:role/a`, `arn:aws:iam::${OTHER}:role/*`],
    ['IpAddress', 'aws:SourceIp', '10.1.2.0/24', '10.0.0.0/8'],
    ['NotIpAddress', 'aws:SourceIp', '10.0.0.0/8', '10.1.2.0/24'],
    ['StringNotEquals', 'aws:PrincipalTag/team', ['a', 'b'], 'a'],
    ['NumericLessThan', 'aws:MultiFactorAuthAge', '300', '3600'],
    ['DateLessThan', 'aws:CurrentTime', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ];

  test.each(WIDER)('%s %s is wider, and narrower when it is taken back', (operator, key, narrow, wide) => {
    const [one, other] = [narrow, wide].map((value) => underCondition(operator, key, value)) as [
      Resources,
      Resources,
    ];
    expect(kinds(one, other)).toEqual([`access-widened: account ${OTHER} may read bucket Audit/Logs`]);
    expect(kinds(other, one)).toEqual([`access-narrowed: account ${OTHER} may read bucket Audit/Logs`]);
  });

  test.each([
    ['StringEquals', 'aws:PrincipalTag/team', 'a', 'b'],
    ['StringLike', 'aws:PrincipalTag/team', 'a?????', 'a*'],
    ['IpAddress', 'aws:SourceIp', '10.0.0.0/8', '11.0.0.0/8'],
    ['NumericLessThan', 'aws:MultiFactorAuthAge', '300', '301'],
  ])('%s %s is seen', (operator, key, one, other) => {
    expect(kinds(underCondition(operator, key, one), underCondition(operator, key, other))).toContain(
      `access-widened: account ${OTHER} may read bucket Audit/Logs`,
    );
  });

  test('means the same in another order, and with another case of its key', () => {
    const one = underCondition('StringEquals', 'aws:PrincipalTag/team', ['a', 'b']);
    const other = underCondition('StringEquals', 'AWS:principaltag/team', ['b', 'a', 'b']);
    expect(kinds(one, other)).toEqual([]);
  });

  test('of a service is wider where it names a source no longer', () => {
    const statement = (arn: string) =>
      trailStack([
        allow('s3:PutObject', OBJECTS, {
          Principal: { Service: 'cloudtrail.amazonaws.com' },
          Condition: { ArnLike: { 'aws:SourceArn': arn }, Bool: { 'aws:SecureTransport': 'true' } },
        }),
      ]);
    const [named, any] = [
      statement(`arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/t`),
      statement('arn:aws:cloudtrail:*:*:*'),
    ];
    const cell = 'cloudtrail.amazonaws.com may write bucket Audit/Logs';
    expect(kinds(named, any)).toEqual([`access-widened: ${cell}`]);
    expect(kinds(trailStack([]), named)).toEqual([`access-added: ${cell}`]);
  });

  test('of a Deny is wider where it denies less', () => {
    const stacks = (block: string) =>
      trailStack(
        [deny('s3:*', OBJECTS, { Principal: '*', Condition: { NotIpAddress: { 'aws:SourceIp': block } } })],
        { Reader: role([allow('s3:GetObject', OBJECTS)]) },
      );
    expect(kinds(stacks('10.1.0.0/16'), stacks('10.0.0.0/8'))).toEqual([`access-widened: ${READ}`]);
    expect(kinds(stacks('10.0.0.0/8'), stacks('10.1.0.0/16'))).toEqual([`access-narrowed: ${READ}`]);
  });
});

test('a Deny for names of one length does not hide what is allowed for all names', () => {
  const denied = deny('s3:GetObject', inLogs('/AWSLogs/?????'), { Principal: '*' });
  const base = trailStack([denied], { Reader: role([]) });
  const head = trailStack([denied], { Reader: role([allow('s3:GetObject', inLogs('/AWSLogs/*'))]) });
  expect(kinds(base, head)).toEqual([`access-widened: ${READ}`]);
});
