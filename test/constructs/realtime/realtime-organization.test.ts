import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { RealtimeAlertsRegion, RealtimeAlertsStackSet } from '../../../lib/index';
import { realtimeOrganization } from '../../scenarios/realtime';
import { ACCOUNT, oneRule, REGION } from '../synthesize';

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
        { DeploymentTargets: { OrganizationalUnitIds: ['r-abcd'] }, Regions: [REGION, 'us-east-1'] },
      ],
    });
    const assets = JSON.parse(readFileSync(join(assembly.directory, 'Management.assets.json'), 'utf8')) as {
      files: Record<string, { source: { path: string } }>;
    };
    const path = Object.values(assets.files)
      .map(({ source }) => source.path)
      .find((name) => name.endsWith('.json') && name.startsWith('asset'));
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

  test.each([
    [{ regions: [] }, 'regions names none, so the StackSet would have no stack'],
    [{ regions: ['mars'] }, "regions 'mars' is not a valid Region"],
    [{ organizationalUnitIds: [] }, 'organizationalUnitIds names none'],
    [
      { organizationalUnitIds: [ACCOUNT] },
      `organizationalUnitIds holds '${ACCOUNT}', which is neither a root`,
    ],
  ])('fails with %j', (changes, message) => {
    const stack = new Stack(new App(), 'Stack');
    const props = {
      busArn: 'arn',
      regions: ['us-east-1'],
      organizationalUnitIds: ['r-abcd'],
      rules: oneRule(),
      ...changes,
    };
    expect(() => new RealtimeAlertsStackSet(stack, 'Members', props)).toThrow(message);
  });
});
