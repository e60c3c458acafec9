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
import { findUpgradeProblems, unsaid } from './upgrade-problems';

/**
 * The stateful resources of every scenario as they were first released. Nothing in it may change: a release adds to it what is new,
 * as docs/extend/versioning.md describes.
 */
const DEPLOYED: Readonly<Record<string, StatefulResources>> = deployed;

const ESTATES = [...SCENARIOS, ...FURTHER_ESTATES];

function synthesize({ build }: Scenario, refer: (app: App) => void = () => undefined): StatefulResources {
  const app = new App({ analyticsReporting: false });
  build(app);
  refer(app);
  return statefulResourcesOf(app.synth().stacksRecursively);
}

/** A scenario as it is, with what others may refer to in it. */
interface Synthesized {
  readonly resources: StatefulResources;
  /** The paths of the resources that have references. */
  readonly referred: readonly string[];
}

const synthesized = new Map<Scenario, Synthesized>();

/** Once for all tests: a synthesis takes most of their time, and the same scenario gives the same. */
function asItIs(scenario: Scenario): Synthesized {
  const known = synthesized.get(scenario);
  if (known !== undefined) return known;
  let referred: readonly string[] = [];
  const resources = synthesize(scenario, (app) => {
    referred = referredResources(app).map(({ resource }) => resource.node.path);
  });
  const found = { resources, referred };
  synthesized.set(scenario, found);
  return found;
}

describe('what was deployed before keeps its logical id, its type, its name, and all that CloudFormation would replace it for, unless the changelog says so', () => {
  test.each(ESTATES.filter(({ name }) => name in DEPLOYED))('in $name', (scenario) => {
    expect(unsaid(findUpgradeProblems(DEPLOYED[scenario.name] ?? {}, asItIs(scenario).resources))).toEqual(
      [],
    );
  });

  test('and every scenario that was deployed is still there', () => {
    // the templates of the reference app are compared as they are committed
    const released = Object.keys(DEPLOYED).filter((name) => !name.startsWith('reference-app-'));
    expect(ESTATES.map(({ name }) => name)).toEqual(expect.arrayContaining(released));
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

/** Between the path of a resource and where its consumer is. */
const FROM = ' from ';

interface Environment {
  readonly account: string;
  readonly region: string;
}

/** A resource that others may refer to, and what they would refer to. */
interface Referred {
  readonly resource: Resource;
  readonly references: readonly string[];
}

function referredResources(app: App): readonly Referred[] {
  return app.node.findAll().flatMap((resource) => {
    if (!(resource instanceof Resource)) return [];
    const references = REFERENCES.flatMap((refer) => refer(resource) ?? []);
    return references.length === 0 ? [] : [{ resource, references }];
  });
}

/** Refers to a resource of the app from a stack of its own, unless the reference is refused. */
function referFrom(
  app: App,
  { resource, references }: Referred,
  environment: (own: Environment) => Environment,
): void {
  const scope = Stage.of(resource) ?? app;
  const id = `Consumer${app.node.findAll().length}`;
  const consumer = new Stack(scope, id, { env: environment(resource.env) });
  try {
    // Most refusals are made where the consumer resolves the reference, before the whole app is synthesized.
    consumer.resolve(references);
  } catch (error) {
    expectRefusal(error);
    scope.node.tryRemoveChild(id);
    return;
  }
  // A template needs a resource.
  new CfnWaitConditionHandle(consumer, 'Resource');
  for (const [index, value] of references.entries()) new CfnOutput(consumer, `Value${index}`, { value });
}

/** What CDK and trailwatch say to a reference that they refuse. Each leaves the template as it is. */
const REFUSALS = [
  'has no name of its own',
  'CloudFormation passes no reference there',
  'Cannot use resource',
  'cannot be used in a cross-environment fashion',
  'Cannot generate a physical name',
  'only supported for stacks with an explicit region',
  'is the template of a StackSet',
];

function expectRefusal(error: unknown): void {
  const { message } = error as Error;
  if (!REFUSALS.some((refusal) => message.includes(refusal))) throw error;
}

/** The words of a refusal in the place of resources. */
function synthesizeOrRefuse(scenario: Scenario, refer: (app: App) => void): StatefulResources | string {
  try {
    return synthesize(scenario, refer);
  } catch (error) {
    expectRefusal(error);
    return (error as Error).message;
  }
}

/** Two parts of references that are refused together: those to resources that the refusal names and the others, or halves. */
function partsOf(chosen: readonly string[], refusal: string): readonly (readonly string[])[] {
  const isNamed = (reference: string) => refusal.includes(`'${reference.split(FROM)[0]}'`);
  const named = chosen.filter(isNamed);
  if (named.length > 0 && named.length < chosen.length) return [named, chosen.filter((one) => !isNamed(one))];
  const half = Math.ceil(chosen.length / 2);
  return [chosen.slice(0, half), chosen.slice(half)];
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
    const { resources: before, referred } = asItIs(scenario);
    // What is refused as a whole is cut until the references at fault are alone.
    const expectKept = (chosen: readonly string[]): void => {
      const after = synthesizeOrRefuse(scenario, (app) => {
        const resources = referredResources(app);
        for (const [where, environment] of Object.entries(CONSUMERS)) {
          for (const one of resources) {
            if (chosen.includes(`${one.resource.node.path}${FROM}${where}`)) referFrom(app, one, environment);
          }
        }
      });
      if (typeof after !== 'string') {
        expect({ chosen, after: keptOf(before, after) }).toEqual({ chosen, after: before });
      } else if (chosen.length > 1) {
        for (const part of partsOf(chosen, after)) expectKept(part);
      }
    };
    expectKept(Object.keys(CONSUMERS).flatMap((where) => referred.map((path) => `${path}${FROM}${where}`)));
  });
});
