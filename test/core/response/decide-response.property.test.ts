import fc from 'fast-check';
import type { Alert } from '../../../lib/core/alert/alert';
import { decideResponse } from '../../../lib/core/response/decide-response';
import {
  RESPONSE_ACTION_NAMES,
  type ResponseActionName,
} from '../../../lib/core/settings/responder-settings';
import { HOSTILE_TEXTS } from '../safe-text/hostile-texts';
import {
  ACCOUNT,
  ANSWERED,
  answeredAlert,
  DETECTOR,
  decided,
  GUARDRAIL,
  INSTANCE,
  KEY,
  MEMBER,
  NOW_MS,
  REGION,
  settingsOf,
  TARGETS,
} from './response-samples';

const ARN = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main`;

test.each<[ResponseActionName, string, object]>([
  ['start-logging', ARN, { trailArn: ARN }],
  [
    'block-public-bucket',
    'arn:aws:s3:::payments-reports',
    { bucket: 'payments-reports', accountId: ACCOUNT },
  ],
  [
    'revoke-ingress',
    `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group/sg-0123456789abcdef0`,
    { groupId: 'sg-0123456789abcdef0', ruleIds: ['sgr-00000000000000001', 'sgr-00000000000000002'] },
  ],
  [
    'disable-access-key',
    `arn:aws:iam::${ACCOUNT}:user/alice`,
    { userName: 'alice', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
  ],
  ['revoke-sessions', `arn:aws:iam::${ACCOUNT}:role/app/web`, { roleName: 'web' }],
  [
    'attach-guardrail',
    `arn:aws:organizations::777788889999:account/${MEMBER}`,
    { policyId: GUARDRAIL.policyId, targetId: MEMBER },
  ],
  ['isolate-instance', `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${INSTANCE}`, { instanceId: INSTANCE }],
  ['cancel-key-deletion', KEY, { keyArn: KEY }],
  [
    'detach-administrator-policy',
    `arn:aws:iam::${ACCOUNT}:user/mallory`,
    { kind: 'user', principalName: 'mallory', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  ],
  [
    'enable-guardduty',
    `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/${DETECTOR}`,
    { detectorId: DETECTOR, call: 'UpdateDetector' },
  ],
  [
    'start-config-recorder',
    `arn:aws:config:${REGION}:${ACCOUNT}:configuration-recorder/default`,
    { recorderArn: `arn:aws:config:${REGION}:${ACCOUNT}:configuration-recorder/default` },
  ],
  ['enable-security-hub', `arn:aws:securityhub:${REGION}:${ACCOUNT}:hub/default`, {}],
  [
    'remove-public-statements',
    'arn:aws:s3:::payments-reports',
    { bucket: 'payments-reports', accountId: ACCOUNT },
  ],
  [
    'start-state-machine',
    `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:contain`,
    {
      stateMachineArn: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:contain`,
      resources: expect.any(Array),
    },
  ],
  [
    'start-automation',
    `arn:aws:ssm:${REGION}:${ACCOUNT}:document/ContainInstance`,
    {
      ...{ documentName: 'ContainInstance', roleArn: `arn:aws:iam::${ACCOUNT}:role/contain` },
      ...{
        resources: expect.any(Array),
        clientToken: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      },
    },
  ],
])('%s acts on what the record names, and on nothing else', (action, resource, request) => {
  expect(decided(action, answeredAlert(action))).toEqual({
    ...{ kind: 'act', resource, request },
    undo: expect.stringMatching(/^aws /),
  });
});

