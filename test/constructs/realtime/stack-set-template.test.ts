import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  Annotations,
  App,
  Aspects,
  Aws,
  CfnOutput,
  CfnParameter,
  CfnResource,
  NestedStack,
  PermissionsBoundary,
  Stack,
  Stage,
  Tags,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, PermissionsBoundary as RoleBoundary } from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Construct, IConstruct } from 'constructs';
import {
  Condition,
  RealtimeAlertsStackSet,
  type RealtimeAlertsStackSetProps,
  Rule,
  RuleSet,
  RuleSeverity,
} from '../../../lib/index';
import { ACCOUNT, MANAGEMENT, oneRule, REGION, resourceOf } from '../synthesize';

const BUS = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/trailwatch-realtime`;
const env = { account: MANAGEMENT, region: REGION };

function addStackSet(scope: Construct, props: Partial<RealtimeAlertsStackSetProps> = {}) {
  return new RealtimeAlertsStackSet(scope, 'Members', {
    busArn: BUS,
    regions: ['us-east-1'],
    organizationalUnitIds: ['r-abcd'],
    rules: oneRule(),
    includeManagementAccount: false,
    ...props,
  });
}

function newStackSet(props: Partial<RealtimeAlertsStackSetProps> = {}, app = new App()) {
  const stack = new Stack(app, 'Management', { env });
  return { app, stack, stackSet: addStackSet(stack, props) };
}

function roleIn(template: Stack) {
  return resourceOf(template, 'AWS::IAM::Role');
}

/** Visits what is in the template of a StackSet only. */
function visitor(visit: (node: IConstruct) => void) {
  return { visit };
}

describe('an Aspect of the app applies to the template of a StackSet', () => {
  test('and changes its resources', () => {
    const { app, stackSet } = newStackSet();
    Aspects.of(app).add(
      visitor((node) => {
        if (node instanceof CfnQueue) node.kmsMasterKeyId = 'alias/queues';
      }),
    );
    expect(resourceOf(stackSet.template, 'AWS::SQS::Queue').Properties.KmsMasterKeyId).toBe('alias/queues');
  });

  const production = () => new Stage(new App(), 'Production', { env });

  test.each([
    { name: 'App', parent: new App(), isTagged: App.isApp },
    { name: 'Stage', parent: production(), isTagged: Stage.isStage },
    { name: 'Stack', parent: production(), isTagged: Stack.isStack },
  ])('and its tags are those of the $name, as are those of the StackSet', ({ parent, isTagged }) => {
    const stack = new Stack(parent, 'Management', { env });
    const { template } = addStackSet(stack);
    Tags.of(isTagged(parent) ? parent : stack).add('team', 'security');
    expect(roleIn(template).Properties.Tags).toEqual([{ Key: 'team', Value: 'security' }]);
    expect(resourceOf(stack, 'AWS::CloudFormation::StackSet').Properties.Tags).toEqual([
      { Key: 'team', Value: 'security' },
    ]);
  });

  test('in the order of the priorities, the nearest last', () => {
    const { app, stackSet } = newStackSet();
    const describe = (text: string) =>
      visitor((node) => {
        if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::IAM::Role') {
          node.addPropertyOverride('Description', text);
        }
      });
    Aspects.of(app).add(describe('late'), { priority: 900 });
    Aspects.of(stackSet.template).add(describe('early'), { priority: 100 });
    expect(roleIn(stackSet.template).Properties.Description).toBe('late');
  });

  test.each([true, false])('and may add resources (stabilized: %s)', (stabilized) => {
    const app = new App({ context: { '@aws-cdk/core:aspectStabilization': stabilized } });
    const { stackSet } = newStackSet({}, app);
    Aspects.of(app).add(
      visitor((node) => {
        if (node !== stackSet.template || node.node.tryFindChild('Added') !== undefined) return;
        new CfnResource(stackSet.template, 'Added', { type: 'AWS::CloudFormation::WaitConditionHandle' });
      }),
    );
    Template.fromStack(stackSet.template).resourceCountIs('AWS::CloudFormation::WaitConditionHandle', 1);
  });

  test('and the annotations that it leaves there are those of the stack that is deployed', () => {
    const { app, stackSet } = newStackSet();
    Aspects.of(app).add(
      visitor((node) => {
        if (!(node instanceof CfnQueue)) return;
        Annotations.of(node).addError('a queue needs a key of its own');
        Annotations.of(node).addWarningV2('example:queue', 'a queue');
      }),
    );
    const { messages } = app.synth().getStackByName('Management');
    const inTemplate = messages.filter(({ id }) => id.startsWith(`/${stackSet.template.node.path}/`));
    expect(inTemplate.map(({ level }) => level)).toEqual(['error', 'warning']);
  });

  test('and a warning there is acknowledged like another', () => {
    const { app, stackSet } = newStackSet();
    Aspects.of(app).add(
      visitor((node) => {
        if (node instanceof CfnQueue) Annotations.of(node).addWarningV2('example:queue', 'a queue');
      }),
    );
    Annotations.of(stackSet).acknowledgeWarning('example:queue', 'meant');
    const { messages } = app.synth().getStackByName('Management');
    expect(messages.filter(({ level }) => level === 'warning')).toEqual([]);
  });
});

describe('the permissions boundary', () => {
  const boundary = (name: string) => ({
    'Fn::Join': [
      '',
      ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, `:policy/${name}`],
    ],
  });

  test('of the app is that of the roles in the template', () => {
    const app = new App({
      context: { '@aws-cdk/core:permissionsBoundary': { name: `cdk-\${Qualifier}-boundary` } },
    });
    const { stackSet } = newStackSet({}, app);
    expect(roleIn(stackSet.template).Properties.PermissionsBoundary).toEqual(
      boundary('cdk-hnb659fds-boundary'),
    );
  });

  test('of the app may have placeholders, which are those of each account', () => {
    const name = `boundary-\${AWS::AccountId}`;
    const app = new App({ context: { '@aws-cdk/core:permissionsBoundary': { name } } });
    const { stackSet } = newStackSet({}, app);
    expect(JSON.stringify(roleIn(stackSet.template).Properties.PermissionsBoundary)).toContain(
      ':policy/boundary-",{"Ref":"AWS::AccountId"}',
    );
  });

  test('of the StackSet goes before that of the app, of its stage, and of an Aspect', () => {
    const app = new App();
    const stage = new Stage(app, 'Production', {
      env,
      permissionsBoundary: PermissionsBoundary.fromName('stage'),
    });
    const stack = new Stack(stage, 'Management');
    const { template } = addStackSet(stack, { permissionsBoundaryName: 'path/own' });
    RoleBoundary.of(app).apply(ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'));
    expect(roleIn(template).Properties.PermissionsBoundary).toEqual(boundary('path/own'));
  });

  test('fails as an ARN', () => {
    expect(() => newStackSet({ permissionsBoundaryName: `arn:aws:iam::${ACCOUNT}:policy/x` })).toThrow(
      'is not a valid policy name',
    );
  });
});

describe('fails, with one sentence that names both ends, on a reference', () => {
  const add = (stackSet: RealtimeAlertsStackSet, value: string) =>
    new CfnOutput(stackSet.template, 'Value', { value });

  test.each([
    ['of a known environment', env],
    ['of an environment that is not known', {}],
  ])('to a resource of the stack %s that has the StackSet', (_, environment) => {
    const app = new App();
    const stack = new Stack(app, 'Management', { env: environment });
    const stackSet = addStackSet(stack);
    const policy = new ManagedPolicy(stack, 'Boundary', { statements: [] });
    RoleBoundary.of(stackSet).apply(policy);
    expect(() => app.synth()).toThrow(
      "'Management/Members/Template/Realtime/Role/Resource' refers to Ref of 'Management/Boundary/Resource', and is in the template of a " +
        "StackSet, whose accounts and Regions do not have what is in the stack 'Management'; use a value that is known at synth and exists in " +
        'each of them, such as a name',
    );
  });

  test('to a resource of a third stack, wherever it is', () => {
    const { app, stackSet } = newStackSet();
    const third = new Stack(app, 'Third', { env: { account: ACCOUNT, region: 'us-west-2' } });
    add(stackSet, new CfnQueue(third, 'Queue').attrArn);
    expect(() => app.synth()).toThrow(
      /^'Management\/Members\/Template\/Value' refers to Arn of 'Third\/Queue'/,
    );
  });

  test('but not to a resource of another account that has a name of its own', () => {
    const { app, stack, stackSet } = newStackSet();
    add(stackSet, new Queue(stack, 'Queue', { queueName: 'named' }).queueArn);
    app.synth();
    const { Outputs } = Template.fromStack(stackSet.template).toJSON();
    expect(Outputs.Value.Value['Fn::Join'][1].slice(2)).toEqual([`:sqs:${REGION}:${MANAGEMENT}:named`]);
  });

  test('to a parameter of the stack', () => {
    const { app, stack, stackSet } = newStackSet();
    add(stackSet, new CfnParameter(stack, 'Parameter').valueAsString);
    expect(() => app.synth()).toThrow("refers to Ref of 'Management/Parameter'");
  });

  test('from another stack to a resource in the template', () => {
    const { app, stack, stackSet } = newStackSet();
    const role = stackSet.template.node.findChild('Realtime').node.findChild('Role').node
      .defaultChild as CfnResource;
    new CfnOutput(stack, 'Role', { value: role.getAtt('Arn').toString() });
    expect(() => app.synth()).toThrow(
      /^'Management\/Members\/Template' is the template of a StackSet: what is in it exists once in each of many accounts/,
    );
  });

  test('to an asset', () => {
    const { stackSet } = newStackSet();
    expect(() => new Asset(stackSet.template, 'Code', { path: __filename })).toThrow(
      "'Management/Members/Template' is the template of a StackSet and cannot have assets",
    );
  });

  test('but not on pseudo parameters, and not on the bus of a stack whose environment is not known', () => {
    const app = new App();
    const stack = new Stack(app, 'Management');
    const busArn = new CfnParameter(stack, 'Bus').valueAsString;
    const stackSet = addStackSet(stack, { busArn });
    add(stackSet, `${Aws.ACCOUNT_ID}-${stackSet.template.region}`);
    expect(() => app.synth()).not.toThrow();
  });
});

/** The template of the StackSet as it is published, by the manifest of the stack's assets. */
function publishedIn(assembly: CloudAssembly) {
  const [stack] = assembly.stacks;
  const { files } = JSON.parse(
    readFileSync(join(assembly.directory, `${stack?.id}.assets.json`), 'utf8'),
  ) as {
    readonly files: Readonly<Record<string, { readonly source: { readonly path: string } }>>;
  };
  return Object.entries(files)
    .filter(([, { source }]) => source.path.endsWith('.stack-set.json'))
    .map(([hash, { source }]) => ({ hash, file: join(assembly.directory, source.path) }));
}

describe('the template', () => {
  test('is published by its stack, and is no stack of the app', () => {
    const { app } = newStackSet();
    const assembly = app.synth();
    expect(assembly.stacks.map(({ stackName }) => stackName)).toEqual(['Management']);
    const [published] = publishedIn(assembly);
    expect(JSON.stringify(assembly.getStackByName('Management').template)).toContain(
      `${published?.hash}.json`,
    );
  });

  test('is the same text each time, and another one where an Aspect changes it', () => {
    const hashes = [false, false, true].map((tagged) => {
      const { app } = newStackSet();
      if (tagged) Tags.of(app).add('team', 'security');
      return publishedIn(app.synth())[0]?.hash;
    });
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  test('has the account and Region of each of its stacks in a stage that has its own', () => {
    const stage = new Stage(new App(), 'Production', { env });
    const { template } = addStackSet(new Stack(stage, 'Management'));
    const text = JSON.stringify(Template.fromStack(template).toJSON());
    expect(text).toContain('{"Ref":"AWS::AccountId"}');
    expect(text).not.toContain(MANAGEMENT);
    expect(publishedIn(stage.synth())).toHaveLength(1);
  });

  test('of a nested stack changes the nested stack with it', () => {
    const urlOf = (tagged: boolean) => {
      const app = new App();
      const stack = new Stack(app, 'Management', { env });
      const { template } = addStackSet(new NestedStack(stack, 'Nested'));
      if (tagged) Tags.of(template).add('team', 'security');
      app.synth();
      return resourceOf(stack, 'AWS::CloudFormation::Stack').Properties.TemplateURL;
    };
    expect(urlOf(false)).toEqual(urlOf(false));
    expect(urlOf(false)).not.toEqual(urlOf(true));
  });

  test('of each of two StackSets in one stack is its own', () => {
    const { app, stack } = newStackSet();
    const second = new RealtimeAlertsStackSet(stack, 'Others', {
      ...{
        busArn: BUS,
        regions: ['us-east-1'],
        organizationalUnitIds: ['ou-abcd-12345678'],
        rules: oneRule(),
        includeManagementAccount: false,
      },
      tags: { team: 'other' },
    });
    Tags.of(second.template).add('team', 'other');
    expect(publishedIn(app.synth())).toHaveLength(2);
  });

  test('of 200 rules is within the 1 MB that a file may have, and has fewer resources than a stack may have', () => {
    const rules = RuleSet.fromRules(
      ...Array.from({ length: 200 }, (_, index) =>
        Rule.define({
          name: `rule-${index}`,
          title: `Rule ${index}`,
          severity: RuleSeverity.HIGH,
          condition: Condition.allOf(
            Condition.equalTo('eventSource', `service-${index}.amazonaws.com`),
            Condition.startsWith('requestParameters.name', 'x'.repeat(200)).caseSensitive(),
          ),
        }),
      ),
    );
    const { app, stackSet } = newStackSet({ rules });
    const [published] = publishedIn(app.synth());
    expect(statSync(published?.file ?? '').size).toBeLessThan(1_000_000);
    expect(Object.keys(Template.fromStack(stackSet.template).toJSON().Resources).length).toBeLessThan(500);
  });
});
