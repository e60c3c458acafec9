import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { decideResponse } from '../../../lib/core/response/decide-response';
import { RESPONSE_ACTIONS } from '../../../lib/core/response/response-actions';
import { toPlan, withCall } from '../../../lib/core/response/response-plan';
import { toResponseMachine } from '../../../lib/core/response/to-response-machine';
import {
  RESPONSE_ACTION_NAMES,
  type ResponseActionName,
} from '../../../lib/core/settings/responder-settings';
import { runStateMachine } from '../../state-machine/state-machine';
import {
  answeredAlert,
  DETECTOR,
  GUARDRAIL,
  INSTANCE,
  KEY,
  MEMBER,
  NOW_MS,
  REGION,
  settingsOf,
  TARGETS,
} from './response-samples';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:responder';
const ACTOR = 'arn:aws:lambda:eu-west-1:111122223333:function:actor';

function planOf(action: ResponseActionName, memberAccounts: readonly string[] = []): JsonObject {
  const alert = answeredAlert(action);
  const settings = settingsOf({ memberAccounts });
  const target = TARGETS[action];
  const response = { action, ruleIds: [alert.ruleId], guardrail: GUARDRAIL, ...(target && { target }) };
  const decision = decideResponse(alert, response, settings, NOW_MS);
  if (decision.kind !== 'act') throw new Error(decision.why);
  return JSON.parse(JSON.stringify(withCall(toPlan(alert, action), decision, settings))) as JsonObject;
}

/** Runs the machine of an action. `calls` and `asks` fail as long as they have errors. */
async function run(
  action: ResponseActionName,
  {
    calls = [] as string[],
    asks = [] as string[],
    reports = [] as string[],
    approvalSeconds = undefined as number | undefined,
    accounts = [] as string[],
    forged = {} as JsonObject,
  } = {},
) {
  const seen = { calls: [] as unknown[], reported: [] as string[], asked: [] as Json[] };
  const definition = toResponseMachine({
    ...{ action, partition: 'aws', functionArn: FUNCTION, approvalSeconds },
    actorArn: RESPONSE_ACTIONS[action].isRegional ? ACTOR : undefined,
    actsInAccounts: accounts.length > 0,
  });
  const input = { ...planOf(action, accounts), ...forged };
  const execution = await runStateMachine(
    definition,
    { name: 'alert', startedAt: '2026-11-20T03:05:00Z', input },
    {
      invoke: async (functionName, payload) => {
        const error = (functionName === ACTOR ? calls : reports).shift();
        if (functionName === ACTOR) seen.calls.push(payload);
        if (error !== undefined) throw Object.assign(new Error('no'), { name: error });
        if (functionName === ACTOR) return { undo: ['aws undo'] };
        expect(functionName).toBe(FUNCTION);
        const { outcome, plan } = payload as JsonObject;
        expect(plan).toMatchObject({
          ...input,
          ...('prepared' in forged ? { prepared: expect.anything() } : {}),
        });
        seen.reported.push(String(outcome));
        return null;
      },
      call: async (resource, request, roleArn) => {
        const error = (resource.startsWith('lambda:') ? asks : calls).shift();
        if (resource.startsWith('lambda:')) seen.asked.push(request);
        else seen.calls.push({ resource, request, roleArn });
        if (error !== undefined) throw Object.assign(new Error('no'), { name: error });
        return {};
      },
      keys: async () => [],
    },
  );
  return { ...seen, execution };
}

/** Of every session that began before the state was entered. */
const DENIAL = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      ...{ Effect: 'Deny', Action: ['*'], Resource: ['*'] },
      Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-20T03:05:00Z' } },
    },
  ],
});

/** The alert that actions of the user answer. */
const OWN = answeredAlert('start-state-machine');
const UUID = /^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/;