test.each<[string, ResponseActionName, Record<string, unknown>, RegExp]>([
  [
    'a trail of another account',
    'start-logging',
    { requestParameters: { name: ARN.replace(ACCOUNT, MEMBER) } },
    /names no trail/,
  ],
  ['a deleted trail', 'start-logging', { eventName: 'DeleteTrail' }, /only StopLogging/],
  [
    'the settings of a whole account',
    'block-public-bucket',
    { eventName: 'PutAccountPublicAccessBlock' },
    /only CreateBucket/,
  ],
  [
    'a changed rule',
    'revoke-ingress',
    { eventName: 'ModifySecurityGroupRules' },
    /only AuthorizeSecurityGroupIngress/,
  ],
  [
    'rules without ids',
    'revoke-ingress',
    { responseElements: { securityGroupRuleSet: { items: [{ cidrIpv6: '::/0' }] } } },
    /one group/,
  ],
  [
    'a key of another account',
    'cancel-key-deletion',
    { responseElements: { keyId: KEY.replace(ACCOUNT, MEMBER) } },
    /names no key/,
  ],
  ['an alias', 'cancel-key-deletion', { responseElements: { keyId: 'alias/main' } }, /names no key/],
  ['a disabled key', 'cancel-key-deletion', { eventName: 'DisableKey' }, /only ScheduleKeyDeletion/],
  [
    'another policy of AWS',
    'detach-administrator-policy',
    { requestParameters: { userName: 'mallory', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' } },
    /attaches none of AdministratorAccess/,
  ],
  [
    'a policy of the account that has the name',
    'detach-administrator-policy',
    {
      requestParameters: {
        userName: 'mallory',
        policyArn: `arn:aws:iam::${ACCOUNT}:policy/AdministratorAccess`,
      },
    },
    /attaches none of/,
  ],
  [
    'a policy of another partition',
    'detach-administrator-policy',
    {
      requestParameters: { userName: 'mallory', policyArn: 'arn:aws-cn:iam::aws:policy/AdministratorAccess' },
    },
    /attaches none of/,
  ],
  [
    'a role where the call is on users',
    'detach-administrator-policy',
    { requestParameters: { roleName: 'x', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' } },
    /names no user, role or group/,
  ],
  [
    'an inline policy',
    'detach-administrator-policy',
    { eventName: 'PutUserPolicy' },
    /only AttachUserPolicy/,
  ],
  [
    'a detector that stays enabled',
    'enable-guardduty',
    { requestParameters: { detectorId: DETECTOR, enable: true } },
    /does not disable/,
  ],
  [
    'a frequency of findings',
    'enable-guardduty',
    { requestParameters: { detectorId: DETECTOR, findingPublishingFrequency: 'SIX_HOURS' } },
    /does not disable/,
  ],
  [
    'a forged detector',
    'enable-guardduty',
    { requestParameters: { detectorId: '../detector', enable: false } },
    /names no detector/,
  ],
  ['members of GuardDuty', 'enable-guardduty', { eventName: 'DeleteMembers' }, /only UpdateDetector/],
  [
    'a deleted recorder',
    'start-config-recorder',
    { eventName: 'DeleteConfigurationRecorder' },
    /only StopConfigurationRecorder/,
  ],
  [
    'a recorder that is none',
    'start-config-recorder',
    { requestParameters: { configurationRecorderName: 'a b' } },
    /names no recorder/,
  ],
  ['a standard', 'enable-security-hub', { eventName: 'BatchDisableStandards' }, /only DisableSecurityHub/],
  ['an ACL', 'remove-public-statements', { eventName: 'PutBucketAcl' }, /only PutBucketPolicy/],
  ['rules for known networks', 'revoke-ingress', { responseElements: null }, /open to every address/],
  [
    'the root user',
    'disable-access-key',
    { userIdentity: { type: 'Root', accountId: ACCOUNT, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } },
    /root and of sessions/,
  ],
  [
    'a key of a session',
    'disable-access-key',
    {
      userIdentity: {
        type: 'IAMUser',
        accountId: ACCOUNT,
        userName: 'alice',
        accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      },
    },
    /no long-term/,
  ],
  [
    'a user of another account',
    'disable-access-key',
    {
      userIdentity: {
        type: 'IAMUser',
        accountId: MEMBER,
        userName: 'alice',
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      },
    },
    /user of the account/,
  ],
  [
    'a user where a role is needed',
    'revoke-sessions',
    { userIdentity: { type: 'IAMUser' } },
    /no(t made by a)? session/,
  ],
  [
    'the management account',
    'attach-guardrail',
    { recipientAccountId: GUARDRAIL.managementAccount },
    /binds the management account/,
  ],
  ['the account of the responder', 'attach-guardrail', { recipientAccountId: ACCOUNT }, /responder itself/],
])('fails to act on %s, and says why', (_name, action, members, why) => {
  expect(decided(action, answeredAlert(action, members))).toEqual({
    kind: 'refused',
    why: expect.stringMatching(why),
  });
});

test('a new access key is disabled, and not that of the caller', () => {
  const accessKey = { userName: 'bob', accessKeyId: 'AKIAI44QH8DHBEXAMPLE', status: 'Active' };
  const alert = answeredAlert('disable-access-key', {
    eventName: 'CreateAccessKey',
    responseElements: { accessKey },
  });
  expect(decided('disable-access-key', alert)).toMatchObject({
    request: { userName: 'bob', accessKeyId: 'AKIAI44QH8DHBEXAMPLE' },
  });
});

test('a call that failed, and one that a search found later, need no answer', () => {
  const denied = answeredAlert('start-logging', { errorCode: 'AccessDenied' });
  expect(decided('start-logging', denied)).toEqual({ kind: 'ignored', why: 'the call was denied' });
  const failed = answeredAlert('start-logging', { errorCode: 'TrailNotFoundException' });
  expect(decided('start-logging', failed)).toEqual({ kind: 'ignored', why: 'the call failed' });
  const searched: Alert = { ...answeredAlert('start-logging'), route: 'archive-search' };
  expect(decided('start-logging', searched).kind).toBe('ignored');
});

const IN_SESSION = { type: 'AssumedRole', arn: `arn:aws:sts::${ACCOUNT}:assumed-role/web/${INSTANCE}` };

test.each<[string, Record<string, unknown>, string | RegExp]>([
  ['that a call names', { responseElements: null, requestParameters: { instanceId: INSTANCE } }, INSTANCE],
  [
    'that made the call with its credentials',
    {
      ...{ eventSource: 's3.amazonaws.com', responseElements: null },
      userIdentity: { ...IN_SESSION, sessionContext: { ec2RoleDelivery: '2.0' } },
    },
    INSTANCE,
  ],
  [
    'whose id is only the name of a session, which its caller chose',
    { eventSource: 's3.amazonaws.com', userIdentity: { ...IN_SESSION, sessionContext: {} } },
    /names no instance/,
  ],
  [
    'among several',
    { responseElements: { instancesSet: { items: [{ instanceId: INSTANCE }, { instanceId: 'i-1' }] } } },
    /2 instances; one is isolated/,
  ],
  ['without an id', { responseElements: null }, /names no instance/],
])('an instance %s is isolated, or refused with the reason', (_which, members, expected) => {
  const decision = decided('isolate-instance', answeredAlert('isolate-instance', members));
  expect(decision).toMatchObject(
    typeof expected === 'string'
      ? { kind: 'act', request: { instanceId: expected } }
      : { kind: 'refused', why: expect.stringMatching(expected) },
  );
});

test.each([
  ['us-east-1', 'act'],
  ['ap-southeast-10', 'act'],
  ['us-iso-east-1', 'refused'],
  ['us-gov-west-1', 'refused'],
  ['cn-north-1', 'refused'],
  ['example.com/#', 'refused'],
  ['', 'refused'],
])('a trail of Region %p: %s', (awsRegion, kind) => {
  expect(decided('start-logging', { ...answeredAlert('start-logging'), awsRegion }).kind).toBe(kind);
});

test.each([
  ['aws-cn', 'cn-northwest-1'],
  ['aws-us-gov', 'us-gov-east-1'],
  ['aws-iso', 'us-iso-east-1'],
  ['aws-iso-b', 'us-isob-east-1'],
  ['aws-eusc', 'eusc-de-east-1'],
])(
  'in partition %s a trail of Region %s is acted on, and none of another partition',
  (partition, awsRegion) => {
    const settings = settingsOf({ partition });
    const ofRegion = (region: string) =>
      decided('start-logging', { ...answeredAlert('start-logging'), awsRegion: region }, { settings });
    expect(ofRegion(awsRegion).kind).toBe('act');
    expect(ofRegion(REGION)).toMatchObject({ why: `the record names no Region of partition ${partition}` });
  },
);

test('an old call, a storm and another account are refused', () => {
  const alert = answeredAlert('start-logging');
  const whys = [
    decided('start-logging', alert, { nowMs: NOW_MS + 360 * 60_000 }),
    decided('start-logging', { ...alert, eventTime: 'never' }),
    decided('start-logging', { ...alert, eventSource: 'trailwatch' }),
    decided('start-logging', { ...alert, recipientAccountId: MEMBER }),
  ];
  expect(whys.map((one) => one.kind)).toEqual(Array(4).fill('refused'));
  expect(new Set(whys.map((one) => ('why' in one ? one.why : '')))).toHaveProperty('size', 3);
});

test('a member account is acted in', () => {
  const settings = settingsOf({ memberAccounts: [MEMBER] });
  const alert = answeredAlert('start-logging', { recipientAccountId: MEMBER });
  expect(decided('start-logging', alert, { settings })).toMatchObject({
    resource: ARN.replace(ACCOUNT, MEMBER),
  });
});

/** A record with anything where the samples have something. */
function damaged(value: unknown): fc.Arbitrary<unknown> {
  const junk = fc.oneof(
    fc.constantFrom(
      ...Object.values(HOSTILE_TEXTS),
      "x'; rm -rf /",
      '$.plan',
      'States.Format',
      '*',
      '../x',
      '',
    ),
    fc.string(),
    fc.constant(null),
    fc.constant([]),
    fc.integer(),
  );
  if (Array.isArray(value)) return fc.oneof({ weight: 5, arbitrary: fc.tuple(...value.map(damaged)) }, junk);
  if (typeof value !== 'object' || value === null) {
    return fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, junk);
  }
  const entries = Object.entries(value).map(([name, member]) => [name, damaged(member)] as const);
  return fc.oneof({ weight: 8, arbitrary: fc.record(Object.fromEntries(entries)) }, junk);
}

/** Every text of a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function toUuid(hash: string): string {
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** Whether a text of a request is a text of a record, an ARN that ends with it, or the kind of principal that its call is for. */
function isOf(one: string, text: string): boolean {
  const isOfCall = /^Attach(\w+)Policy$/.exec(one)?.[1]?.toLowerCase() === text;
  return (
    one === text ||
    isOfCall ||
    text.endsWith(`trail/${one}`) ||
    text.endsWith(`key/${one}`) ||
    text.endsWith(`recorder/${one}`)
  );
}

test.each(RESPONSE_ACTION_NAMES)(
  'whatever a record holds, %s acts on what the record names by a plain name, or refuses',
  (action) => {
    let acted = 0;
    fc.assert(
      fc.property(damaged(ANSWERED[action]), (members) => {
        const record = typeof members === 'object' && members !== null ? members : {};
        const alert = {
          ...answeredAlert(action),
          record: { ...answeredAlert(action).record, ...record },
        } as Alert;
        const decision = decided(action, alert);
        if (decision.kind !== 'act') return;
        acted += 1;
        const known = new Set([
          ...[...textsIn(alert.record), ARN, GUARDRAIL.policyId, alert.recipientAccountId],
          ...[...alert.resources, ...textsIn(TARGETS), toUuid(alert.id)],
        ]);
        for (const text of textsIn(decision.request)) {
          expect(text).toMatch(/^[A-Za-z0-9_+=,.@:/-]+$/);
          expect([...known].some((one) => isOf(one, text))).toBe(true);
        }
        expect(decision.undo).toMatch(/^aws [A-Za-z0-9_+=,.@:/ -]+$/);
      }),
      { numRuns: 400 },
    );
    expect(acted).toBeGreaterThan(0);
  },
);

describe.each(['start-state-machine', 'start-automation'] as const)('%s', (action) => {
  const bucket = 'arn:aws:s3:::payments-reports';
  const alert = {
    ...answeredAlert(action),
    resources: [bucket, 'arn:aws:s3:::x; rm -rf /', 'x'.repeat(3_000)],
  };

  test('hands on the resources of an alert that are plain ARNs, and at most 20', () => {
    expect(decided(action, alert)).toMatchObject({ kind: 'act', request: { resources: [bucket] } });
    const many = { ...alert, resources: Array.from({ length: 200 }, (_, at) => `${bucket}-${at}`) };
    const decision = decided(action, many);
    expect(decision.kind === 'act' && decision.request.resources).toHaveLength(20);
  });

  test('is refused where one of the resources is exempt, or a role of trailwatch', () => {
    const exempt = { principals: [], accounts: [], resources: [bucket] };
    expect(decided(action, alert, { settings: settingsOf({ exempt }) })).toEqual({
      ...{ kind: 'refused', why: `${bucket} is never acted on` },
    });
    const own = `arn:aws:iam::${ACCOUNT}:role/Trailwatch-ResponderRole`;
    expect(decided(action, { ...alert, resources: [bucket, own] })).toMatchObject({ kind: 'refused' });
  });

  test('answers alerts of the own account and of members, and of no other', () => {
    const member = { ...alert, recipientAccountId: MEMBER };
    expect(decided(action, alert).kind).toBe('act');
    expect(decided(action, member)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('is not among'),
    });
    expect(decided(action, member, { settings: settingsOf({ memberAccounts: [MEMBER] }) }).kind).toBe('act');
  });

  test('is refused where the settings name nothing to start', () => {
    const response = { action, ruleIds: [alert.ruleId] };
    expect(decideResponse(alert, response, settingsOf(), NOW_MS)).toMatchObject({ kind: 'refused' });
  });
});
