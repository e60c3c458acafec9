import { Duration } from 'aws-cdk-lib';
import {
  AlertResponse,
  type AlertResponseOptions,
  AlertTopic,
  AuditGuardrails,
  Responder,
  ResponderRole,
  ResponseAction,
  ResponseMode,
} from '../../../lib/index';
import { ACCOUNT, newStack, oneRule, REGION, resourceOf } from '../synthesize';

const MEMBER = '444455556666';
const EXEMPT = `arn:aws:iam::${ACCOUNT}:role/deployment/*`;

interface Statement {
  readonly Sid: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: { readonly ArnNotLike?: { readonly 'aws:PrincipalArn': string | string[] } };
}

/** The statements that guardrails on the stack of a responder have, by their names. */
function guardrailsOf(
  respond: (options: AlertResponseOptions) => AlertResponse,
  options: Partial<AlertResponseOptions>,
  memberAccounts: string[] = [],
): ReadonlyMap<string, Statement> {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const responses = [respond({ rules: oneRule(), mode: ResponseMode.ACT, ...options })];
  new Responder(stack, 'Responder', { alertTopic, responses, memberAccounts });
  if (memberAccounts.length > 0) {
    const actions = [ResponseAction.BLOCK_PUBLIC_BUCKET, ResponseAction.REVOKE_SESSIONS];
    new ResponderRole(stack, 'Role', { responderAccount: ACCOUNT, actions });
  }
  const guardrails = new AuditGuardrails(stack, 'Guardrails', {
    ...{ stacks: [stack], trails: [], bucketArns: ['arn:aws:s3:::company-logs'] },
    exemptRoleArns: [EXEMPT],
  });
  const statements = guardrails
    .documents()
    .filter(({ policyType }) => policyType === 'SERVICE_CONTROL_POLICY')
    .flatMap(({ json }): Statement[] => JSON.parse(json).Statement);
  return new Map(statements.map((statement) => [statement.Sid, statement]));
}

const exempt = (statement: Statement | undefined) =>
  [statement?.Condition?.ArnNotLike?.['aws:PrincipalArn'] ?? []].flat();
const OF_RESPONDERS = ['KeepResponses', 'KeepExecutions', 'KeepApprovals', 'KeepResponseFunctions'];
const DENIED = 's3:PutBucketPublicAccessBlock';

test('a dry run has nothing that others could use but the function that reports', () => {
  const found = guardrailsOf(AlertResponse.blockPublicBucket, { mode: ResponseMode.DRY_RUN });
  expect(OF_RESPONDERS.filter((sid) => found.has(sid))).toEqual(['KeepResponseFunctions']);
  expect(found.get('KeepTrailsAndArchive')?.Action).toContain(DENIED);
  expect(found.get('KeepRolesAndStacks')?.Action).toContain('iam:PutRolePolicy');
});

test.each<[string, Partial<AlertResponseOptions>, string[]]>([
  ['that acts at once', {}, OF_RESPONDERS.filter((sid) => sid !== 'KeepApprovals')],
  ['that asks', { approvalTimeout: Duration.hours(1) }, OF_RESPONDERS],
])(
  'the state machine of a response %s is kept by name, and its approval only where it asks',
  (_which, options, sids) => {
    const found = guardrailsOf(AlertResponse.startLogging, options);
    expect(OF_RESPONDERS.filter((sid) => found.has(sid))).toEqual(sids);
    const name = expect.stringMatching(/:stateMachine:Stack-Responder-StartLogging-\w{8}\*$/);
    expect([found.get('KeepResponses')?.Resource].flat()).toEqual([name]);
    expect(found.get('KeepAlertPath')?.Resource).toContainEqual(name);
  },
);

test.each([
  ['own account', [], /role\/Stack-ResponderBlockPublicBuck\*$/],
  ['accounts with a role', [MEMBER], /role\/TrailwatchResponse-block-public-bucket$/],
])(
  'whoever blocks buckets in the %s, and no one else, blocks those of the archive',
  (_where, members, role) => {
    const found = guardrailsOf(AlertResponse.blockPublicBucket, {}, members);
    expect(found.get('KeepTrailsAndArchive')?.Action).not.toContain(DENIED);
    expect(found.get('KeepPublicAccessBlocks')).toMatchObject({
      ...{ Action: DENIED, Resource: 'arn:aws:s3:::company-logs' },
    });
    expect(exempt(found.get('KeepPublicAccessBlocks'))).toEqual([EXEMPT, expect.stringMatching(role)]);
  },
);

test.each([
  ['own account', [], /role\/Stack-ResponderRevokeSessionsR\*$/],
  ['accounts with a role', [MEMBER], /role\/TrailwatchResponse-revoke-sessions$/],
])(
  'whoever revokes sessions in the %s does so for roles that deploy, and not for those that work',
  (_where, members, role) => {
    const found = guardrailsOf(AlertResponse.revokeSessions, {}, members);
    expect(found.get('KeepRolesAndStacks')?.Action).not.toContain('iam:PutRolePolicy');
    expect(exempt(found.get('KeepRolePolicies'))).toEqual([EXEMPT, expect.stringMatching(role)]);
    expect(found.get('KeepRolePolicies')?.Resource).toContain(EXEMPT);
    const working = found.get('KeepWorkingRolePolicies');
    expect(exempt(working)).toEqual([EXEMPT]);
    expect(working?.Resource).not.toContain(EXEMPT);
    expect(working?.Resource).toContainEqual(expect.stringMatching(/role\/Stack-ResponderRole/));
  },
);

test('the stack of the roles in a member account is kept alone, too', () => {
  const stack = newStack({ env: { account: MEMBER, region: REGION } });
  const actions = Object.values(ResponseAction);
  new ResponderRole(stack, 'Role', { responderAccount: ACCOUNT, actions });
  const guardrails = new AuditGuardrails(stack, 'Guardrails', {
    ...{ stacks: [stack], trails: [], exemptRoleArns: [EXEMPT] },
  });
  const text = guardrails
    .documents()
    .map(({ json }) => json)
    .join('\n');
  for (const action of actions) expect(text).toContain(`role/TrailwatchResponse-${action}`);
});

test('a role of a member trusts the Regions that are named, and refuses an empty list and a Region of another partition', () => {
  const stack = newStack();
  const trust = { responderAccount: ACCOUNT, actions: [ResponseAction.START_LOGGING] };
  new ResponderRole(stack, 'Role', { ...trust, responderRegions: ['us-east-1', REGION, REGION] });
  const [statement] = resourceOf(stack, 'AWS::IAM::Role').Properties.AssumeRolePolicyDocument.Statement;
  const trusted = JSON.stringify(statement.Condition.ArnLike['aws:PrincipalArn']);
  expect(trusted.match(/TrailwatchResponse-[a-z0-9-]+-start-logging/g)).toEqual(
    [REGION, 'us-east-1'].map((region) => `TrailwatchResponse-${region}-start-logging`),
  );
  expect(trusted).not.toContain('*');
  expect(() => new ResponderRole(stack, 'None', { ...trust, responderRegions: [] })).toThrow(
    'responderRegions is empty',
  );
  expect(() => new ResponderRole(stack, 'Other', { ...trust, responderRegions: ['cn-north-1'] })).toThrow(
    /responderRegions.*cn-north-1/,
  );
});