test.each<[ResponseActionName, JsonObject]>([
  ['start-logging', { Name: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main' }],
  ['block-public-bucket', { Bucket: 'payments-reports', ExpectedBucketOwner: '111122223333' }],
  [
    'revoke-ingress',
    {
      GroupId: 'sg-0123456789abcdef0',
      SecurityGroupRuleIds: ['sgr-00000000000000001', 'sgr-00000000000000002'],
    },
  ],
  ['disable-access-key', { UserName: 'alice', AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', Status: 'Inactive' }],
  [
    'revoke-sessions',
    {
      ...{ RoleName: 'web', PolicyName: 'TrailwatchRevokeOlderSessions' },
      PolicyDocument: DENIAL,
    },
  ],
  ['attach-guardrail', { PolicyId: 'p-examplepolicyid', TargetId: MEMBER }],
  ['isolate-instance', { InstanceId: INSTANCE }],
  ['cancel-key-deletion', { KeyId: KEY }],
  [
    'detach-administrator-policy',
    { Kind: 'user', PrincipalName: 'mallory', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  ],
  ['enable-guardduty', { DetectorId: DETECTOR, Call: 'UpdateDetector' }],
  [
    'start-config-recorder',
    { RecorderArn: 'arn:aws:config:eu-west-1:111122223333:configuration-recorder/default' },
  ],
  ['enable-security-hub', {}],
  ['remove-public-statements', { Bucket: 'payments-reports', ExpectedBucketOwner: '111122223333' }],
  [
    'start-state-machine',
    {
      StateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:contain',
      Name: OWN.id,
      Input: JSON.stringify({ alert: toPlan(OWN, 'start-state-machine').alert, resources: OWN.resources }),
    },
  ],
  [
    'start-automation',
    {
      ...{ DocumentName: 'ContainInstance', ClientToken: OWN.id.replace(UUID, '$1-$2-$3-$4-$5') },
      Parameters: {
        AutomationAssumeRole: ['arn:aws:iam::111122223333:role/contain'],
        ...{ AlertId: [OWN.id], RuleId: [OWN.ruleId], EventId: [OWN.eventID] },
        ...{ AccountId: [OWN.recipientAccountId], Region: [OWN.awsRegion], Resources: [...OWN.resources] },
      },
    },
  ],
])('the machine of %s makes one call and reports it', async (action, request) => {
  const { calls, reported, execution } = await run(action);
  const { call, isRegional } = RESPONSE_ACTIONS[action];
  expect(calls).toEqual([
    isRegional ? { region: REGION, request } : { resource: `aws-sdk:${call}`, request, roleArn: undefined },
  ]);
  expect(reported).toEqual(['done']);
  expect(execution.status).toBe('SUCCEEDED');
});

test('a new key that IAM does not know everywhere yet is tried again, and one that stays unknown is not reported as disabled', async () => {
  const unknown = 'Iam.NoSuchEntityException';
  const late = await run('disable-access-key', { calls: [unknown, unknown] });
  expect([late.calls.length, late.reported]).toEqual([3, ['done']]);
  const never = await run('disable-access-key', { calls: Array(9).fill(unknown) });
  expect([never.calls.length, never.reported]).toEqual([5, ['failed']]);
});

describe.each(RESPONSE_ACTION_NAMES)('the machine of %s', (action) => {
  test('repeats a call that fails at first, the same each time', async () => {
    const { calls, reported } = await run(action, { calls: ['States.Timeout', 'ThrottlingException'] });
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map((call) => JSON.stringify(call))).size).toBe(1);
    expect(reported).toEqual(['done']);
  });

  test('reports a call that goes on failing, and fails', async () => {
    const { calls, reported, execution } = await run(action, { calls: Array(9).fill('AccessDenied') });
    expect(calls).toHaveLength(5);
    expect(reported).toEqual(['failed']);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'ResponseFailed' });
  });

  test('takes an error for done that means that nothing is left to do', async () => {
    for (const error of RESPONSE_ACTIONS[action].already) {
      const { calls, reported } = await run(action, { calls: [error] });
      expect({ calls: calls.length, reported }).toEqual({ calls: 1, reported: ['done'] });
    }
  });

  test('repeats a report, and fails without one: its alarm is raised then', async () => {
    expect((await run(action, { reports: ['Lambda.TooManyRequestsException'] })).reported).toEqual(['done']);
    expect((await run(action, { reports: Array(9).fill('Lambda.Unknown') })).execution.status).toBe('FAILED');
  });

  test('calls nothing before it is approved, and nothing at all if it is not', async () => {
    const approved = await run(action, { approvalSeconds: 3600 });
    expect(approved.asked).toEqual([
      {
        FunctionName: FUNCTION,
        Payload: { outcome: 'asked', plan: planOf(action), taskToken: 'task-token' },
      },
    ]);
    expect([approved.calls.length, approved.reported]).toEqual([1, ['done']]);
    for (const error of ['States.Timeout', 'Rejected', '']) {
      const { asked, calls, reported, execution } = await run(action, {
        approvalSeconds: 3600,
        asks: [error],
      });
      expect([asked.length, calls, reported, execution.status]).toEqual([
        1,
        [],
        ['not-approved'],
        'SUCCEEDED',
      ]);
    }
  });

  test('asks again where the request may not have been sent, and calls nothing if that goes on', async () => {
    for (const error of ['ApprovalNotRequested', 'Lambda.TooManyRequestsException', 'Lambda.Unknown']) {
      const late = await run(action, { approvalSeconds: 3600, asks: [error, error] });
      expect([late.asked.length, late.calls.length, late.reported]).toEqual([3, 1, ['done']]);
      const never = await run(action, { approvalSeconds: 3600, asks: Array(9).fill(error) });
      expect([never.asked.length, never.calls, never.reported]).toEqual([5, [], ['not-approved']]);
    }
  });
});

test('whoever starts the machine of revoke-sessions names a role, and no permissions', async () => {
  const policyDocument = JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });
  const forged = { prepared: { Statement: [] }, request: { roleName: 'web', policyDocument } };
  const { calls } = await run('revoke-sessions', { forged });
  expect(calls).toEqual([
    expect.objectContaining({ request: expect.objectContaining({ PolicyDocument: DENIAL }) }),
  ]);
});

test('a role of the account concerned acts where accounts are named, but for what is done from here', async () => {
  const { calls } = await run('disable-access-key', { accounts: [MEMBER] });
  const roleArn = 'arn:aws:iam::111122223333:role/TrailwatchResponse-disable-access-key';
  expect(calls).toEqual([expect.objectContaining({ roleArn })]);
  const regional = await run('isolate-instance', { accounts: [MEMBER] });
  expect(regional.calls).toEqual([
    {
      ...{ region: REGION, request: { InstanceId: INSTANCE } },
      roleArn: roleArn.replace('disable-access-key', 'isolate-instance'),
    },
  ]);
  expect(planOf('attach-guardrail', [MEMBER]).roleArn).toBeUndefined();
});
