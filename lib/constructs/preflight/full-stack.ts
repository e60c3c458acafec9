import type { CfnResource, Stack } from 'aws-cdk-lib';
import { warnOf } from './report-finding';
import { fieldsOf } from './template-properties';

/**
 * The CloudFormation quotas of one template.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const MAX_RESOURCES = 500;
export const MAX_BYTES = 1_000_000;

/** Above this share, the next rule or channel may exceed the quota. */
const NEARLY = 0.9;

/** Templates of this library with fewer resources are never near the size limit, which takes longer to determine. */
const MANY_RESOURCES = 200;

/** The maximum number of parts that are listed. */
const MAX_NAMED = 3;

/** Warns of a stack that is close to the CloudFormation quota of resources or template size, and lists its largest parts. */
export function warnOfFullStack(stack: Stack, resources: readonly CfnResource[]): void {
  const found = findFull(stack, resources);
  if (found !== undefined) warnOf(stack, 'fullStack', found);
}

function findFull(stack: Stack, resources: readonly CfnResource[]): string | undefined {
  if (resources.length < MANY_RESOURCES) return undefined;
  // as written by the CDK: the indentation counts
  const indent = stack.node.tryGetContext('@aws-cdk/core:suppressTemplateIndentation') === true ? 0 : 1;
  const bytesOf = (resource: CfnResource) => {
    const { Resources = '' } = fieldsOf(stack.resolve(resource._toCloudFormation()));
    return Buffer.byteLength(JSON.stringify({ Resources }, undefined, indent));
  };
  const bytes = resources.map(bytesOf);
  const allBytes = bytes.reduce((sum, one) => sum + one, 0);
  const [ofResources, ofBytes] = [resources.length / MAX_RESOURCES, allBytes / MAX_BYTES];
  if (Math.max(ofResources, ofBytes) < NEARLY) return undefined;
  const isManyResources = ofResources >= ofBytes;
  const size = isManyResources ? resources.length : allBytes;
  const sizes = resources.map((resource, index) => ({
    resource,
    size: isManyResources ? 1 : (bytes[index] ?? 0),
  }));
  const unit = isManyResources ? 'resources' : 'bytes';
  const most = (isManyResources ? MAX_RESOURCES : MAX_BYTES).toLocaleString('en');
  const named = namesLargestParts(stack, sizes);
  return `the stack '${stack.node.path}' has ${size.toLocaleString('en')} of ${most} ${unit}, most of them in ${named}`;
}

/** The parts of a stack that take most of its template, as `'Audit/Processor' with 12`. */
export function namesLargestParts(
  stack: Stack,
  sizes: readonly { readonly resource: CfnResource; readonly size: number }[],
): string {
  const parts = new Map<string, number>();
  for (const { resource, size } of sizes) {
    const path = resource.node.path.slice(stack.node.path.length + 1).split('/');
    const part = path.slice(0, Math.max(1, Math.min(2, path.length - 1))).join('/');
    parts.set(part, (parts.get(part) ?? 0) + size);
  }
  const largest = [...parts].sort(([, one], [, other]) => other - one).slice(0, MAX_NAMED);
  return largest.map(([part, count]) => `'${part}' with ${count.toLocaleString('en')}`).join(', ');
}
