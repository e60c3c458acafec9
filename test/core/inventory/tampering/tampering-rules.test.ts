import { RuleMatcher } from '../../../../lib/core/compile/predicate/rule-matcher';
import { withOwnKeys } from '../../../../lib/core/inventory/tampering/own-keys';
import { toTamperingRules } from '../../../../lib/core/inventory/tampering/tampering-rules';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import { DEPLOY_ROLE, EXECUTION_ROLE, KEY_ARN, OWN, OWNER, SABOTAGE, type Sabotage } from './sabotage';

const matcher = RuleMatcher.of(withOwnKeys(toTamperingRules(OWN), KEY_ARN));
const title = ({ source, event }: Sabotage) => `${source} ${event}`;
const CASES = SABOTAGE.map((row) => [title(row), row] as const);

function session(roleArn: string, more: JsonObject = {}): JsonObject {
  const accountId = roleArn.split(':')[4] ?? '';
  return {
    ...{ type: 'AssumedRole', accountId, arn: `arn:aws:sts::${accountId}:assumed-role/x/y` },
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: roleArn, accountId, userName: roleArn.replace(/^.*\//, '') },
    },
    ...more,
  };
}

const ADMINISTRATOR = session(`arn:aws:iam::${OWNER}:role/Administrator`);
const CLOUDFORMATION = { invokedBy: 'cloudformation.amazonaws.com' };
const FROM_CLOUDFORMATION = { sourceIPAddress: 'cloudformation.amazonaws.com' };

function record(row: Sabotage, userIdentity = ADMINISTRATOR, more: JsonObject = {}): JsonObject {
  return {
    eventVersion: '1.11',
    eventSource: `${row.source}.amazonaws.com`,
    eventName: row.event,
    ...{ eventType: 'AwsApiCall', readOnly: false, awsRegion: 'eu-west-1', sourceIPAddress: '203.0.113.7' },
    recipientAccountId: OWNER,
    requestParameters: row.request ?? {},
    userIdentity,
    ...row.more,
    ...more,
  };
}

function found(...args: Parameters<typeof record>): readonly string[] {
  return matcher.match(record(...args)).map(({ name }) => name);
}

test('sixty calls of sabotage and more are tried', () => {
  expect(SABOTAGE.length).toBeGreaterThanOrEqual(60);
});

test.each(CASES)('%s of an administrator is detected', (_title, row) => {
  expect(found(row)).toEqual([row.rule]);
});

/** A denied call has no answer, which alone names the function of an event source mapping. */
const NAMED_IN_REQUEST = CASES.filter(([, { more }]) => more?.responseElements === undefined);

test.each(NAMED_IN_REQUEST)('%s that was denied is detected', (_title, row) => {
  expect(found({ ...row, more: { ...row.more, errorCode: 'AccessDenied' } })).toEqual([row.rule]);
});

test.each(CASES)('%s of a deployment is quiet', (_title, row) => {
  expect(found(row, session(EXECUTION_ROLE, CLOUDFORMATION))).toEqual([]);
  expect(found(row, session(EXECUTION_ROLE), FROM_CLOUDFORMATION)).toEqual([]);
});

test.each(CASES)("%s of a stack of the attacker's own is detected", (_title, row) => {
  const role = session(`arn:aws:iam::${OWNER}:role/attacker-stack`, CLOUDFORMATION);
  expect(found(row, role, FROM_CLOUDFORMATION)).toEqual([row.rule]);
});

test.each(CASES)('%s with the execution role, and not through CloudFormation, is detected', (_title, row) => {
  expect(found(row, session(EXECUTION_ROLE))).toEqual([row.rule]);
});

test.each(CASES)('%s of a role of that name in another account is detected', (_title, row) => {
  const foreign = session(EXECUTION_ROLE.replace(OWNER, '999988887777'), CLOUDFORMATION);
  const open = EXECUTION_ROLE.replace(`::${OWNER}`, '::*').replace(OWNER, '*');
  const ofAnyAccount = RuleMatcher.of(
    withOwnKeys(toTamperingRules({ ...OWN, executionRoles: [open] }), KEY_ARN),
  );
  expect(found(row, foreign)).toEqual([row.rule]);
  expect(ofAnyAccount.match(record(row, foreign)).map(({ name }) => name)).toEqual([row.rule]);
  expect(ofAnyAccount.match(record(row, session(EXECUTION_ROLE, CLOUDFORMATION)))).toEqual([]);
});

test.each(CASES)('%s in another account is no concern', (_title, row) => {
  expect(found(row, ADMINISTRATOR, { recipientAccountId: '123412341234' })).toEqual([]);
});

function quietFor(role: string): readonly string[] {
  const quiet = SABOTAGE.filter((row) => found(row, session(role)).length === 0);
  return [...new Set(quiet.map(({ rule }) => rule))];
}

test('the role that deploys may ask for changes of stacks, and for nothing else', () => {
  expect(quietFor(DEPLOY_ROLE)).toEqual(['tampering-with-stack']);
});

test('functions receive and claim, operators redrive and mute, and neither changes anything', () => {
  const rules = [
    ...['forging-with-key', 'tampering-with-messages'],
    ...['tampering-with-claims', 'tampering-with-response'],
  ];
  expect(quietFor(`arn:aws:iam::${OWNER}:role/Audit-ProcessorRole0A1B-x9`)).toEqual(rules);
  const operator = `arn:aws:iam::${OWNER}:role/operations/AuditOperator`;
  expect(quietFor(operator)).toEqual([
    ...['tampering-with-messages', 'muting-of-alarm', 'tampering-with-response', 'replacing-of-sink-secret'],
  ]);
});

