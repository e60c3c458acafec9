import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { IConstruct } from 'constructs';
import { partitionOf } from '../../core/record/region';
import { checkListIsKnown } from './preflight-check';
import { refusalOf } from './report-finding';

/** A value of a property, and the partition that it belongs to; undefined where that is not known. */
interface Belonging {
  readonly property: string;
  readonly value: string;
  readonly partition: string | undefined;
}

/** Throws on a value of another partition than that of the construct's stack. What is not known breaks no check. */
export function checkPartition(scope: IConstruct, { property, value, partition }: Belonging): void {
  const stack = Stack.of(scope);
  const own = partitionOfRegion(stack.region);
  if (partition === undefined || own === undefined || partition === own) return;
  const found = `${property} '${value}' is of the partition '${partition}', and the stack '${stack.node.path}' of '${own}'`;
  throw refusalOf('otherPartition', found);
}

/** Throws on an ARN that is none of the service, or of another partition. `*` stands for any partition. */
export function checkArn(
  scope: IConstruct,
  { property, service }: { readonly property: string; readonly service: string },
  arn: string | undefined,
): void {
  if (arn === undefined) return;
  checkListIsKnown(property, arn);
  if (!Token.isUnresolved(arn) && !new RegExp(`^arn:(aws[a-z-]*|\\*):${service}:`).test(arn)) {
    throw new Error(`${property} '${arn}' is not an ARN of ${service}; it begins with 'arn:aws:${service}:'`);
  }
  checkPartition(scope, { property, value: arn, partition: /^arn:(aws[a-z-]*):/.exec(arn)?.[1] });
}

/** The same for each of several. */
export function checkArns(
  scope: IConstruct,
  what: { readonly property: string; readonly service: string },
  arns: readonly string[] = [],
): void {
  for (const arn of arns) checkArn(scope, what, arn);
}

/**
 * Regions that every supported version of the CDK knows. `RegionInfo` loads the facts of all Regions and services, which takes a tenth
 * of what the synthesis of a small app does; of these Regions it is not asked.
 */
const FAMILIAR: ReadonlySet<string> = new Set([
  ...['af-south-1', 'ap-east-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1'],
  ...['ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ca-central-1'],
  ...['ca-west-1', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1'],
  ...['eu-west-2', 'eu-west-3', 'il-central-1', 'me-central-1', 'me-south-1', 'sa-east-1', 'us-east-1'],
  ...[
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'cn-north-1',
    'cn-northwest-1',
    'us-gov-east-1',
    'us-gov-west-1',
  ],
]);

/** Whether a Region is one that AWS opened years ago. */
export function isFamiliarRegion(region: string): boolean {
  return FAMILIAR.has(region);
}

/** The partition of a Region; undefined where the Region or its partition is not known at synth. */
export function partitionOfRegion(region: string): string | undefined {
  if (FAMILIAR.has(region)) return partitionOf(region);
  return Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
}
