import { CfnOutput, CfnResource, Stack, Token } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import type { EstateResource, EstateStack } from '../../core/estate/estate';
import { Resolver } from '../../core/estate/resolver';
import { ORGANIZATION_TRAIL_TYPE } from '../../core/settings/organization-trail';
import { writersOf } from '../../core/writers/estate-writers';
import { type WriteCycle, writeCyclesOf } from '../../core/writers/write-cycles';
import { partitionOfRegion } from '../preflight/check-partition';
import { refusalOf, warnWhenFinal } from '../preflight/report-finding';
import { fieldsOf, resourceInTemplate } from '../preflight/template-properties';

/**
 * Tells, of the final templates of the app, that a trail logs what it delivers, itself or through other trails. One that logs its own
 * bucket is refused unless that is intended.
 */
export function checkDeliveries(resource: CfnResource, scope: IConstruct, isIntended: boolean): void {
  const find = () => cycleThrough(resource);
  warnWhenFinal(scope, (warn) => {
    const cycle = find();
    if (cycle !== undefined && !cycle.isDirect) warn('loggedDeliveries', cycle.words);
  });
  if (isIntended) return;
  scope.node.addValidation({
    validate: () => {
      const cycle = find();
      return cycle?.isDirect ? [refusalOf('ownDeliveries', cycle.words).message] : [];
    },
  });
}

function cycleThrough(resource: CfnResource): WriteCycle<unknown> | undefined {
  // Most trails log no objects.
  if (!JSON.stringify(resourceInTemplate(resource)).includes('AWS::S3::Object')) return undefined;
  const stacks = stacksOf(resource.node.root);
  const id = logicalIdOf(resource);
  return writeCyclesOf(writersOf(stacks, new Resolver(stacks))).find(({ trails }) =>
    trails.some(({ source }) => source.stack.name === resource.stack.node.path && source.logicalId === id),
  );
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
