import { App, Stack } from 'aws-cdk-lib';
import { type Account, roleSession } from '../../lib/core/policy/evaluation/request';
import { AuditGuardrails } from '../../lib/index';
import { MANAGEMENT, ORGANIZATION, REGION, TRAIL } from '../constructs/synthesize';
import { EXEMPT_ROLES, ORGANIZATION_ROOT } from '../scenarios/guardrails';
import { objectLockAndReplication } from '../scenarios/replicated';
import { askFor } from './ask';
import { arnOf, deploymentsOf } from './reference-stacks';
import { awsManagedPolicy } from './template/aws-managed-policy';
import { collectPolicies } from './template/template-policies';

const organization = { id: ORGANIZATION, managementAccount: MANAGEMENT, rootId: ORGANIZATION_ROOT };
const administrator = [awsManagedPolicy('arn:aws:iam::aws:policy/AdministratorAccess')];

/** Archive and replica of two accounts, both kept. */
function guardedReplica() {
  const app = new App();
  objectLockAndReplication.build(app);
  const stacks = ['LogArchive', 'Replica'].map((id) => app.node.findChild(id) as Stack);
  const management = new Stack(app, 'Guardrails', { env: { account: MANAGEMENT, region: REGION } });
  new AuditGuardrails(management, 'Guardrails', {
    stacks,
    trails: [TRAIL],
    exemptRoleArns: EXEMPT_ROLES,
    targetIds: [ORGANIZATION_ROOT],
  });
  const deployments = deploymentsOf(app, [...stacks, management]);
  const [archive, replica] = deployments;
  const accountOf = (id = ''): Account => ({ id, organization });
  return {
    scenario: { policies: collectPolicies(deployments), owner: accountOf(replica?.accountId) },
    archive: {
      account: accountOf(archive?.accountId),
      bucketArn: arnOf(archive!, 'AWS::S3::Bucket', /Bucket/),
    },
    replica: {
      account: accountOf(replica?.accountId),
      bucketArn: arnOf(replica!, 'AWS::S3::Bucket', /Bucket/),
    },
    role: arnOf(archive!, 'AWS::IAM::Role', /Replication/).split(':role/')[1] ?? '',
  };
}

describe('under the guardrails, replication', () => {
  const { scenario, archive, replica, role } = guardedReplica();
  const replicate = (account: Account, name: string, bucketArn: string) =>
    askFor(
      { ...scenario, owner: bucketArn === archive.bucketArn ? archive.account : replica.account },
      { principal: roleSession(account, name), identity: name === role ? [] : administrator },
      { action: 's3:ReplicateObject', arn: `${bucketArn}/AWSLogs/file.json.gz` },
    );

  test('into the replica is for the role of the archive', () => {
    expect(replicate(archive.account, role, replica.bucketArn).verdict).toBe('allowed');
  });

  test.each([
    ['an administrator of the replica', replica.account, 'Administrator'],
    ['a role of the replica that has the same name', replica.account, role],
    ['the deployment', replica.account, `cdk-hnb659fds-cfn-exec-role-${replica.account.id}-eu-west-1`],
  ])('into the replica is not for %s', (_who, account, name) => {
    expect(replicate(account, name, replica.bucketArn)).toMatchObject({
      verdict: 'denied explicitly',
      reason: expect.stringContaining("'KeepReplicas'"),
    });
  });

  test.each([
    ['an administrator of the archive', 'Administrator'],
    ['its own role', role],
  ])('into the archive is not for %s', (_who, name) => {
    expect(replicate(archive.account, name, archive.bucketArn)).toMatchObject({
      verdict: 'denied explicitly',
      reason: expect.stringContaining("'KeepFromReplication'"),
    });
  });
});
