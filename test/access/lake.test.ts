import { App, type Stack } from 'aws-cdk-lib';
import type { Account, Principal } from '../../lib/core/policy/evaluation/request';
import { roleSession } from '../../lib/core/policy/evaluation/request';
import { ACCOUNT, MANAGEMENT, REGION } from '../constructs/synthesize';
import { lake } from '../scenarios/lake';
import { askFor } from './ask';
import { arnOf, deploymentsOf } from './reference-stacks';
import { awsManagedPolicy } from './template/aws-managed-policy';
import { collectPolicies } from './template/template-policies';

const OWNER: Account = { id: MANAGEMENT };
const STRANGER: Account = { id: '888899990000' };

const app = new App();
lake.build(app);
const [deployment] = deploymentsOf(app, [app.node.findChild('Lake') as Stack]);
if (deployment === undefined) throw new Error('the scenario has no stack');
const policies = collectPolicies([deployment]);
const of = (type: string, id: RegExp, attribute?: string) => arnOf(deployment, type, id, attribute);

const STORE = of('AWS::CloudTrail::EventDataStore', /^Events/, 'EventDataStoreArn');
const OTHER_STORE = of('AWS::CloudTrail::EventDataStore', /^Configuration/, 'EventDataStoreArn');
const KEY = of('AWS::KMS::Key', /^Key/);
const CHANNEL = of('AWS::CloudTrail::Channel', /^Channel/, 'ChannelArn');
const DASHBOARD = of('AWS::CloudTrail::Dashboard', /^Dashboard/);
const RESULTS = of('AWS::S3::Bucket', /^ResultsBucket/);
const RESULTS_KEY = of('AWS::KMS::Key', /^ResultsKey/);

function decisionOn(principal: Principal, action: string, arn: string): boolean {
  const caller = { principal, identity: [] };
  return askFor({ policies, owner: OWNER }, caller, { action, arn }).verdict === 'allowed';
}

