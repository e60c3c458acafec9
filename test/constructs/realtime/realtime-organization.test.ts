import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { RealtimeAlertsRegion, RealtimeAlertsStackSet } from '../../../lib/index';
import { realtimeOrganization } from '../../scenarios/realtime';
import { ACCOUNT, MANAGEMENT, notesOf, oneRule, REGION, resourceOf } from '../synthesize';

const BUS_ARN = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/trailwatch-realtime`;

function resourcesByIdOf(stack: Stack): Record<string, { Type: string }> {
  return (stack.node.root as App).synth().getStackByName(stack.stackName).template.Resources;
}

describe('an organization', () => {
  test("has a StackSet whose template is that of a Region's own stack, with the bus as a parameter", () => {
    const app = new App();
    realtimeOrganization.build(app);
    const assembly = app.synth();
    const { Resources } = assembly.getStackByName('Management').template;
    const [stackSet] = Object.values(
      Resources as Record<string, { Type: string; Properties: Record<string, unknown> }>,
    ).filter(({ Type }) => Type === 'AWS::CloudFormation::StackSet');
    expect(stackSet?.Properties).toMatchObject({
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      Capabilities: ['CAPABILITY_IAM'],
      Parameters: [{ ParameterKey: 'BusArn', ParameterValue: expect.anything() }],
      StackInstancesGroup: [
        {
          DeploymentTargets: { OrganizationalUnitIds: ['r-abcd'] },
          Regions: [REGION, 'us-east-1', 'us-west-2'],
        },
      ],
    });
    const assets = JSON.parse(readFileSync(join(assembly.directory, 'Management.assets.json'), 'utf8')) as {
      files: Record<string, { source: { path: string } }>;
    };
    const path = Object.values(assets.files)
      .map(({ source }) => source.path)
      .find((name) => name.endsWith('.stack-set.json'));
    const template = JSON.parse(readFileSync(join(assembly.directory, path ?? ''), 'utf8'));
    expect(Object.keys(template.Parameters)).toEqual(['BusArn']);
    expect(JSON.stringify(template)).not.toContain('cdk-bootstrap');
    const shapes = (resources: Record<string, { Type: string }>) =>
      Object.values(resources)
        .map(({ Type }) => Type)
        .sort();
    const region = new Stack(new App(), 'Region');
    new RealtimeAlertsRegion(region, 'Realtime', {
      busArn: 'arn:aws:events:eu-central-1:111122223333:event-bus/x',
      rules: oneRule(),
    });
    expect(shapes(template.Resources)).toEqual(shapes(resourcesByIdOf(region)));
  });

  test('has one with permissions of its own, which may reach the management account', () => {
    const stack = new Stack(new App(), 'Stack');
    new RealtimeAlertsStackSet(stack, 'Members', {
      busArn: BUS_ARN,
      regions: [REGION, 'us-east-1'],
      rules: oneRule(),
      selfManaged: {
        accounts: [ACCOUNT, MANAGEMENT],
        administrationRole: Role.fromRoleName(stack, 'Administration', 'stack-sets'),
        executionRoleName: 'stack-set-execution',
      },
      stackSetName: 'realtime',
      tags: { team: 'security' },
      managedExecution: false,
      operationPreferences: {
        ...{ parallelRegions: false, regionOrder: ['us-east-1', REGION] },
        ...{ maxConcurrentPercentage: 25, failureTolerancePercentage: 0 },
      },
    });
    expect(resourceOf(stack, 'AWS::CloudFormation::StackSet').Properties).toEqual({
      StackSetName: 'realtime',
      Description: expect.any(String),
      PermissionModel: 'SELF_MANAGED',
      AdministrationRoleARN: { 'Fn::Join': ['', expect.arrayContaining([':role/stack-sets'])] },
      ExecutionRoleName: 'stack-set-execution',
      Capabilities: ['CAPABILITY_IAM'],
      ManagedExecution: { Active: false },
      OperationPreferences: {
        RegionConcurrencyType: 'SEQUENTIAL',
        RegionOrder: ['us-east-1', REGION],
        MaxConcurrentPercentage: 25,
        FailureTolerancePercentage: 0,
      },
      Parameters: [{ ParameterKey: 'BusArn', ParameterValue: BUS_ARN }],
      StackInstancesGroup: [
        { DeploymentTargets: { Accounts: [ACCOUNT, MANAGEMENT] }, Regions: [REGION, 'us-east-1'] },
      ],
      Tags: [{ Key: 'team', Value: 'security' }],
      TemplateURL: expect.anything(),
    });
  });

  test('has a note of the access that service-managed permissions need, and none with permissions of its own', () => {
    const stack = new Stack(new App(), 'Stack');
    const props = { busArn: BUS_ARN, regions: [REGION], rules: oneRule() };
    new RealtimeAlertsStackSet(stack, 'Members', { ...props, organizationalUnitIds: ['r-abcd'] });
    new RealtimeAlertsStackSet(stack, 'Own', { ...props, selfManaged: { accounts: [ACCOUNT] } });
    expect(notesOf(stack)).toEqual([
      '/Stack/Members: the permissions of the StackSet are service-managed: CloudFormation can create it only if StackSets have ' +
        'trusted access to the organization; add an OrganizationAdministration with stackSets that it depends on, or enable the ' +
        'access once, in the management account: aws cloudformation activate-organizations-access [ack: cdk-trailwatch:stackSetsAccess]',
    ]);
  });

  test('leaves accounts out, and keeps the stacks of those that leave, where it is asked to', () => {
    const stack = new Stack(new App(), 'Stack');
    new RealtimeAlertsStackSet(stack, 'Members', {
      ...{ busArn: BUS_ARN, regions: [REGION], rules: oneRule(), organizationalUnitIds: ['r-abcd'] },
      ...{ excludedAccounts: [ACCOUNT], retainStacksOnAccountRemoval: true },
    });
    expect(resourceOf(stack, 'AWS::CloudFormation::StackSet').Properties).toMatchObject({
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: true },
      StackInstancesGroup: [
        {
          DeploymentTargets: {
            OrganizationalUnitIds: ['r-abcd'],
            Accounts: [ACCOUNT],
            AccountFilterType: 'DIFFERENCE',
          },
        },
      ],
    });
  });

  test.each([
    [{ regions: [] }, 'regions is empty, so the StackSet would have no stacks'],
    [{ regions: ['mars'] }, "regions 'mars' is not a valid Region"],
    [{ regions: ['us-east-1', 'us-east-1'] }, "regions has 'us-east-1' twice; name it only once"],
    [{ organizationalUnitIds: ['r-ab12', 'r-ab12'] }, "organizationalUnitIds has 'r-ab12' twice"],
    [{ organizationalUnitIds: [] }, 'organizationalUnitIds is empty'],
    [{ organizationalUnitIds: [ACCOUNT] }, `organizationalUnitIds has '${ACCOUNT}', which is neither a root`],
    [{ excludedAccounts: ['1'] }, "excludedAccounts '1' is not a valid account id"],
    [{ stackSetName: 'my_set' }, "stackSetName 'my_set' is not a valid StackSet name"],
    [
      { selfManaged: { accounts: [ACCOUNT] } },
      'organizationalUnitIds is set together with selfManaged, but applies only to service-managed permissions',
    ],
    [
      { organizationalUnitIds: undefined, selfManaged: { accounts: [] } },
      'selfManaged.accounts is empty, so the StackSet would have no stacks',
    ],
    [
      { organizationalUnitIds: undefined, selfManaged: { accounts: ['mine'] } },
      "selfManaged.accounts 'mine' is not a valid account id",
    ],
    [
      { delegatedAdministrator: true, includeManagementAccount: true },
      'includeManagementAccount is set, and delegatedAdministrator: the stack is not in the management account',
    ],
    [
      { operationPreferences: { regionOrder: ['eu-west-1'] } },
      "operationPreferences.regionOrder holds 'eu-west-1', which is not one of regions: us-east-1",
    ],
    [
      { operationPreferences: { maxConcurrentPercentage: 0 } },
      'operationPreferences.maxConcurrentPercentage is 0, but must be a whole number from 1 to 100',
    ],
  ])('fails with %j', (changes, message) => {
    const stack = new Stack(new App(), 'Stack');
    const props = {
      busArn: BUS_ARN,
      regions: ['us-east-1'],
      organizationalUnitIds: ['r-abcd'],
      rules: oneRule(),
      ...changes,
    };
    expect(() => new RealtimeAlertsStackSet(stack, 'Members', props)).toThrow(message);
  });
});
