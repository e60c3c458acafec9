import { App, CfnOutput, CfnWaitConditionHandle, type IResource, Resource, Stack, Stage } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Scenario } from '../scenarios/scenario';
import { FURTHER_ESTATES, SCENARIOS } from '../scenarios/scenarios';
import deployed from './deployed-resources.json';
import { type StatefulResources, statefulResourcesOf } from './stateful-resources';

/**
 * The stateful resources of every scenario as they were deployed first. Nothing in it may change; a scenario of its own gets
 * a table of its own.
 */
const DEPLOYED: Readonly<Record<string, StatefulResources>> = deployed;

const ESTATES = [...SCENARIOS, ...FURTHER_ESTATES];

function synthesize({ build }: Scenario, refer: (app: App) => void = () => undefined): StatefulResources {
  const app = new App({ analyticsReporting: false });
  build(app);
  refer(app);
  return statefulResourcesOf(app.synth().stacksRecursively);
}

describe('what was deployed before keeps its logical id, its type, and all that CloudFormation would replace it for', () => {
  test.each(ESTATES.filter(({ name }) => name in DEPLOYED))('in $name', (scenario) => {
    const deployed = DEPLOYED[scenario.name] ?? {};
    expect(keptOf(deployed, synthesize(scenario))).toEqual(deployed);
  });

  test('and every scenario that was deployed is still there', () => {
    expect(ESTATES.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(DEPLOYED)));
  });
});

/** What became of resources that were there before. More is new; a name that one of them gains is not. */
function keptOf(before: StatefulResources, after: StatefulResources): StatefulResources {
  return Object.fromEntries(Object.entries(after).filter(([id]) => id in before));
}

/** A reference that others may make to a resource of the app, by the type of resource. */
const REFERENCES: readonly ((resource: IResource) => readonly string[] | undefined)[] = [
  (resource) => (resource instanceof Bucket ? [resource.bucketName, resource.bucketArn] : undefined),
  (resource) => (resource instanceof Topic ? [resource.topicName, resource.topicArn] : undefined),
  (resource) =>
    resource instanceof Queue ? [resource.queueName, resource.queueArn, resource.queueUrl] : undefined,
  (resource) => (resource instanceof Table ? [resource.tableName, resource.tableArn] : undefined),
  (resource) => (resource instanceof Key ? [resource.keyId, resource.keyArn] : undefined),
];

/** Where another stack may be that refers to a resource. */
const CONSUMERS = {
  'the same account and Region': ({ account, region }: Environment) => ({ account, region }),
  'another Region': ({ account }: Environment) => ({ account, region: 'ap-southeast-2' }),
  'another account': ({ region }: Environment) => ({ account: '123456789012', region }),
};

interface Environment {
  readonly account: string;
  readonly region: string;
}

function referredResources(
  app: App,
): readonly { readonly resource: Resource; readonly references: readonly string[] }[] {
  return app.node.findAll().flatMap((resource) => {
    if (!(resource instanceof Resource)) return [];
    const references = REFERENCES.flatMap((refer) => refer(resource) ?? []);
    return references.length === 0 ? [] : [{ resource, references }];
  });
}

/** Refers to a resource of the app from a stack of its own. */
function referFrom(app: App, at: number, environment: (own: Environment) => Environment): void {
  const referred = referredResources(app)[at];
  if (referred === undefined) throw new Error(`there is no resource ${at}`);
  const consumer = new Stack(Stage.of(referred.resource) ?? app, `Consumer${at}`, {
    env: environment(referred.resource.env),
  });
  // A template needs a resource.
  new CfnWaitConditionHandle(consumer, 'Resource');
  for (const [index, value] of referred.references.entries())
    new CfnOutput(consumer, `Value${index}`, { value });
}

/** What CDK and trailwatch say to a reference that they refuse. Each leaves the template as it is. */
const REFUSALS = [
  'has no name of its own',
  'Cannot use resource',
  'cannot be used in a cross-environment fashion',
  'Cannot generate a physical name',
  'only supported for stacks with an explicit region',
  'is the template of a StackSet',
];

function synthesizeOrRefuse(scenario: Scenario, refer: (app: App) => void): StatefulResources | undefined {
  try {
    return synthesize(scenario, refer);
  } catch (error) {
    const { message } = error as Error;
    if (REFUSALS.some((refusal) => message.includes(refusal))) return undefined;
    throw error;
  }
}

/** Scenarios whose resources are those of others, in another partition, account or with other rules: once is enough. */
const LIKE_OTHERS = new Set([
  'stages',
  'gov-cloud',
  'china',
  ...[0, 1, 200].map((count) => `allow-list-of-${count}`),
]);

describe('a later reference changes no stateful resource, or is refused', () => {
  test.each(ESTATES.filter(({ name }) => !LIKE_OTHERS.has(name)))('in $name', (scenario) => {
    const before = synthesize(scenario);
    const app = new App();
    scenario.build(app);
    const resources = referredResources(app);
    for (const [where, environment] of Object.entries(CONSUMERS)) {
      const referringTo = (some: readonly number[]) =>
        synthesizeOrRefuse(scenario, (changed) => {
          for (const at of some) referFrom(changed, at, environment);
        });
      const all = referringTo([...resources.keys()]);
      if (all !== undefined) {
        expect({ where, after: keptOf(before, all) }).toEqual({ where, after: before });
        continue;
      }
      for (const [at, { resource }] of resources.entries()) {
        const { path } = resource.node;
        const after = keptOf(before, referringTo([at]) ?? before);
        expect({ path, where, after }).toEqual({ path, where, after: before });
      }
    }
  });
});
