import { type CfnResource, type IResource, Names, PhysicalName, type Resource, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refusalOf } from '../preflight/report-finding';

/** What names an archive's bucket. At most one of them is given. */
export interface BucketNaming {
  /** The name to create the bucket with. */
  readonly bucketName: string | undefined;
  /** The name that CloudFormation made for the bucket, which is deployed already. */
  readonly deployedBucketName: string | undefined;
}

/** How much of a name is made of stack and path: a bucket's name has 63 characters, and account and Region take up to 31. */
const MAX_PATH_CHARACTERS = 32;

/**
 * A name made of what CloudFormation knows the resource by: its stack, its path in the stack, account and Region. It changes
 * only where CloudFormation would make another resource anyway. Account and Region that are not known at synth are CloudFormation's
 * pseudo parameters, so that the name stays the same when they are set later.
 */
export function toDerivedName(scope: Construct): string {
  const { account, region } = Stack.of(scope);
  const path = Names.uniqueResourceName(scope, { maxLength: MAX_PATH_CHARACTERS, separator: '-' });
  return [path.toLowerCase(), account, region].join('-');
}

/** What a bucket takes as its name. `keepName` must follow when it is there. */
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
 * Keeps the name of a bucket as it is: CloudFormation replaces a bucket that gets another name. A reference that needs a name,
 * and finds none, is an error, whether the bucket is deployed or not: synth cannot know.
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