function session(logicalId: RegExp): Principal {
  return roleSession(OWNER, of('AWS::IAM::Role', logicalId).replace(/^.*:role\//, ''));
}

function cloudTrail(arn: string, account = OWNER): Principal {
  return { kind: 'service', name: 'cloudtrail.amazonaws.com', source: { arn, account } };
}

const NAMES = {
  'the analyst': session(/^Analyst/),
  'the role of federation': session(/^EventsFederationRole/),
  'CloudTrail for the store': cloudTrail(STORE),
  'CloudTrail for another store': cloudTrail(OTHER_STORE),
  'CloudTrail for a trail': cloudTrail(`arn:aws:cloudtrail:${REGION}:${MANAGEMENT}:trail/primary`),
  'CloudTrail for the dashboard': cloudTrail(DASHBOARD),
  'CloudTrail for another dashboard': cloudTrail(DASHBOARD.replace(/\/.*/, '/another')),
  'CloudTrail for a stranger': cloudTrail(STORE.replace(MANAGEMENT, STRANGER.id), STRANGER),
};

const RESULT = `${RESULTS}/AWSLogs/${MANAGEMENT}/CloudTrail-Lake/Query/2026/11/20/id/result_1.csv.gz`;

test.each<[keyof typeof NAMES, string, string, boolean]>([
  ['the analyst', 'cloudtrail:StartQuery', STORE, true],
  ['the analyst', 'cloudtrail:GetQueryResults', STORE, true],
  ['the analyst', 'cloudtrail:StartQuery', OTHER_STORE, false],
  ['the analyst', 'cloudtrail:DeleteEventDataStore', STORE, false],
  ['the analyst', 'cloudtrail:StopEventDataStoreIngestion', STORE, false],
  ['the analyst', 'cloudtrail:PutResourcePolicy', STORE, false],
  ['the analyst', 'kms:Decrypt', KEY, true],
  ['the analyst', 's3:GetObject', RESULT, false],
  ['the role of federation', 'cloudtrail:GetEventDataStoreData', STORE, true],
  ['the role of federation', 'cloudtrail:GetEventDataStoreData', OTHER_STORE, false],
  ['the role of federation', 'cloudtrail:StartQuery', STORE, false],
  ['the role of federation', 'kms:Decrypt', KEY, true],
  ['CloudTrail for the store', 'kms:GenerateDataKey', KEY, true],
  ['CloudTrail for the store', 's3:PutObject', RESULT, true],
  ['CloudTrail for the store', 'kms:GenerateDataKey', RESULTS_KEY, true],
  ['CloudTrail for the store', 's3:DeleteObject', RESULT, false],
  ['CloudTrail for the store', 's3:GetObject', RESULT, false],
  ['CloudTrail for another store', 's3:PutObject', RESULT, false],
  ['CloudTrail for a trail', 's3:PutObject', RESULT, false],
  ['CloudTrail for a trail', 'kms:GenerateDataKey', KEY, false],
  ['CloudTrail for the dashboard', 'cloudtrail:StartQuery', STORE, true],
  ['CloudTrail for the dashboard', 'cloudtrail:StartQuery', OTHER_STORE, false],
  ['CloudTrail for the dashboard', 'cloudtrail:GetQueryResults', STORE, false],
  ['CloudTrail for the dashboard', 'cloudtrail:StartDashboardRefresh', DASHBOARD, true],
  ['CloudTrail for the dashboard', 'cloudtrail:DeleteDashboard', DASHBOARD, false],
  ['CloudTrail for another dashboard', 'cloudtrail:StartQuery', STORE, false],
  ['CloudTrail for another dashboard', 'cloudtrail:StartDashboardRefresh', DASHBOARD, false],
  ['CloudTrail for the store', 'cloudtrail:StartQuery', STORE, false],
  ['CloudTrail for a stranger', 's3:PutObject', RESULT, false],
  ['CloudTrail for a stranger', 'kms:Decrypt', KEY, false],
])('%s may do %s on %s: %s', (who, action, arn, allowed) => {
  expect(decisionOn(NAMES[who], action, arn)).toBe(allowed);
});

describe('the role of the import', () => {
  const role = of('AWS::IAM::Role', /^ImportImportRole/, 'Arn');
  const file = `arn:aws:s3:::company-logs/AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/2026/01/01/one.json.gz`;
  const importRole = session(/^ImportImportRole/);

  test.each<[string, string, string, boolean]>([
    ['s3:GetObject', file, STORE, true],
    ['s3:ListBucket', 'arn:aws:s3:::company-logs', STORE, true],
    ['s3:GetObject', file, OTHER_STORE, false],
    ['s3:GetObject', 'arn:aws:s3:::company-logs/other/file', STORE, false],
    ['s3:DeleteObject', file, STORE, false],
    ['s3:GetObject', 'arn:aws:s3:::other-logs/AWSLogs/file', STORE, false],
  ])('may do %s on %s for %s: %s', (action, arn, store, allowed) => {
    const caller = { principal: importRole, identity: [] };
    const context = { 'aws:SourceArn': store, 'aws:SourceAccount': MANAGEMENT };
    const { verdict } = askFor({ policies, owner: OWNER }, caller, { action, arn, context });
    expect(verdict === 'allowed').toBe(allowed);
  });

  test.each<[keyof typeof NAMES, boolean]>([
    ['CloudTrail for the store', true],
    ['CloudTrail for another store', false],
    ['CloudTrail for a stranger', false],
    ['the analyst', false],
  ])('is taken by %s: %s', (who, allowed) => {
    expect(decisionOn(NAMES[who], 'sts:AssumeRole', role)).toBe(allowed);
  });
});

test.each([
  ['with the external id', ACCOUNT, 'customer/4711', true],
  ["with another customer's external id", ACCOUNT, 'customer/4712', false],
  ['without an external id', ACCOUNT, undefined, false],
  ['from an account that is not admitted', STRANGER.id, 'customer/4711', false],
])('a partner sends events to the channel %s: %s', (_, id, externalId, allowed) => {
  const caller = {
    principal: roleSession({ id }, 'Partner'),
    identity: [awsManagedPolicy('arn:aws:iam::aws:policy/AdministratorAccess')],
  };
  const ask = (action: string) =>
    askFor({ policies, owner: OWNER }, caller, {
      ...{ action, arn: CHANNEL },
      context: { 'cloudtrail:ExternalId': externalId },
    }).verdict;
  expect(ask('cloudtrail-data:PutAuditEvents')).toBe(allowed ? 'allowed' : 'not allowed');
  expect(ask('cloudtrail:UpdateChannel')).toBe('not allowed');
});