test('functions are known by the names of their roles, in whatever path', () => {
  const rules = quietFor(`arn:aws:iam::${OWNER}:role/Audit-ProcessorRole0A1B-x9`);
  expect(quietFor(`arn:aws:iam::${OWNER}:role/team/Audit-ProcessorRole0A1B-x9`)).toEqual(rules);
  expect(quietFor(`arn:aws:iam::${OWNER}:role/Audit-of-mine/Intruder`)).toEqual([]);
  expect(quietFor('arn:aws:iam::999988887777:role/Audit-ProcessorRole0A1B-x9')).toEqual([]);
});

test('DynamoDB, Firehose and Lambda create grants on keys for a deployment, and do nothing else', () => {
  const isGrant = ({ event, source }: Sabotage) => source === 'kms' && event === 'CreateGrant';
  const quiet = (service: string, role = EXECUTION_ROLE) =>
    SABOTAGE.filter((row) => found(row, session(role, { invokedBy: service })).length === 0);
  for (const name of ['dynamodb', 'firehose', 'lambda']) {
    expect(quiet(`${name}.amazonaws.com`)).toEqual(SABOTAGE.filter(isGrant));
    expect(quiet(`${name}.amazonaws.com`, `arn:aws:iam::${OWNER}:role/Administrator`)).toEqual([]);
  }
  expect(quiet('s3.amazonaws.com')).toEqual([]);
});

test('names of roles count in any letter case, as IAM takes them; those of queues do not', () => {
  const role = { source: 'iam', event: 'DeleteRolePolicy', rule: 'tampering-with-role' };
  expect(found({ ...role, request: { roleName: 'aUDIT-pROCESSORrOLE0A1B-X9' } })).toEqual([role.rule]);
  const queue = { source: 'sqs', event: 'PurgeQueue', rule: 'tampering-with-queue' };
  const queueUrl = `https://sqs.eu-west-1.amazonaws.com/${OWNER}/aUDIT-qUEUE`;
  expect(found({ ...queue, request: { queueUrl } })).toEqual([]);
});

test('a user whose sessions have the name of a function is no function', () => {
  const userName = 'Audit-ProcessorRole0A1B-x9';
  const arn = `arn:aws:iam::${OWNER}:user/${userName}`;
  const federated = {
    ...{ type: 'FederatedUser', accountId: OWNER },
    sessionContext: { sessionIssuer: { type: 'IAMUser', arn, accountId: OWNER, userName } },
  };
  expect(SABOTAGE.filter((row) => found(row, federated).length === 0)).toEqual([]);
});

test('EventBridge keeps the secrets of connections with its service-linked role, and touches nothing else', () => {
  const path = 'aws-service-role/apidestinations.events.amazonaws.com';
  const name = 'AWSServiceRoleForAmazonEventBridgeApiDestinations';
  const quiet = ['tampering-with-sink-secret', 'replacing-of-sink-secret'];
  expect(quietFor(`arn:aws:iam::${OWNER}:role/${path}/${name}`)).toEqual(quiet);
  expect(quietFor(`arn:aws:iam::${OWNER}:role/${name}`)).toEqual([]);
  expect(quietFor(`arn:aws:iam::999988887777:role/${path}/${name}`)).toEqual([]);
});

test('the same calls on other resources of the account are quiet', () => {
  const others: readonly (readonly [
    source: string,
    event: string,
    request: JsonObject,
    more?: JsonObject,
  ])[] = [
    ['sqs', 'PurgeQueue', { queueUrl: `https://sqs.eu-west-1.amazonaws.com/${OWNER}/MyAudit-Queue` }],
    ['lambda', 'UpdateFunctionCode20150331v2', { functionName: 'processor2' }],
    ['sns', 'Unsubscribe', { subscriptionArn: `arn:aws:sns:eu-west-1:${OWNER}:alerts2:0a1b` }],
    ['cloudformation', 'DeleteStack', { stackName: 'Audit2' }],
    ['kms', 'DisableKey', {}, { resources: [{ ARN: `${KEY_ARN}0` }] }],
    [
      'states',
      'StartExecution',
      { stateMachineArn: `arn:aws:states:eu-west-1:${OWNER}:stateMachine:Audit-Start2` },
    ],
    ['logs', 'CreateLogStream', { logGroupName: 'Audit-Logs' }],
    ['secretsmanager', 'DeleteSecret', { secretId: 'splunk2' }],
  ];
  for (const [source, event, request, more] of others) {
    const row = { source, event, request, rule: '', ...(more === undefined ? {} : { more }) };
    expect([event, found(row)]).toEqual([event, []]);
  }
});

test('forwarding of a member is detected in every account, and StackSets are quiet', () => {
  const request = { name: 'StackSet-Audit-Members-0a1b' };
  const row = { source: 'events', event: 'DisableRule', rule: '', request };
  const inMember = { recipientAccountId: '123412341234' };
  const administrator = session('arn:aws:iam::123412341234:role/Administrator');
  const stackSets = session('arn:aws:iam::123412341234:role/stacksets-exec-0a1b2c', CLOUDFORMATION);
  expect(found(row, administrator, inMember)).toEqual(['tampering-with-member-forwarding']);
  expect(found(row, stackSets, inMember)).toEqual([]);
});

test('without keys a rule on them matches nothing', () => {
  const without = RuleMatcher.of(withOwnKeys(toTamperingRules(OWN), undefined));
  const matches = SABOTAGE.filter(({ event }) => event === 'DisableKey').map((row) =>
    without.match(record(row)),
  );
  expect(matches).toEqual([[]]);
});

test('a group without resources has no rule', () => {
  const own = { ...OWN, names: { queue: ['Audit-*'] }, memberNames: {} };
  const names = toTamperingRules(own).map(({ name }) => name);
  expect(names).toEqual(['tampering-with-key', 'forging-with-key', 'tampering-with-queue']);
});
