import { accessCells } from '../../../../lib/core/review/access/access-cells';
import { accessChanges } from '../../../../lib/core/review/document/access-changes';
import { allow, deny, document, OBJECTS, role, stackOf, trailStack } from './access-stacks';

type Resources = Parameters<typeof stackOf>[0];

const REST = {
  Parameters: { Stage: { Type: 'String' } },
  Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
};

const DELETE = allow('s3:DeleteObject', OBJECTS);

function withPolicy(type: string, statement: object, more: object = {}): Resources {
  const Properties = { PolicyName: 'Own', Roles: [{ Ref: 'Reader' }], PolicyDocument: document(statement) };
  return trailStack([], {
    Reader: role(statement === DELETE ? [] : [DELETE]),
    Own: { Type: `AWS::IAM::${type}`, Properties, ...more },
  });
}

/** The changes of what the reader may do. */
function changes(base: Resources, head: Resources): readonly string[] {
  const [before = [], after = []] = [base, head].map((each) => accessCells([stackOf(each, { rest: REST })]));
  return accessChanges(before, after)
    .filter(({ subject }) => subject.startsWith('role Audit/Reader may '))
    .map(
      ({ kind, subject, message }) => `${kind} ${subject.slice('role Audit/Reader may '.length)}: ${message}`,
    );
}

const UNDER = { Condition: 'IsProd' };
const NONE = trailStack([], { Reader: role([]) });

describe.each(['Policy', 'ManagedPolicy'])('%s under a condition that only the deployment knows', (type) => {
  test('denies nothing for certain', () => {
    const denial = deny('s3:DeleteObject', '*');
    const by = 'by statement 1 of the policy Own of Audit/Reader';
    expect(changes(withPolicy(type, denial), withPolicy(type, denial, UNDER))).toEqual([
      `access-widened delete bucket Audit/Logs: s3:DeleteObject, if not when parameter Stage = prod; ${by}`,
    ]);
    expect(changes(withPolicy(type, denial, UNDER), withPolicy(type, denial, UNDER))).toEqual([]);
  });

  test('allows perhaps', () => {
    expect(changes(NONE, withPolicy(type, DELETE, UNDER))).toEqual([
      'access-unknown delete bucket Audit/Logs: s3:DeleteObject, if parameter Stage = prod; by statement 1 of the policy Audit/Own',
    ]);
  });
});

test.each([
  [
    'some',
    [
      {
        'Fn::If': [
          'IsProd',
          { PolicyName: 'Own', PolicyDocument: document(DELETE) },
          { Ref: 'AWS::NoValue' },
        ],
      },
    ],
  ],
  ['all', { 'Fn::If': ['IsProd', [{ PolicyName: 'Own', PolicyDocument: document(DELETE) }], []] }],
])('%s of the inline policies of a role, under such a condition, may allow anything', (_, Policies) => {
  const head = trailStack([], { Reader: role([], { Policies }) });
  expect(changes(NONE, head)).toContainEqual(
    expect.stringMatching(/^access-unknown delete bucket Audit\/Logs: .* by a policy of Audit\/Reader$/),
  );
  expect(changes(head, head)).toEqual([]);
});
