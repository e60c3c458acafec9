import type { EstateResource, EstateStack } from '../../../../lib/core/estate/estate';
import type { AccessCell } from '../../../../lib/core/review/access/access-cell';
import { accessCells } from '../../../../lib/core/review/access/access-cells';
import { compareAccess } from '../../../../lib/core/review/access/grouped-cells';
import { accountScenario } from '../../../access/reference-stacks';
import { reviewedStacks } from './reviewed-stacks';

const BASE = reviewedStacks(accountScenario({ id: '111122223333' }).deployments);

const BASE_CELLS = accessCells(BASE);

/** A statement of a template, to be changed in place. */
type Elements = Record<string, unknown>;

/** The stacks with the resources of some logical ids changed, one of them at least. */
function changed(
  fits: RegExp,
  change: (resource: EstateResource, id: string) => void,
): readonly EstateStack[] {
  const stacks = structuredClone(BASE) as EstateStack[];
  const found = stacks
    .flatMap((stack) => Object.entries(stack.template.Resources))
    .filter(([id]) => fits.test(id));
  expect(found.length).toBeGreaterThan(0);
  for (const [id, resource] of found) change(resource, id);
  return stacks;
}

function statements(resource: EstateResource, property: string): Elements[] {
  const properties = resource.Properties as Record<string, { Statement: Elements[] }>;
  return properties[property]?.Statement ?? [];
}

function documentChange(fits: RegExp, property: string, change: (statements: Elements[]) => void) {
  return changed(fits, (resource) => change(statements(resource, property)));
}

/** The words of what a change to the reference stacks gains and loses, and of what taking it back loses. */
function comparison(head: readonly EstateStack[]) {
  const cells = accessCells(head);
  const { gained, lost } = compareAccess(BASE_CELLS, cells);
  const words = (list: readonly AccessCell[]) => [
    ...new Set(list.map(({ who, may, what }) => `${who} may ${may} ${what}`)),
  ];
  return {
    gained: words(gained),
    lost: words(lost),
    takenBack: words(compareAccess(cells, BASE_CELLS).lost),
  };
}

const withSid = (list: Elements[], sid: string) => {
  const found = list.find(({ Sid }) => Sid === sid);
  if (found === undefined) throw new Error(`no statement ${sid}`);
  return found;
};

const WRITE = 'AWSCloudTrailWrite20150319';
const ARCHIVE = /^ArchiveBucketPolicy/;
const ROLE_POLICY = /^ProcessorRoleDefaultPolicy/;
const ROLE = /role \S+ProcessorRole\w+/;

type Row = readonly [what: string, head: () => readonly EstateStack[], gained: RegExp];

// a change that widens access, and one of the cells that it must show
const WIDENINGS: readonly Row[] = [
  [
    'a wider principal',
    () =>
      documentChange(ARCHIVE, 'PolicyDocument', (list) => {
        withSid(list, WRITE).Principal = '*';
      }),
    /^(anyone|services for account \d+) may write bucket \S+ArchiveBucket/,
  ],
  [
    'a statement for another account',
    () =>
      documentChange(ARCHIVE, 'PolicyDocument', (list) => {
        list.push({ ...withSid(list, WRITE), Principal: { AWS: '444455556666' }, Condition: {} });
      }),
    /^account 444455556666 may write bucket/,
  ],
  [
    'a condition dropped',
    () =>
      documentChange(ARCHIVE, 'PolicyDocument', (list) => {
        delete withSid(list, WRITE).Condition;
      }),
    /^cloudtrail.amazonaws.com may write bucket \S+ArchiveBucket/,
  ],
  [
    'a statement for s3:*',
    () =>
      documentChange(ROLE_POLICY, 'PolicyDocument', (list) => {
        list.push({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
      }),
    new RegExp(`^${ROLE.source} may delete bucket \\S+ArchiveBucket`),
  ],
  [
    'NotAction',
    () =>
      documentChange(ROLE_POLICY, 'PolicyDocument', (list) => {
        list.push({ Effect: 'Allow', NotAction: 's3:GetObject', Resource: '*' });
      }),
    new RegExp(`^${ROLE.source} may silence trail`),
  ],
  [
    'NotPrincipal',
    () =>
      documentChange(ARCHIVE, 'PolicyDocument', (list) => {
        const { Resource } = withSid(list, WRITE);
        list.push({
          Effect: 'Allow',
          NotPrincipal: { AWS: '444455556666' },
          Action: 's3:GetObject',
          Resource,
        });
      }),
    /^anyone may read bucket \S+ArchiveBucket/,
  ],
  [
    'the Deny without TLS removed',
    () =>
      documentChange(ARCHIVE, 'PolicyDocument', (list) => {
        const plain = list.findIndex(
          ({ Effect, Condition }) =>
            Effect === 'Deny' && JSON.stringify(Condition).includes('SecureTransport'),
        );
        expect(plain).toBeGreaterThanOrEqual(0);
        list.splice(plain, 1);
      }),
    new RegExp(`^${ROLE.source} may read bucket \\S+ArchiveBucket`),
  ],
  [
    'the policy of the queue removed',
    () =>
      changed(/QueuePolicy/, (resource) => {
        for (const statement of statements(resource, 'PolicyDocument'))
          if (statement.Effect === 'Deny') statement.Action = 'sqs:None';
      }),
    new RegExp(`^${ROLE.source} may read queue`),
  ],
  [
    'a role that another account may take',
    () =>
      documentChange(/^ProcessorRole[0-9A-F]{8}$/, 'AssumeRolePolicyDocument', (list) => {
        list.push({ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'sts:AssumeRole' });
      }),
    /^account 444455556666 may read bucket \S+ArchiveBucket/,
  ],
  [
    'a key that anyone of an organization decrypts with',
    () =>
      documentChange(/^ArchiveKey/, 'KeyPolicy', (list) => {
        list.push({
          ...{ Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' },
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } },
        });
      }),
    /^organization o-abc may decrypt key \S+ArchiveKey/,
  ],
  [
    'one more action of a verb that the role had',
    () =>
      documentChange(ROLE_POLICY, 'PolicyDocument', (list) => {
        list.push({ Effect: 'Allow', Action: 'sqs:PurgeQueue', Resource: '*' });
      }),
    new RegExp(`^${ROLE.source} may delete queue`),
  ],
];

describe('a change to the reference stacks', () => {
  test('that changes nothing neither gains nor loses', () => {
    expect(comparison(structuredClone(BASE) as EstateStack[])).toEqual({
      gained: [],
      lost: [],
      takenBack: [],
    });
  });

  test.each(WIDENINGS)('gains, and loses when it is taken back: %s', (_what, head, words) => {
    const { gained, takenBack } = comparison(head());
    expect(gained).toContainEqual(expect.stringMatching(words));
    expect(takenBack).toEqual(gained);
  });

  test('that comes with a new bucket does not list the administrators of the account', () => {
    const head = structuredClone(BASE) as EstateStack[];
    const [first] = head;
    (first?.template.Resources as Record<string, unknown>).Second = {
      Type: 'AWS::CloudTrail::Trail',
      Properties: {},
    };
    expect(comparison(head)).toEqual({ gained: [], lost: [], takenBack: [] });
  });
});
