import { Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { flattenReferences } from '../../../lib/constructs/statement/references';
import { decodeResponderSettings } from '../../../lib/core/settings/responder-settings';
import {
  AlertResponse,
  AlertTopic,
  Condition,
  Responder,
  type ResponderProps,
  ResponderRole,
  ResponseAction,
  ResponseMode,
  Rule,
  RuleSet,
  RuleSeverity,
} from '../../../lib/index';
import {
  ACCOUNT,
  newStack,
  ORGANIZATION,
  oneRule,
  REGION,
  type Resource,
  resourceOf,
  resourcesOf,
} from '../synthesize';

const ACT = ResponseMode.ACT;
const MEMBER = '444455556666';

/** What the roles of a dry run may do, and those of what acts may do besides. */
const OF_THE_FUNCTION = [
  ...['dynamodb:UpdateItem', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:GenerateMac', 'kms:VerifyMac'],
  ...['logs:CreateLogStream', 'logs:PutLogEvents', 'sns:Publish', 'sqs:SendMessage'],
];

function synthesize(props: Partial<ResponderProps> = {}) {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const responses = props.responses ?? [AlertResponse.startLogging({ rules: oneRule() })];
  const responder = new Responder(stack, 'Responder', { alertTopic, ...props, responses });
  return { stack, responder };
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

function statementsIn({ Properties }: Resource): Statement[] {
  return Properties.PolicyDocument.Statement;
}

/** The actions of policies whose ids begin so, each once. */
function actionsIn(stack: Stack, idStart = ''): string[] {
  const statements = resourcesOf(stack, 'AWS::IAM::Policy', idStart).flatMap(statementsIn);
  return [...new Set(statements.flatMap(({ Action }) => Action))].sort();
}

test('is a dry run by default: nothing is there that could act', () => {
  const { stack, responder } = synthesize();
  expect(responder.stateMachines).toEqual([]);
  expect(resourcesOf(stack, 'AWS::StepFunctions::StateMachine')).toEqual([]);
  expect(actionsIn(stack)).toEqual([...OF_THE_FUNCTION].sort());
  expect(responder.alarms).toHaveLength(1);
  expect([responder.metricErrors().metricName, responder.metricDeadLetters().metricName]).toEqual([
    'Errors',
    'ApproximateNumberOfMessagesVisible',
  ]);
});

const ISOLATING = [
  ...['ec2:CreateSecurityGroup', 'ec2:CreateTags', 'ec2:DescribeNetworkInterfaces'],
  ...['ec2:DescribeSecurityGroups', 'ec2:ModifyNetworkInterfaceAttribute'],
  ...['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
];

test.each<[string, AlertResponse, string[]]>([
  ['StartLogging', AlertResponse.startLogging({ rules: oneRule(), mode: ACT }), ['cloudtrail:StartLogging']],
  [
    'BlockPublicBucket',
    AlertResponse.blockPublicBucket({ rules: oneRule(), mode: ACT }),
    ['s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
  ],
  [
    'RevokeIngress',
    AlertResponse.revokeIngress({ rules: oneRule(), mode: ACT }),
    ['ec2:RevokeSecurityGroupIngress'],
  ],
  [
    'DisableAccessKey',
    AlertResponse.disableAccessKey({ rules: oneRule(), mode: ACT }),
    ['iam:UpdateAccessKey'],
  ],
  ['RevokeSessions', AlertResponse.revokeSessions({ rules: oneRule(), mode: ACT }), ['iam:PutRolePolicy']],
  [
    'AttachGuardrail',
    AlertResponse.attachGuardrail({
      ...{ rules: oneRule(), mode: ACT, policyId: 'p-examplepolicyid', managementAccount: MEMBER },
    }),
    ['organizations:AttachPolicy'],
  ],
  ['IsolateInstance', AlertResponse.isolateInstance({ rules: oneRule(), mode: ACT }), ISOLATING],
  [
    'CancelKeyDeletion',
    AlertResponse.cancelKeyDeletion({ rules: oneRule(), mode: ACT }),
    ['kms:CancelKeyDeletion'],
  ],
  [
    'DetachAdministratorPolicy',
    AlertResponse.detachAdministratorPolicy({ rules: oneRule(), mode: ACT }),
    ['iam:DetachGroupPolicy', 'iam:DetachRolePolicy', 'iam:DetachUserPolicy'],
  ],
  [
    'EnableGuardduty',
    AlertResponse.enableGuardDuty({ rules: oneRule(), mode: ACT }),
    ['guardduty:CreateDetector', 'guardduty:ListDetectors', 'guardduty:UpdateDetector'],
  ],
  [
    'StartConfigRecorder',
    AlertResponse.startConfigRecorder({ rules: oneRule(), mode: ACT }),
    ['config:StartConfigurationRecorder'],
  ],
  [
    'EnableSecurityHub',
    AlertResponse.enableSecurityHub({ rules: oneRule(), mode: ACT }),
    ['securityhub:EnableSecurityHub'],
  ],
  [
    'RemovePublicStatements',
    AlertResponse.removePublicStatements({ rules: oneRule(), mode: ACT }),
    ['s3:DeleteBucketPolicy', 's3:GetBucketPolicy', 's3:PutBucketPolicy'],
  ],
])('the roles of %s can do that, report, and write their logs', (id, response, actions) => {
  const { stack } = synthesize({ responses: [response] });
  const own = actionsIn(stack, `Responder${id}`).filter((action) => !action.startsWith('logs:'));
  expect(own).toEqual([...actions, 'lambda:InvokeFunction'].sort());
  const ofFunction = [...OF_THE_FUNCTION, 'states:StartExecution'].sort();
  expect(actionsIn(stack, 'ResponderRole')).toEqual(ofFunction);
});

test('executions that failed and those that were stopped raise an alarm each, of all state machines', () => {
  const responses = [
    AlertResponse.startLogging({ rules: oneRule(), mode: ACT }),
    AlertResponse.revokeSessions({ rules: oneRule(), mode: ACT }),
  ];
  const { stack, responder } = synthesize({ responses });
  expect(responder.alarms).toHaveLength(3);
  for (const [id, metricName] of [
    ['ResponderFailedAlarm', 'ExecutionsFailed'],
    ['ResponderStoppedAlarm', 'ExecutionsAborted'],
  ] as const) {
    const { Properties } = resourcesOf(stack, 'AWS::CloudWatch::Alarm', id)[0] ?? {};
    const [sum, ...metrics] = Properties?.Metrics ?? [];
    expect([sum.Expression, Properties?.Threshold]).toEqual(['executions0 + executions1', 1]);
    expect(
      metrics.map(
        ({ MetricStat }: { MetricStat: { Metric: { MetricName: string } } }) => MetricStat.Metric.MetricName,
      ),
    ).toEqual([metricName, metricName]);
  }
});

test('more state machines than an alarm can watch are watched by another one', () => {
  const options = { rules: oneRule(), mode: ACT };
  const responses = [
    ...[AlertResponse.startLogging(options), AlertResponse.blockPublicBucket(options)],
    ...[AlertResponse.revokeIngress(options), AlertResponse.disableAccessKey(options)],
    ...[AlertResponse.revokeSessions(options), AlertResponse.isolateInstance(options)],
    ...[AlertResponse.cancelKeyDeletion(options), AlertResponse.detachAdministratorPolicy(options)],
    ...[AlertResponse.enableGuardDuty(options), AlertResponse.startConfigRecorder(options)],
    ...[AlertResponse.enableSecurityHub(options), AlertResponse.removePublicStatements(options)],
  ];
  const { stack, responder } = synthesize({ responses });
  expect(responder.alarms).toHaveLength(5);
  const failed = resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'ResponderFailedAlarm');
  const sums = failed.map(({ Properties }) => Properties?.Metrics[0].Expression.split(' + ').length);
  expect(sums.sort()).toEqual([10, 2]);
});

test('no statement that acts names more than the resources of its kind in the account', () => {
  const responses = [
    AlertResponse.startLogging({ rules: oneRule(), mode: ACT }),
    AlertResponse.revokeSessions({ rules: oneRule(), mode: ACT }),
  ];
  const { stack } = synthesize({ responses });
  const [start] = resourcesOf(stack, 'AWS::IAM::Policy', 'ResponderStartLogging')
    .flatMap(statementsIn)
    .filter(({ Action }) => Action === 'cloudtrail:StartLogging');
  expect(start?.Resource).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cloudtrail:*:${ACCOUNT}:trail/*`]],
  });
  const revoking = resourcesOf(stack, 'AWS::IAM::Policy', 'ResponderRevokeSessions').flatMap(statementsIn);
  const excepting = revoking.filter((statement) => 'NotResource' in statement);
  expect(excepting).toEqual([
    { Effect: 'Allow', Action: 'iam:PutRolePolicy', NotResource: expect.any(Array) },
  ]);
  expect(JSON.stringify(excepting)).toContain(`role/${stack.stackName}`);
});

test('only the administrator policies of AWS can be detached', () => {
  const responses = [AlertResponse.detachAdministratorPolicy({ rules: oneRule(), mode: ACT })];
  const { stack } = synthesize({ responses });
  const detaching = resourcesOf(stack, 'AWS::IAM::Policy', 'ResponderDetachAdministratorPolicy')
    .flatMap(statementsIn)
    .filter(({ Action }) => String(Action).startsWith('iam:Detach'));
  expect(detaching).toHaveLength(3);
  const policies = ['AdministratorAccess', 'IAMFullAccess', 'PowerUserAccess'].map((name) => ({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/${name}`]],
  }));
  for (const statement of detaching)
    expect(statement).toMatchObject({
      Effect: 'Allow',
      Condition: { ArnEquals: { 'iam:PolicyARN': policies } },
    });
});

test('an action of the user can start its one state machine or document, and pass the role of the document to it alone', () => {
  const { stack } = synthesize();
  const machine = StateMachine.fromStateMachineArn(
    stack,
    'Own',
    `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:contain`,
  );
  const role = Role.fromRoleArn(stack, 'OwnRole', `arn:aws:iam::${ACCOUNT}:role/contain`);
  new Responder(stack, 'Others', {
    alertTopic: new AlertTopic(stack, 'OtherAlerts'),
    responses: [
      AlertResponse.stateMachine({ rules: oneRule(), mode: ACT, stateMachine: machine }),
      AlertResponse.ssmDocument({ rules: oneRule(), mode: ACT, documentName: 'ContainInstance', role }),
    ],
  });
  const own = (id: string) =>
    resourcesOf(stack, 'AWS::IAM::Policy', id)
      .flatMap(statementsIn)
      .filter(({ Action }) => /^(states|ssm|iam):/.test(String(Action)));
  expect(own('OthersStartStateMachine')).toEqual([
    { Effect: 'Allow', Action: 'states:StartExecution', Resource: machine.stateMachineArn },
  ]);
  const ssm = (name: string) => ({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ssm:*:${ACCOUNT}:${name}`]],
  });
  expect(own('OthersStartAutomation')).toEqual([
    {
      ...{ Effect: 'Allow', Action: 'ssm:StartAutomationExecution' },
      Resource: [ssm('automation-definition/ContainInstance:*'), ssm('document/ContainInstance')],
    },
    {
      ...{ Effect: 'Allow', Action: 'iam:PassRole', Resource: role.roleArn },
      Condition: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
    },
  ]);
});

test('fails for the ARN of a document, and for one of AWS in another account', () => {
  const stack = newStack();
  const role = Role.fromRoleArn(stack, 'OwnRole', `arn:aws:iam::${ACCOUNT}:role/contain`);
  for (const documentName of ['', 'x y', `arn:aws:ssm:${REGION}:${ACCOUNT}:document/x`])
    expect(() => AlertResponse.ssmDocument({ rules: oneRule(), documentName, role })).toThrow(
      'is not the name',
    );
});

test('receives only the alerts of its rules, and no alarm', () => {
  const [rule] = oneRule().rules;
  const { stack } = synthesize();
  const [subscription] = resourcesOf(stack, 'AWS::SNS::Subscription').filter(
    ({ Properties }) => Properties.Protocol === 'lambda',
  );
  expect(subscription?.Properties.FilterPolicy).toEqual({ rule: [rule?.ruleId] });
});

test('acts in other accounts with roles that only the machine of the same action may assume', () => {
  const { stack } = synthesize({
    responses: [AlertResponse.disableAccessKey({ rules: oneRule(), mode: ACT })],
    memberAccounts: [MEMBER],
  });
  const assuming = resourcesOf(stack, 'AWS::IAM::Policy')
    .flatMap(statementsIn)
    .filter(({ Action }) => Action === 'sts:AssumeRole');
  expect(stack.resolve(assuming.flatMap(({ Resource }) => Resource))).toEqual(
    [ACCOUNT, MEMBER].map((account) => ({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, `:iam::${account}:role/TrailwatchResponse-disable-access-key`],
      ],
    })),
  );
  expect(actionsIn(stack)).not.toContain('iam:UpdateAccessKey');
  const machineRole = `TrailwatchResponse-${REGION}-disable-access-key`;
  expect(resourcesOf(stack, 'AWS::IAM::Role').map(({ Properties }) => Properties.RoleName)).toContain(
    machineRole,
  );

  const member = newStack({ env: { account: MEMBER, region: REGION } });
  const actions = [ResponseAction.DISABLE_ACCESS_KEY];
  new ResponderRole(member, 'Role', { responderAccount: ACCOUNT, organizationId: ORGANIZATION, actions });
  const { RoleName, AssumeRolePolicyDocument } = resourceOf(member, 'AWS::IAM::Role').Properties;
  expect(RoleName).toBe('TrailwatchResponse-disable-access-key');
  expect(AssumeRolePolicyDocument.Statement[0].Condition).toEqual({
    StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION },
    ArnLike: {
      'aws:PrincipalArn': {
        'Fn::Join': [
          '',
          [
            'arn:',
            { Ref: 'AWS::Partition' },
            `:iam::${ACCOUNT}:role/TrailwatchResponse-*-disable-access-key`,
          ],
        ],
      },
    },
  });
  expect(actionsIn(member)).toEqual(['iam:UpdateAccessKey']);
});

test('the function knows the roles of its state machines by their whole names', () => {
  const { stack } = synthesize({
    responses: [
      AlertResponse.isolateInstance({ rules: oneRule(), mode: ACT }),
      AlertResponse.disableAccessKey({ rules: oneRule(), mode: ACT }),
      AlertResponse.startLogging({ rules: oneRule() }),
    ],
  });
  const [lambda] = resourcesOf(stack, 'AWS::Lambda::Function', 'ResponderFunction');
  const texts = flattenReferences(lambda?.Properties.Environment.Variables, (name) => `<${name}>`);
  const { actingRoles } = decodeResponderSettings(texts as Record<string, string>);
  expect(actingRoles).toEqual([
    expect.stringMatching(/^<ResponderIsolateInstanceActor\w*Role\w+>$/),
    expect.stringMatching(/^<ResponderDisableAccessKeyRole\w+>$/),
  ]);
});

test('what must be done in the Region of a record is done by a function, whose role the members trust', () => {
  const { stack } = synthesize({
    responses: [AlertResponse.isolateInstance({ rules: oneRule(), mode: ACT })],
    memberAccounts: [MEMBER],
  });
  const [actor] = resourcesOf(stack, 'AWS::IAM::Role', 'ResponderIsolateInstanceActor');
  expect(actor?.Properties.RoleName).toBe(`TrailwatchResponse-${REGION}-isolate-instance`);
  expect(actionsIn(stack, 'ResponderIsolateInstanceActor')).toContain('sts:AssumeRole');
  expect(actionsIn(stack, 'ResponderIsolateInstanceRole')).not.toContain('sts:AssumeRole');
  const [lambda] = resourcesOf(stack, 'AWS::Lambda::Function', 'ResponderIsolateInstanceActor');
  expect(lambda?.Properties.Environment.Variables).toMatchObject({
    TRAILWATCH_RESPONSE_ACTION: 'isolate-instance',
  });
  const member = newStack({ env: { account: MEMBER, region: REGION } });
  new ResponderRole(member, 'Role', {
    responderAccount: ACCOUNT,
    actions: [ResponseAction.ISOLATE_INSTANCE],
  });
  expect(actionsIn(member)).toEqual(ISOLATING);
});

test('an instance gets only a group that has the tag, and network interfaces no other tag', () => {
  const { stack } = synthesize({
    responses: [AlertResponse.isolateInstance({ rules: oneRule(), mode: ACT })],
  });
  const statements = resourcesOf(stack, 'AWS::IAM::Policy', 'ResponderIsolateInstanceActor').flatMap(
    statementsIn,
  );
  const ofGroups = statements.filter(
    ({ Action, Resource }) =>
      JSON.stringify(Resource).includes('security-group/*') && Action !== 'ec2:CreateTags',
  );
  expect(ofGroups).toHaveLength(3);
  for (const one of ofGroups)
    expect(JSON.stringify(one)).toMatch(/aws:(Resource|Request)Tag\/trailwatch-isolation/);
  const tagging = statements.filter(({ Action }) => Action === 'ec2:CreateTags');
  expect(tagging.map((one) => ('Condition' in one ? one.Condition : undefined))).toEqual([
    { StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup' } },
    {
      'ForAllValues:StringLike': { 'aws:TagKeys': 'trailwatch-former-groups*' },
      Null: { 'aws:TagKeys': 'false' },
    },
  ]);
});

test('the longest name of a role is one that IAM takes', () => {
  const names = Object.values(ResponseAction).map((action) => `${'p'.repeat(19)}ap-southeast-10-${action}`);
  expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(64);
});

const rulesOf = (count: number) =>
  RuleSet.fromRules(
    ...Array.from({ length: count }, (_, index) =>
      Rule.define({
        ...{ name: `r${index}`, title: 'R', severity: RuleSeverity.LOW },
        condition: Condition.equalTo('eventName', `E${index}`),
      }),
    ),
  );

test.each<[string, Partial<ResponderProps>, RegExp]>([
  ['no response', { responses: [] }, /responses is empty/],
  [
    'an action twice',
    { responses: [1, 2].map(() => AlertResponse.startLogging({ rules: oneRule() })) },
    /has 'start-logging' twice/,
  ],
  ['an account that is none', { memberAccounts: ['12'] }, /memberAccounts '12' is not a valid account id/],
  ['an exempt account that is none', { exempt: { accounts: ['x'] } }, /exempt.accounts 'x' is not/],
  ['a prefix that is too long', { roleNamePrefix: 'p'.repeat(20) }, /must be 1 to 19/],
  ['no actions', { maxActionsPerHour: 0 }, /maxActionsPerHour is 0/],
  [
    'a short wait',
    { responses: [AlertResponse.startLogging({ rules: oneRule(), approvalTimeout: Duration.seconds(5) })] },
    /approvalTimeout is 5 seconds/,
  ],
  [
    '200 rules',
    { responses: [AlertResponse.startLogging({ rules: rulesOf(200) })] },
    /200 rules; an SNS filter allows at most 150/,
  ],
])('fails on %s', (_name, props, message) => {
  expect(() => synthesize(props)).toThrow(message);
});

/** Built-in rules, whose ids are UUIDs. */
function builtInRules(count: number, from = 0): RuleSet {
  return RuleSet.fromRules(...RuleSet.builtIn().rules.slice(from, from + count));
}

/** Twelve responses that act, with so many rules each. */
function twelveActing(ruleCount: number): AlertResponse[] {
  return [
    AlertResponse.startLogging,
    AlertResponse.blockPublicBucket,
    AlertResponse.revokeIngress,
    AlertResponse.disableAccessKey,
    AlertResponse.revokeSessions,
    AlertResponse.isolateInstance,
    AlertResponse.cancelKeyDeletion,
    AlertResponse.detachAdministratorPolicy,
    AlertResponse.enableGuardDuty,
    AlertResponse.startConfigRecorder,
    AlertResponse.enableSecurityHub,
    AlertResponse.removePublicStatements,
  ].map((respond, at) => respond({ mode: ACT, rules: builtInRules(ruleCount, at * ruleCount) }));
}

const oneActing = () => [AlertResponse.startLogging({ mode: ACT, rules: builtInRules(1) })];

const accountsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `${222_200_000_000 + index}`);

test.each<[string, Partial<ResponderProps>]>([
  ['twelve responses that act, of three rules each', { responses: twelveActing(3) }],
  ['80 rules', { responses: [AlertResponse.startLogging({ mode: ACT, rules: builtInRules(80) })] }],
  ['190 accounts', { memberAccounts: accountsOf(190), responses: oneActing() }],
  [
    '200 exempt names',
    { exempt: { resources: Array.from({ length: 200 }, (_, index) => `arn:aws:s3:::bucket-${index}`) } },
  ],
])('fails at synth on %s, for which the environment of the function has no room', (_name, props) => {
  const { stack } = synthesize(props);
  expect(() => Template.fromStack(stack)).toThrow(
    /the environment of the function has about \d+ bytes, but AWS allows at most 4096; name fewer/,
  );
});

test.each<[string, Partial<ResponderProps>]>([
  ['twelve responses that act, of two rules each', { responses: twelveActing(2) }],
  ['75 rules', { responses: [AlertResponse.startLogging({ mode: ACT, rules: builtInRules(75) })] }],
  ['180 accounts', { memberAccounts: accountsOf(180), responses: oneActing() }],
])('has room for %s, as docs/alerts/response.md says', (_name, props) => {
  const { stack } = synthesize(props);
  expect(() => Template.fromStack(stack)).not.toThrow();
});

test('fails on a response without rules, and on a policy that is none', () => {
  expect(() => AlertResponse.startLogging({ rules: RuleSet.fromRules() })).toThrow(
    /rules of response 'start-logging' is empty/,
  );
  const options = { rules: oneRule(), managementAccount: MEMBER };
  expect(() => AlertResponse.attachGuardrail({ ...options, policyId: '*' })).toThrow(
    /policyId '\*' is not the id/,
  );
  expect(() => new ResponderRole(newStack(), 'Role', { responderAccount: ACCOUNT, actions: [] })).toThrow(
    /actions is empty/,
  );
});

test('answers in every partition, and in a stack whose account and Region are not known', () => {
  const stack = newStack({});
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const responses = [AlertResponse.disableAccessKey({ rules: oneRule(), mode: ACT })];
  new Responder(stack, 'Responder', { alertTopic, responses });
  const { DefinitionString, StateMachineName } = resourceOf(
    stack,
    'AWS::StepFunctions::StateMachine',
  ).Properties;
  expect(JSON.stringify(DefinitionString)).toContain(
    '{"Ref":"AWS::Partition"},":states:::aws-sdk:iam:updateAccessKey',
  );
  expect(StateMachineName.length).toBeLessThanOrEqual(80);
});
