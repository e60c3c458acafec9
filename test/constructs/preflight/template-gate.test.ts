import { Annotations, App, Aspects, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { ABSENT_TYPES } from '../../../lib/core/inventory/absent-types';
import { RealtimeAlertsRegion, RealtimeAlertsStackSet } from '../../../lib/index';
import { ACCOUNT, newStack, notesOf, oneRule, REGION, synthError } from '../synthesize';

const BUS_ARN = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/trailwatch-realtime`;

/** A stack with a part of trailwatch. */
function withPart(stack: Stack): Stack {
  new RealtimeAlertsRegion(stack, 'Realtime', { busArn: BUS_ARN, rules: oneRule() });
  return stack;
}

function addHandle(scope: Construct, properties: Record<string, unknown> = {}, id = 'Handle'): CfnResource {
  return new CfnResource(scope, id, { type: 'AWS::CloudFormation::WaitConditionHandle', properties });
}

describe('JSON null, which CloudFormation refuses', () => {
  const REFUSED =
    "has null at Resources.Handle.Properties.Pattern.code.1: CloudFormation answers that 'null' values are not allowed in templates";

  test('fails in the template that is written, with its place', () => {
    const stack = withPart(newStack());
    addHandle(stack).addPropertyOverride('Pattern', { code: [{ exists: false }, null] });
    expect(synthError(stack)).toContain(`the template of the stack 'Stack' ${REFUSED}`);
  });

  test('fails where an Aspect adds it, in a nested stack, and in a stack that comes later in a stage', () => {
    const stage = new Stage(new App(), 'Production');
    const stack = withPart(new Stack(stage, 'Audit', { env: { account: ACCOUNT, region: REGION } }));
    const nested = new NestedStack(stack, 'Nested');
    const handle = addHandle(nested);
    new Stack(stage, 'Later');
    Aspects.of(nested).add({
      visit: (node) => {
        if (node === handle) handle.addPropertyOverride('Pattern', { code: ['x', null] });
      },
    });
    expect(() => stage.synth()).toThrow(REFUSED);
  });

  test('passes as text, and in the stacks of others', () => {
    const app = new App();
    const stack = withPart(new Stack(app, 'Audit', { env: { account: ACCOUNT, region: REGION } }));
    addHandle(stack).addPropertyOverride('Pattern', '{"code":[null]}');
    addHandle(new Stack(app, 'Other')).addPropertyOverride('Pattern', { code: null });
    app.synth();
    app.synth({ force: true });
    expect(app.node.children.map(({ node }) => node.id)).not.toContain('TrailwatchTemplateGate');
  });
});

describe('the quotas of a template', () => {
  test('fail with more than 500 resources, with the parts to move', () => {
    const stack = withPart(newStack());
    const own = new Construct(stack, 'Own');
    for (let index = 0; index < 500; index += 1) addHandle(own, {}, `Handle${index}`);
    expect(synthError(stack)).toMatch(
      /the stack 'Stack' has 50\d of 500 resources, most of them in 'Own' with 500, .*: CloudFormation refuses it; move parts to other stacks/,
    );
  });

  test('fail with more than 98 % of the bytes, because CloudFormation may write more than the CDK', () => {
    const large = withPart(newStack());
    addHandle(large, { text: 'x'.repeat(980_000) });
    expect(synthError(large)).toMatch(
      /the template of the stack 'Stack' has 98\d,\d{3} of 1,000,000 bytes, most of them in 'Handle' with 980,\d{3}/,
    );
    const small = withPart(newStack());
    addHandle(small, { text: 'x'.repeat(960_000) });
    Template.fromStack(small);
  });
});

describe('a type that CloudFormation does not have in the Region', () => {
  function budgetIn(region: string | undefined): { readonly stack: Stack; readonly budget: CfnResource } {
    const env = { account: ACCOUNT, ...(region === undefined ? {} : { region }) };
    const stack = new Stack(new App(), 'Stack', { env });
    withPart(stack);
    return { stack, budget: new CfnResource(stack, 'Budget', BUDGET) };
  }

  test('fails, until it is acknowledged', () => {
    const { stack } = budgetIn('eu-north-1');
    expect(synthError(stack)).toContain(
      "the stack 'Stack' in 'eu-north-1' has a resource of type AWS::Budgets::Budget: CloudFormation refuses the whole template",
    );
  });

  const BUDGET = { type: 'AWS::Budgets::Budget' };

  function budgetInStackSet(regions: string[]): { readonly stack: Stack; readonly budget: CfnResource } {
    const stack = newStack();
    const set = new RealtimeAlertsStackSet(stack, 'Set', {
      ...{ busArn: BUS_ARN, rules: oneRule(), regions, organizationalUnitIds: ['r-abcd'] },
      includeManagementAccount: false,
    });
    return { stack, budget: new CfnResource(set.template, 'Budget', BUDGET) };
  }

  test('fails in the template of a StackSet, with the Regions that lack it, until it is acknowledged', () => {
    const regions = ['us-east-1', 'eu-north-1', 'eu-west-1', 'af-south-1'];
    expect(synthError(budgetInStackSet(regions).stack)).toContain(
      "the template of the StackSet 'Stack/Set/StackSet' in 'eu-north-1', 'af-south-1' has a resource of type AWS::Budgets::Budget: " +
        'CloudFormation refuses the whole template',
    );
    const { stack, budget } = budgetInStackSet(regions);
    Annotations.of(budget).acknowledgeWarning('cdk-trailwatch:absentInRegion');
    Template.fromStack(stack);
    Template.fromStack(budgetInStackSet(['us-east-1', 'eu-west-1']).stack);
  });

  test('fails in a nested stack', () => {
    const { stack, budget } = budgetIn('eu-north-1');
    stack.node.tryRemoveChild(budget.node.id);
    new CfnResource(new NestedStack(stack, 'Nested'), 'Budget', BUDGET);
    expect(synthError(stack)).toContain("the stack 'Stack/Nested' in 'eu-north-1' has a resource of type");
  });

  test('is a note where a Region is known only at deployment, and an error in those that are known', () => {
    const late = (names: string[]) => {
      const made = budgetInStackSet(['us-east-1', 'eu-west-1']);
      const set = made.stack.node.findChild('Set').node.findChild('StackSet') as CfnResource;
      const group = [
        { DeploymentTargets: { OrganizationalUnitIds: ['r-abcd'] }, Regions: [...names, { Ref: 'Region' }] },
      ];
      set.addPropertyOverride('StackInstancesGroup', group);
      return made.stack;
    };
    expect(notesOf(late(['us-east-1'])).filter((note) => note.includes('unknownRegions'))).toEqual([
      expect.stringContaining(
        "the template of the StackSet 'Stack/Set/StackSet' is in Regions that are not known at synth, and has AWS::Budgets::Budget (not in af-south-1, ",
      ),
    ]);
    expect(synthError(late(['eu-north-1']))).toContain("'Stack/Set/StackSet' in 'eu-north-1' has a resource");
    const notes = notesOf(budgetIn(undefined).stack).join();
    expect(notes).toContain(
      "the stack 'Stack' is in Regions that are not known at synth, and has AWS::Budgets",
    );
    for (const { stack } of [budgetIn('eu-west-1'), budgetInStackSet(['us-east-1', 'eu-west-1'])])
      expect(notesOf(stack).join()).not.toContain('unknownRegions');
  });

  test('passes where it is acknowledged, where the Region has it, and where the Region is not known', () => {
    const acknowledged = budgetIn('eu-north-1');
    Annotations.of(acknowledged.budget).acknowledgeWarning('cdk-trailwatch:absentInRegion');
    for (const { stack } of [acknowledged, budgetIn('eu-west-1'), budgetIn(undefined)])
      Template.fromStack(stack).resourceCountIs('AWS::Budgets::Budget', 1);
  });

  test('is in the table with Regions of each partition that lack it', () => {
    expect(ABSENT_TYPES['AWS::Budgets::Budget']?.split(' ').length).toBeGreaterThanOrEqual(18);
    expect(ABSENT_TYPES['AWS::Events::ApiDestination']).toContain('us-gov-east-1');
    expect(ABSENT_TYPES['AWS::CloudTrail::EventDataStore']).toContain('cn-north-1');
    for (const regions of Object.values(ABSENT_TYPES))
      expect(regions).toMatch(/^[a-z]+(-[a-z]+)+-\d( [a-z]+(-[a-z]+)+-\d)*$/);
  });
});
