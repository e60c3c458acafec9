import { CfnOutput, CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import type { EstateResource, EstateStack } from '../../core/estate/estate';
import { Resolver } from '../../core/estate/resolver';
import { grouped } from '../../core/keyed/grouped';
import { ORGANIZATION_TRAIL_TYPE } from '../../core/settings/organization-trail';
import { writersOf } from '../../core/writers/estate-writers';
import { type WriteCycle, writeCyclesOf } from '../../core/writers/write-cycles';
import { partitionOfRegion } from '../preflight/check-partition';
import { namingTokens } from '../preflight/construct-error';
import { refusalOf, warnOf } from '../preflight/report-finding';
import { fieldsOf, resourceInTemplate } from '../preflight/template-properties';

/**
 * Tells, of the final templates of the app, that a trail logs what it delivers, itself or through other trails. One that logs its own
 * bucket is refused unless that is intended.
 */
export function checkDeliveries(resource: CfnResource, scope: IConstruct, isIntended: boolean): void {
  scope.node.addValidation({
    validate: () => {
      const cycles = cyclesThrough(resource);
      for (const { words, isDirect } of cycles)
        if (!isDirect) warnOf(scope, 'loggedDeliveries', namingTokens(scope, words));
      const own = isIntended ? [] : cycles.filter(({ isDirect }) => isDirect);
      return own.map(({ words }) => refusalOf('ownDeliveries', words).message);
    },
  });
}

type Cycles = ReadonlyMap<string, readonly WriteCycle<unknown>[]>;

/** What was found of the app when a stage was synthesized, and the trails of the stage that have not asked for it yet. */
const found = new WeakMap<IConstruct, { readonly cycles: Cycles; readonly left: Set<CfnResource> }>();

/**
 * The cycles of a trail. Those of the app are found for the first trail of a stage that asks: stages are final one after another. When
 * one asks again, it is for the next synthesis, and they are found anew.
 */
function cyclesThrough(resource: CfnResource): readonly WriteCycle<unknown>[] {
  // Most trails log no objects.
  if (!logsObjects(resource)) return [];
  const { root } = resource.node;
  const stage = Stage.of(resource) ?? root;
  if (!found.get(stage)?.left.delete(resource)) {
    const left = new Set(stage.node.findAll().filter(isWriter).filter(logsObjects));
    left.delete(resource);
    found.set(stage, { cycles: cyclesOf(root), left });
  }
  return found.get(stage)?.cycles.get(keyOf(resource.stack.node.path, logicalIdOf(resource))) ?? [];
}

function logsObjects(resource: CfnResource): boolean {
  return JSON.stringify(resourceInTemplate(resource)).includes('AWS::S3::Object');
}

function cyclesOf(root: IConstruct): Cycles {
  const stacks = stacksOf(root);
  return grouped(
    writeCyclesOf(writersOf(stacks, new Resolver(stacks))).flatMap((cycle) =>
      cycle.trails.map(({ source }) => [keyOf(source.stack.name, source.logicalId), cycle] as const),
    ),
  );
}

function keyOf(stack: string, logicalId: string): string {
  return `${stack} ${logicalId}`;
}

/** The stacks of the app, as their final templates will be, with the trails and buckets alone. */
function stacksOf(root: IConstruct): readonly EstateStack[] {
  const nodes = root.node.findAll();
  const [writers, outputs] = [nodes.filter(isWriter), nodes.filter(isOutput)];
  return nodes.filter(Stack.isStack).map((stack) => {
    const { account, region, node } = stack;
    const own = writers.filter((each) => each.stack === stack);
    return {
      ...{ name: node.path, path: node.path, file: '', partition: partitionOfRegion(region) },
      account: Token.isUnresolved(account) ? undefined : account,
      region: Token.isUnresolved(region) ? undefined : region,
      template: {
        Resources: Object.fromEntries(own.map((each) => [logicalIdOf(each), toResource(each)])),
        Outputs: Object.assign({}, ...outputs.filter((each) => each.stack === stack).map(outputsOf)),
      },
    };
  });
}

function isWriter(node: IConstruct): node is CfnResource {
  return (
    node instanceof CfnTrail ||
    node instanceof CfnBucket ||
    (CfnResource.isCfnResource(node) && node.cfnResourceType === ORGANIZATION_TRAIL_TYPE)
  );
}

function isOutput(node: IConstruct): node is CfnOutput {
  return node instanceof CfnOutput;
}

function outputsOf(output: CfnOutput): object {
  return fieldsOf(fieldsOf(output.stack.resolve(output._toCloudFormation())).Outputs);
}

function logicalIdOf(resource: CfnResource): string {
  return String(resource.stack.resolve(resource.logicalId));
}

/** Members without a value are there as undefined, and the template has none of them. */
function toResource(resource: CfnResource): EstateResource {
  const json = JSON.parse(JSON.stringify(resourceInTemplate(resource)));
  return { ...json, Metadata: { 'aws:cdk:path': resource.node.path } };
}
