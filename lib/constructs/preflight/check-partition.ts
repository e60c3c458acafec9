import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { partitionOfRegion } from './region-partition';
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
