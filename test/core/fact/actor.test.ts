import { renderSummary } from '../../../lib/core/alert/from-record/render-summary';
import { actorOf } from '../../../lib/core/compile/predicate/record-facts';
import { stopLoggingRecord } from '../alert/stop-logging-record';

const ISSUER = { type: 'Role', arn: 'arn:aws:iam::111122223333:role/Deploy', accountId: '111122223333' };

function roleIdentity(role: string, session: string, mfaAuthenticated = 'false') {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE0000000001:${session}`,
    arn: `arn:aws:sts::111122223333:assumed-role/${role}/${session}`,
    accountId: '111122223333',
    sessionContext: { sessionIssuer: { ...ISSUER, userName: role }, attributes: { mfaAuthenticated } },
  };
}

const SSO_ROLE = 'AWSReservedSSO_AdministratorAccess_0123456789abcdef';

const NAMES: readonly (readonly [kind: string, userIdentity: unknown, name: string])[] = [
  ['the root user', { type: 'Root', accountId: '111122223333', userName: 'my-alias' }, 'root'],
  ['an IAM user', { type: 'IAMUser', userName: 'alice' }, 'alice'],
  ['an IAM user without its name', { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ops/bob' }, 'bob'],
  ['a role session', roleIdentity('Deploy', 'i-0abc'), 'Deploy/i-0abc'],
  ['a role session without its issuer', { ...roleIdentity('Deploy', 'ci'), sessionContext: {} }, 'Deploy/ci'],
  ['a role session without its ARN', { ...roleIdentity('Deploy', 'ci'), arn: undefined }, 'Deploy/ci'],
  [
    'a person of Identity Center',
    roleIdentity(SSO_ROLE, 'alice@example.com'),
    'AdministratorAccess/alice@example.com',
  ],
  ['a federated user', { type: 'FederatedUser', arn: 'arn:aws:sts::111122223333:federated-user/eve' }, 'eve'],
  [
    'another account',
    { type: 'AWSAccount', accountId: '444455556666', principalId: 'AIDAX' },
    '444455556666',
  ],
  ['an AWS service', { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }, 'ec2.amazonaws.com'],
  ['a SAML user', { type: 'SAMLUser', userName: 'carol', identityProvider: 'idp' }, 'carol'],
  [
    'a web identity user',
    { type: 'WebIdentityUser', userName: 'repo:example/app:ref' },
    'repo:example/app:ref',
  ],
  ['an Identity Center user', { type: 'IdentityCenterUser', onBehalfOf: { userId: 'user-1' } }, 'user-1'],
  ['a directory user', { type: 'Directory', userName: 'dave' }, 'dave'],
  ['an unknown principal', { type: 'Unknown', principalId: 'AIDAX' }, 'AIDAX'],
  [
    'a service event, which has no type',
    { accountId: '111122223333', invokedBy: 'AWS Internal' },
    'AWS Internal',
  ],
  ['nobody', undefined, 'unknown'],
  ['an identity that is no object', 'alice', 'unknown'],
];

describe('toActor', () => {
  it.each(NAMES)('names %s', (_kind, userIdentity, name) => {
    expect(actorOf(stopLoggingRecord({ userIdentity })).name).toBe(name);
  });

  it.each([
    [{ type: 'Unknown' }, /^caller without AWS credentials stopped/],
    [{ type: 'Unknown', userName: 'bob' }, /^identity of unknown type bob stopped/],
    [
      {
        ...{ type: 'Unknown', principalId: 'AROAX:alice', accountId: '111122223333' },
        arn: `arn:aws:sts::111122223333:assumed-role/${SSO_ROLE}/alice`,
      },
      /^Identity Center user alice \(permission set \w+, account 111122223333\) stopped/,
    ],
  ])('says of an unknown type what the record knows: %j', (userIdentity, summary) => {
    expect(renderSummary(stopLoggingRecord({ userIdentity }))).toMatch(summary);
  });

  it('takes the account from the ARN when the identity does not tell it', () => {
    const userIdentity = { type: 'IAMUser', arn: 'arn:aws-cn:iam::111122223333:user/alice' };
    expect(actorOf(stopLoggingRecord({ userIdentity })).accountId).toBe('111122223333');
  });

  it('reads whether a session used MFA from its text', () => {
    expect(actorOf(stopLoggingRecord({ userIdentity: roleIdentity('Deploy', 'ci', 'true') })).mfa).toBe(true);
    expect(actorOf(stopLoggingRecord({ userIdentity: roleIdentity('Deploy', 'ci', 'false') })).mfa).toBe(
      false,
    );
  });

  it('does not know whether MFA was used with a long-term key', () => {
    expect(
      actorOf(stopLoggingRecord({ userIdentity: { type: 'IAMUser', userName: 'alice' } })),
    ).not.toHaveProperty('mfa');
  });

  it('does not know whether a person of Identity Center used MFA, though the record says false', () => {
    expect(actorOf(stopLoggingRecord({ userIdentity: roleIdentity(SSO_ROLE, 'alice') }))).not.toHaveProperty(
      'mfa',
    );
  });

  it.each([
    ['IAMUser', 'Yes', true],
    ['IAMUser', 'No', false],
    ['Root', 'No', false],
    ['AssumedRole', 'No', undefined],
    ['SAMLUser', 'No', undefined],
  ])('reads a sign-in of %s with MFAUsed %s as %s', (type, MFAUsed, mfa) => {
    const members = { eventName: 'ConsoleLogin', userIdentity: { type }, additionalEventData: { MFAUsed } };
    expect(actorOf(stopLoggingRecord(members)).mfa).toBe(mfa);
  });
});
