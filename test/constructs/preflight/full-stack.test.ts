import { CfnResource, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { flattenReferences } from '../../../lib/constructs/statement/references';
import { DEPLOYED_RESOURCES_TYPE } from '../../../lib/core/settings/deployed-resources';
import { OrganizationAdministration, Trailwatch } from '../../../lib/index';
import { everythingInOneStack } from '../everything-in-one-stack';
import { newStack, oneRule, resourceOf, synthError, warningsOf } from '../synthesize';

const addAll = (stack: Stack) =>
  void new Trailwatch(stack, 'Audit', { emails: ['security@example.com'], rules: oneRule() });

/** A stack with the given number of resources, or with one large text in each of 200. */
function stackOf(resources: number, text = '', addParts = addAll): Stack {
  const stack = newStack();
  addParts(stack);
  const count = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node)).length;
  const own = new Construct(stack, 'Own');
  for (let index = count; index < resources; index += 1)
    new CfnResource(own, `Handle${index}`, {
      type: 'AWS::CloudFormation::WaitConditionHandle',
      properties: { text },
    });
  return stack;
}

const fullOf = (stack: Stack) => warningsOf(stack).filter((warning) => warning.includes('fullStack'));

test('a stack with nine tenths of the resources that CloudFormation takes is warned of, with its largest parts', () => {
  const [warning, ...rest] = fullOf(stackOf(450));
  expect(rest).toEqual([]);
  expect(warning).toMatch(
    /the stack 'Stack' has 450 of 500 resources, most of them in 'Own' with \d+, 'Audit\/\w+' with \d+, /,
  );
  expect(fullOf(stackOf(440))).toEqual([]);
});

test('so is one with parts of its own in place of Trailwatch', () => {
  const addParts = (stack: Stack) => void new OrganizationAdministration(stack, 'Organization');
  expect(fullOf(stackOf(450, '', addParts))).toHaveLength(1);
});

test('so is one with nine tenths of the bytes', () => {
  expect(fullOf(stackOf(220, 'x'.repeat(5_300)))).toMatchObject([
    expect.stringMatching(/has [\d,]+ of 1,000,000 bytes, most of them in /),
  ]);
  expect(fullOf(stackOf(220, 'x'.repeat(100)))).toEqual([]);
});

test('everything in one stack can be deployed: its resources, its bytes, and what CloudFormation hands over of them', () => {
  const stack = everythingInOneStack();
  const template = Template.fromStack(stack).toJSON();
  expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(490);
  expect(JSON.stringify(template).length).toBeLessThan(870_000);
  // as the CDK indents it, it is too large
  expect(synthError(everythingInOneStack(newStack()))).toMatch(
    /has 1,0\d\d,\d{3} of 1,000,000 bytes, most of them in 'Trailwatch\/Realtime' with /,
  );
  // an event of a custom resource has 256 KB at most, and references in it become ARNs
  const { Properties } = resourceOf(stack, DEPLOYED_RESOURCES_TYPE);
  const Resources = String(flattenReferences(Properties.Resources, (name) => name.padEnd(120, '.')));
  expect(Resources.length).toBeLessThan(200_000);
});
