import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { IConstruct } from 'constructs';
import { partitionOf } from '../../core/record/region';
import { checkListIsKnown } from './preflight-check';
import { refusalOf } from './report-finding';

/** A value of a property, and its partition; undefined if not known. */
interface Belonging {
  readonly property: string;
  readonly value: string;
  readonly partition: string | undefined;
}

/** Throws on a value of another partition than that of the construct's stack. Unknown values pass. */
export function checkPartition(scope: IConstruct, { property, value, partition }: Belonging): void {
  const stack = Stack.of(scope);
  const own = partitionOfRegion(stack.region);
  if (partition === undefined || own === undefined || partition === own) return;
  const found = `${property} '${value}' is of the partition '${partition}', and the stack '${stack.node.path}' of '${own}'`;
  throw refusalOf('otherPartition', found);
}

/** Throws on an ARN of another service or partition. `*` matches any partition. */
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
  checkPartition(scope, { property, value: arn, partition: partitionOfArn(arn) });
}

/** The partition of an ARN, or else of the Region in it: the partition may be a token beside it. */
function partitionOfArn(arn: string): string | undefined {
  const [, partition, region = ''] =
    /^arn:(?:(aws[a-z-]*)|[^:]*):[^:]*:(?:([a-z]+-[a-z0-9-]+):)?/.exec(arn) ?? [];
  return partition ?? (region === '' ? undefined : partitionOfRegion(region));
}

/** The same check for several ARNs. */
export function checkArns(
  scope: IConstruct,
  what: { readonly property: string; readonly service: string },
  arns: readonly string[] = [],
): void {
  for (const arn of arns) checkArn(scope, what, arn);
}

/**
 * Regions that every supported version of the CDK knows. For these, `RegionInfo` is not used: it loads the facts of all Regions
 * and services, which takes a tenth of the synthesis time of a small app.
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

/** Whether a Region is one of the long-established Regions. */
export function isFamiliarRegion(region: string): boolean {
  return FAMILIAR.has(region);
}

/** The partition of a Region; undefined if the Region or its partition is not known at synthesis. */
export function partitionOfRegion(region: string): string | undefined {
  if (FAMILIAR.has(region)) return partitionOf(region);
  return Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
}
