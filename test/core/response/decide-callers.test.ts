import { toAlertMessage } from '../../../lib/core/alert/message/alert-message';
import type { ResponderSettings } from '../../../lib/core/settings/responder-settings';
import { ACCOUNT, answeredAlert, decided, MEMBER, settingsOf } from './response-samples';

const ISOLATING = [{ action: 'isolate-instance', ruleIds: [] }] as const;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/web/session`;

function sessionOf(arn: string) {
  const sessionIssuer = {
    type: 'Role',
    arn,
    userName: arn.slice(arn.lastIndexOf('/') + 1),
    accountId: ACCOUNT,
  };
  return { userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer } } };
}

test.each([
  ['aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0', /only AWS can change/],
  ['aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport', /only AWS can change/],
])('fails on a role of AWS: %s', (path, why) => {
  const alert = answeredAlert('revoke-sessions', sessionOf(`arn:aws:iam::${ACCOUNT}:role/${path}`));
  expect(decided('revoke-sessions', alert)).toEqual({ kind: 'refused', why: expect.stringMatching(why) });
});

test('the calls of its own roles are not answered, and such a name in another account is none of them', () => {
  const own = sessionOf(`arn:aws:iam::${ACCOUNT}:role/Trailwatch-ResponderRole1`);
  expect(decided('start-logging', answeredAlert('start-logging', own))).toMatchObject({ kind: 'ignored' });
  const foreign = sessionOf(`arn:aws:iam::${MEMBER}:role/Trailwatch-ResponderRole1`);
  expect(decided('start-logging', answeredAlert('start-logging', foreign))).toMatchObject({ kind: 'act' });
});

test('its own roles are known by their names, because any path can be given to a role', () => {
  const decidedOn = (path: string) =>
    decided(
      'start-logging',
      answeredAlert('start-logging', sessionOf(`arn:aws:iam::${ACCOUNT}:role/${path}`)),
    );
  expect(decidedOn('Trailwatch-x/Intruder')).toMatchObject({ kind: 'act' });
  expect(decidedOn('TrailwatchResponse-x/Intruder')).toMatchObject({ kind: 'act' });
  expect(decidedOn('team/Trailwatch-ResponderRole1')).toMatchObject({ kind: 'ignored' });
});

test.each([
  ['the stack', 'Trailwatch-Intruder', ACCOUNT],
  ['a role that acts', 'Trailwatch-ResponderRole1x', ACCOUNT],
  ['the member accounts', 'TrailwatchResponse-intruder', MEMBER],
  ['an action that is not deployed', 'TrailwatchResponse-start-logging', MEMBER],
  ['a Region that is not its own', 'TrailwatchResponse-us-east-1-isolate-instance', ACCOUNT],
])(
  'the calls of a role of another name are answered, also if it begins as those of %s',
  (_, name, account) => {
    const settings = settingsOf({ memberAccounts: [MEMBER], responses: ISOLATING });
    const alert = answeredAlert('start-logging', sessionOf(`arn:aws:iam::${account}:role/${name}`));
    expect(decided('start-logging', alert, { settings })).toMatchObject({ kind: 'act' });
  },
);

test.each<[string, Partial<ResponderSettings['exempt']>, RegExp]>([
  ['a user', { principals: [`arn:aws:iam::${ACCOUNT}:user/alice`] }, /caller is never/],
  ['users by a beginning', { principals: [`arn:aws:iam::${ACCOUNT}:user/*`] }, /caller is never/],
  ['an account', { accounts: [ACCOUNT] }, /account is never/],
  ['a resource', { resources: [`arn:aws:iam::${ACCOUNT}:user/alice`] }, /user\/alice is never/],
])('what is exempt is not acted on: %s', (_name, exempt, why) => {
  const settings = settingsOf({ exempt: { ...settingsOf().exempt, ...exempt } });
  const decision = decided('disable-access-key', answeredAlert('disable-access-key'), { settings });
  expect(decision).toEqual({ kind: 'refused', why: expect.stringMatching(why) });
});

test.each([
  ['a user that the record names without its path', 'user/service/alice', 'refused'],
  ['users of a path, which a record without one may not be of', 'user/service/al*', 'act'],
  ['another user of that path', 'user/service/bob', 'act'],
  ['a role of that name', 'role/service/alice', 'act'],
])('an exempt resource with a path: %s', (_which, name, kind) => {
  const resources = [`arn:aws:iam::${ACCOUNT}:${name}`];
  const settings = settingsOf({ exempt: { ...settingsOf().exempt, resources } });
  const accessKey = { userName: 'alice', accessKeyId: 'AKIAI44QH8DHBEXAMPLE' };
  const created = { eventName: 'CreateAccessKey', responseElements: { accessKey } };
  const alert = answeredAlert('disable-access-key', created);
  expect(decided('disable-access-key', alert, { settings }).kind).toBe(kind);
});

test('an exempt name covers no longer one without a star', () => {
  const settings = settingsOf({
    exempt: { principals: [`arn:aws:iam::${ACCOUNT}:user/al`], accounts: [], resources: [] },
  });
  const decision = decided('disable-access-key', answeredAlert('disable-access-key'), { settings });
  expect(decision.kind).toBe('act');
});

test.each([
  ['a session', `arn:aws:sts::${ACCOUNT}:assumed-role/Trailwatch-ResponderRole1/session`],
  ['a session in China', `arn:aws-cn:sts::${ACCOUNT}:assumed-role/Trailwatch-ResponderRole1/session`],
  ['a role', `arn:aws-us-gov:iam::${ACCOUNT}:role/Trailwatch-ResponderRole1`],
  [
    'a role that acts',
    `arn:aws:sts::${ACCOUNT}:assumed-role/TrailwatchResponse-eu-west-1-isolate-instance/s`,
  ],
  [
    'a role that acts in a member account',
    `arn:aws:sts::${MEMBER}:assumed-role/TrailwatchResponse-isolate-instance/trailwatch-response`,
  ],
])('the calls of its own role, spelt as %s, are not answered', (_spelling, arn) => {
  const settings = settingsOf({ memberAccounts: [MEMBER], responses: ISOLATING });
  const alert = answeredAlert('start-logging', { userIdentity: { type: 'AssumedRole', arn } });
  expect(decided('start-logging', alert, { settings })).toEqual({
    ...{ kind: 'ignored', why: 'trailwatch made the call itself' },
  });
});

test('an exempt role is exempt in a record that names its session alone, and a session by its own name', () => {
  for (const principal of [
    `arn:aws:iam::${ACCOUNT}:role/web`,
    `arn:aws:iam::${ACCOUNT}:role/app/web`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/web/*`,
  ]) {
    const settings = settingsOf({ exempt: { principals: [principal], accounts: [], resources: [] } });
    const alert = answeredAlert('start-logging', { userIdentity: { type: 'AssumedRole', arn: SESSION } });
    expect(decided('start-logging', alert, { settings })).toMatchObject({
      why: expect.stringMatching(/caller is never/),
    });
  }
});

test('every rule of a call that opened hundreds is revoked, although the alert has only parts of its record', () => {
  const items = Array.from({ length: 800 }, (_, at) => ({
    ...{ groupId: 'sg-0123456789abcdef0', groupOwnerId: ACCOUNT, cidrIpv4: '0.0.0.0/0' },
    ...{ securityGroupRuleId: `sgr-${String(at).padStart(17, '0')}`, description: 'x'.repeat(255) },
  }));
  const record = { responseElements: { securityGroupRuleSet: { items } } };
  const { default: document } = JSON.parse(toAlertMessage(answeredAlert('revoke-ingress', record)).Message);
  expect(document).toContain('[shortened: ');
  const ruleIds = items.map(({ securityGroupRuleId }) => securityGroupRuleId);
  expect(decided('revoke-ingress', JSON.parse(document))).toMatchObject({
    kind: 'act',
    request: { ruleIds },
  });
});
