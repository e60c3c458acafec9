import type { Case, ContainmentStep } from '../../../lib/core/case/case';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { ACCOUNT, type Caller, recordsOf, session, user } from '../../bin/case/attack-sets';
import { casesOf } from './cases-of';

type Call = readonly [call: string, parameters?: JsonObject, members?: JsonObject];
type Part = readonly [Caller, ...Call[]];

const STOP: Call = ['cloudtrail StopLogging', { name: 'audit' }];
const OTHER = '444455556666';

function caseOf(...parts: readonly Part[]): Case {
  const cases = casesOf(recordsOf('a', parts));
  expect(cases).toHaveLength(1);
  return cases[0] as Case;
}

/** The place, the phase and the beginning of each step. */
function stepsOf({ containment }: Case): readonly string[] {
  return containment.map(({ phase, account, command }) =>
    [phase, account, command.replace(/ --policy-(?:name|document).*/, '').replace(/^#.*/, '#')].join(' | '),
  );
}

const alice = user('alice', 'a', 'AKIAALICEEXAMPLE1234');
const KEY = `way in | ${ACCOUNT} | aws iam update-access-key --user-name alice --access-key-id AKIAALICEEXAMPLE1234 --status Inactive`;
const QUARANTINE = `in use | ${ACCOUNT} | aws iam put-user-policy --user-name alice`;

function assume(role: string, account = ACCOUNT, taken = session(role, 'x', 'a', account)): Call {
  const { accessKeyId = '', arn = '', principalId = '' } = taken.userIdentity as Record<string, string>;
  return [
    'sts AssumeRole',
    { roleArn: `arn:aws:iam::${account}:role/path/${role}`, roleSessionName: 'x' },
    {
      responseElements: {
        credentials: { accessKeyId },
        assumedRoleUser: { arn, assumedRoleId: principalId },
      },
    },
  ];
}

const SESSION_TOKEN: Call = [
  'sts GetSessionToken',
  {},
  { responseElements: { credentials: { accessKeyId: 'ASIAALICEEXAMPLE1234' } } },
];

const FEDERATED = `arn:aws:sts::${ACCOUNT}:federated-user/bob`;
const FEDERATION_TOKEN: Call = [
  'sts GetFederationToken',
  { name: 'bob' },
  {
    responseElements: {
      credentials: { accessKeyId: 'ASIABOBEXAMPLEEXAMPL' },
      federatedUser: { arn: FEDERATED, federatedUserId: `${ACCOUNT}:bob` },
    },
  },
];
const bob: Caller = {
  ...alice,
  userIdentity: {
    type: 'FederatedUser',
    principalId: `${ACCOUNT}:bob`,
    arn: FEDERATED,
    accountId: ACCOUNT,
    accessKeyId: 'ASIABOBEXAMPLEEXAMPL',
  },
};

function run(call: string, count: number): Call {
  const items = Array.from({ length: count }, (_, at) => ({ instanceId: `i-${call}${at}` }));
  return ['ec2 RunInstances', {}, { responseElements: { instancesSet: { items } } }];
}

describe('many things', () => {
  test('are contained by few commands, and the way in and what was stopped stay', () => {
    const one = caseOf([alice, run('a', 250), STOP]);
    expect(one.containment.map(({ phase }) => phase)).toEqual([
      ...Array.from({ length: 5 }, () => 'in use'),
      'way in',
      'stopped',
    ]);
    const ids = one.containment.flatMap(({ command }) => command.match(/i-a\d+/g) ?? []);
    expect(new Set(ids).size).toBe(250);
    expect(one.unknown.join()).not.toMatch(/Of the \d+ steps/);
  });

  test.each([99, 100, 101])('of which no step is left out without a word: %d', (count) => {
    const functions = Array.from(
      { length: count },
      (_, at): Call => ['lambda CreateFunction20150331', { functionName: `f${at}` }],
    );
    const one = caseOf([alice, SESSION_TOKEN, ...functions, STOP]);
    // The session is an identity in use, too.
    expect(one.unknown.filter((text) => text.startsWith('Of the'))).toEqual(
      count < 100
        ? []
        : [`Of the ${count + 1} steps 'in use', the first 100 are listed: contain the others, too.`],
    );
    expect(stepsOf(one)).toContain(QUARANTINE);
    expect(stepsOf(one)).toContain(KEY);
  });

  test('that are beyond those that are kept are told', () => {
    expect(caseOf([alice, run('a', 501), STOP]).unknown).toContainEqual(
      expect.stringMatching(/^Steps contain the things that are kept; .*: 2\.$/),
    );
  });
});

test.each([
  [1, '1 call'],
  [2, '2 calls'],
])('a step says how many calls a key signed: %d', (count, text) => {
  const stops = Array.from({ length: count }, () => STOP);
  expect(caseOf([alice, ...stops]).containment[0]?.why).toBe(
    `key AKIAALICEEXAMPLE1234 of user alice signed ${text}`,
  );
});

describe('a session that a user gave itself', () => {
  test.each<readonly [string, readonly Part[]]>([
    ['with GetSessionToken', [[alice, SESSION_TOKEN, STOP]]],
    ['with GetFederationToken', [[alice, FEDERATION_TOKEN, STOP]]],
    [
      'and used',
      [
        [alice, FEDERATION_TOKEN],
        [bob, STOP],
      ],
    ],
    ...[
      ['iam CreateLoginProfile', { userName: 'alice' }],
      [
        'iam AttachUserPolicy',
        { userName: 'alice', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      ],
      ['ec2 CreateKeyPair', { keyName: 'alice' }],
      ['lambda CreateFunction20150331', { functionName: 'alice' }],
    ].map((call): readonly [string, readonly Part[]] => [
      `after ${String(call[0])} of its own name`,
      [[alice, call as unknown as Call, SESSION_TOKEN, STOP]],
    ]),
  ])('is ended: %s', (_, parts) => {
    const steps = stepsOf(caseOf(...parts));
    expect(steps).toContain(QUARANTINE);
    expect(steps).toContain(KEY);
  });
});

describe('sessions of a role', () => {
  test('that are not used yet are revoked where the role is', () => {
    expect(stepsOf(caseOf([alice, assume('Admin'), assume('Audit', OTHER), STOP]))).toEqual([
      `in use | ${ACCOUNT} | aws iam put-role-policy --role-name Admin`,
      `in use | ${OTHER} | aws iam put-role-policy --role-name Audit`,
      KEY,
      expect.stringContaining('start-logging'),
    ]);
  });

  test('that has the name of a role made in another account are revoked', () => {
    const [from, to] = [session('Deploy', 'x', 'a'), session('Deploy', 'y', 'a', OTHER)];
    const made: Call = [
      'iam CreateRole',
      { roleName: 'Deploy' },
      {
        recipientAccountId: OTHER,
        responseElements: { role: { arn: `arn:aws:iam::${OTHER}:role/Deploy`, roleId: 'AROANEW' } },
      },
    ];
    const steps = stepsOf(caseOf([from, STOP, assume('Deploy', OTHER, to)], [to, made]));
    expect(steps.filter((step) => step.includes('Deploy'))).toEqual([
      `way back | ${OTHER} | aws iam put-role-policy --role-name Deploy`,
      `way in | ${ACCOUNT} | aws iam put-role-policy --role-name Deploy`,
    ]);
  });

  test('are denied up to the time of the command, by a policy that replaces none', () => {
    const step = caseOf([session('Ops', 'x', 'a'), STOP]).containment[0] as ContainmentStep;
    expect(step.command).toMatch(
      /^aws iam put-role-policy --role-name Ops --policy-name trailwatch-revoke-sessions --policy-document '.*"aws:TokenIssueTime":"'\$\(date -u \+%Y-%m-%dT%H:%M:%SZ\)'"}}}]}'$/,
    );
    const document = step.command.replace(/^.* --policy-document /, '').replace(/'(?:\$\([^)]*\)')?/g, '');
    expect(JSON.parse(document)).toMatchObject({ Statement: [{ Effect: 'Deny', Action: '*' }] });
    expect(step.undo).toBe(
      'aws iam delete-role-policy --role-name Ops --policy-name trailwatch-revoke-sessions',
    );
  });

  test('of a permission set are ended where it is administered, and its policy is not replaced', () => {
    const role = 'AWSReservedSSO_Admin_0123456789abcdef';
    const [step] = caseOf([session(role, 'ann', 'a'), STOP]).containment;
    expect(step).toMatchObject({
      account: 'IDENTITY_CENTER_ACCOUNT',
      command: expect.stringMatching(/^# .*management account or a delegated one/),
      undo: expect.stringMatching(/^save the inline policy first with aws sso-admin get-inline-policy/),
    });
    expect(JSON.stringify(step)).not.toMatch(/(?:put|delete)-inline-policy/);
  });
});

test('only what an identity that is stopped as a whole has of its own needs no step', () => {
  const attach = (userName: string): Call => [
    'iam AttachUserPolicy',
    { userName, policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  ];
  const role: Call = ['iam CreateRole', { roleName: 'alice' }];
  const steps = stepsOf(
    caseOf([alice, ['iam CreateUser', { userName: 'back' }], role, attach('back'), attach('alice'), STOP]),
  );
  expect(steps.filter((step) => step.includes('detach-user-policy'))).toEqual([
    expect.stringContaining('--user-name alice'),
  ]);
});

describe('who cannot be stopped by a command', () => {
  test.each<readonly [string, JsonObject]>([
    [
      'the root user',
      { type: 'Root', principalId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT },
    ],
    ['another account', { type: 'AWSAccount', principalId: 'AIDAX', accountId: '999988887777' }],
    [
      'a person',
      {
        type: 'IdentityCenterUser',
        accountId: ACCOUNT,
        onBehalfOf: { userId: 'u-1' },
        userName: 'p; reboot',
      },
    ],
    ['a federated user whom no record shows to be taken', bob.userIdentity],
  ])('has a step that says what to do, which no shell runs: %s', (_, userIdentity) => {
    const [step] = caseOf([{ ...alice, userIdentity }, STOP]).containment;
    expect(step).toMatchObject({
      phase: 'way in',
      account: ACCOUNT,
      command: expect.stringMatching(/^# (?:[^\n';&|<>$`()]|'[^'\n]*')*$/),
    });
  });
});

test.each([
  ['Failure', 0],
  ['Success', 1],
])(
  'a user who got a password is quarantined after sign-ins, if one was no failure: %s',
  (ConsoleLogin, count) => {
    const { accessKeyId: _, ...userIdentity } = alice.userIdentity;
    const members = ConsoleLogin === 'Failure' ? { errorMessage: 'Failed authentication' } : {};
    const signIn: Call = ['signin ConsoleLogin', {}, { ...members, responseElements: { ConsoleLogin } }];
    const responseElements = { loginProfile: { userName: 'alice' } };
    const made: Call = ['iam CreateLoginProfile', { userName: 'alice' }, { responseElements }];
    const one = caseOf([user('mallory', 'a'), made, STOP], [{ ...alice, userIdentity }, signIn]);
    expect(one.who.map(({ name }) => name)).toContain('alice');
    expect(stepsOf(one).filter((step) => step === QUARANTINE)).toHaveLength(count);
  },
);
