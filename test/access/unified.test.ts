import { App, type Stack } from 'aws-cdk-lib';
import { type Account, type Principal, roleSession } from '../../lib/core/policy/evaluation/request';
import { LOG_ARCHIVE, REGION } from '../constructs/synthesize';
import { unified } from '../scenarios/unified';
import { askFor } from './ask';
import { arnOf, deploymentsOf } from './reference-stacks';
import { collectPolicies } from './template/template-policies';

const OWNER: Account = { id: LOG_ARCHIVE };
const STRANGER: Account = { id: '888899990000' };

const app = new App();
unified.build(app);
const [deployment] = deploymentsOf(app, [app.node.findChild('UnifiedCopies') as Stack]);
if (deployment === undefined) throw new Error('the scenario has no stack of the copies');
const policies = collectPolicies([deployment]);

const KEY = arnOf(deployment, 'AWS::KMS::Key', /^Key/);
const ROLE = arnOf(deployment, 'AWS::IAM::Role', /^TablesRole/);
const LOG_GROUP = `arn:aws:logs:${REGION}:${LOG_ARCHIVE}:log-group:aws/cloudtrail/managementevents`;
const TABLE = `arn:aws:s3tables:${REGION}:${LOG_ARCHIVE}:bucket/aws-cloudwatch/table/0a1b`;

function service(name: string, account: Account, arn: string): Principal {
  return { kind: 'service', name, source: { arn, account } };
}

const role = roleSession(OWNER, ROLE.replace(/^.*:role\//, ''));
const context = (arn: string) => ({ 'kms:EncryptionContext:aws:s3:arn': arn });

test.each<[string, Principal, string, string, Readonly<Record<string, string>>, boolean]>([
  ['the role for a log group of CloudTrail', role, 'logs:IntegrateWithS3Table', LOG_GROUP, {}, true],
  [
    'the role for another log group',
    role,
    'logs:IntegrateWithS3Table',
    LOG_GROUP.replace('aws/cloudtrail', 'shop'),
    {},
    false,
  ],
  ['the role', role, 'logs:DeleteLogGroup', LOG_GROUP, {}, false],
  ['the role', role, 'kms:Decrypt', KEY, {}, false],
  [
    'CloudWatch for the account',
    service('systemtables.cloudwatch.amazonaws.com', OWNER, LOG_GROUP),
    'kms:GenerateDataKey',
    KEY,
    {},
    true,
  ],
  [
    'CloudWatch for a stranger',
    service('systemtables.cloudwatch.amazonaws.com', STRANGER, LOG_GROUP),
    'kms:Decrypt',
    KEY,
    {},
    false,
  ],
  [
    'S3 Tables for a table',
    service('maintenance.s3tables.amazonaws.com', OWNER, TABLE),
    'kms:Decrypt',
    KEY,
    context(TABLE),
    true,
  ],
  [
    'S3 Tables for another bucket',
    service('maintenance.s3tables.amazonaws.com', OWNER, TABLE),
    ...(['kms:Decrypt', KEY, context(TABLE.replace('aws-cloudwatch', 'shop')), false] as const),
  ],
])('%s: %#', (_, principal, action, arn, keys, allowed) => {
  const caller = { principal, identity: [] };
  const { verdict } = askFor({ policies, owner: OWNER }, caller, { action, arn, context: keys });
  expect(verdict === 'allowed').toBe(allowed);
});

test.each([
  ['of the account', LOG_GROUP, OWNER, true],
  ['of the account that is not of CloudTrail', LOG_GROUP.replace('aws/cloudtrail', 'shop'), OWNER, false],
  ['of a stranger', LOG_GROUP.replace(LOG_ARCHIVE, STRANGER.id), STRANGER, false],
])('CloudWatch Logs takes the role for a log group %s: %#', (_, arn, account, allowed) => {
  const caller = { principal: service('logs.amazonaws.com', account, arn), identity: [] };
  const { verdict } = askFor({ policies, owner: OWNER }, caller, { action: 'sts:AssumeRole', arn: ROLE });
  expect(verdict === 'allowed').toBe(allowed);
});
