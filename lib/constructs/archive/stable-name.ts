import { type CfnResource, type IResource, Names, PhysicalName, type Resource, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refusalOf } from '../preflight/report-finding';

/** The names of an archive's bucket. At most one of them is given. */
export interface BucketNaming {
  /** The name of the bucket. */
  readonly bucketName?: string | undefined;
  /** The name that CloudFormation generated for the deployed bucket. */
  readonly deployedBucketName?: string | undefined;
}

/**
 * The part of a name that is derived from stack and path: a bucket name has 63 characters, and account and Region take up to
 * 31.
 */
const MAX_PATH_CHARACTERS = 32;

/**
 * A name derived from the identity of the resource in CloudFormation: its stack, its path in the stack, account and Region. It
 * changes only when CloudFormation would create another resource anyway. If account and Region are not known at synthesis, the
 * pseudo parameters are used, so that the name stays the same when they are set later.
 */
export function toDerivedName(scope: Construct): string {
  const { account, region } = Stack.of(scope);
  const path = Names.uniqueResourceName(scope, { maxLength: MAX_PATH_CHARACTERS, separator: '-' });
  return [path.toLowerCase(), account, region].join('-');
}

/** The value of a bucket's name property. `keepName` must be called after the bucket is created. */
export function toPhysicalName({ bucketName, deployedBucketName }: BucketNaming): string {
  if (bucketName !== undefined && deployedBucketName !== undefined) {
    throw new Error(
      'both bucketName and deployedBucketName are given; deployedBucketName is for a bucket whose name CloudFormation made, ' +
        'so leave out one of them',
    );
  }
  return bucketName ?? deployedBucketName ?? PhysicalName.GENERATE_IF_NEEDED;
}

/**
 * Preserves the name of a bucket: CloudFormation replaces a bucket whose name changes. A reference that needs an explicit name,
 * and finds none, is an error, whether the bucket is deployed or not: synthesis cannot know.
 */
export function keepName(bucket: Resource & IResource, naming: BucketNaming): void {
  if (naming.bucketName !== undefined) return;
  const resource = bucket.node.defaultChild as CfnResource & { bucketName: string | undefined };
  if (naming.deployedBucketName !== undefined) {
    resource.bucketName = undefined;
    return;
  }
  bucket.node.addValidation({
    validate: () =>
      Stack.of(bucket).resolve(resource.bucketName) === undefined ? [] : [refusalToName(bucket)],
  });
}

function refusalToName({ node }: Resource): string {
  const found = `a stack of another account or Region refers to '${node.path}', which has no name of its own`;
  return refusalOf('nameNeededElsewhere', found).message;
}
