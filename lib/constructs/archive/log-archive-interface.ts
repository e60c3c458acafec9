import { type IResource, Stack, Token } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket, IBucketRef } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { toKeyStart } from '../../core/policy/trail-coordinates';
import type { TrailIdentity } from '../identity/trail-identity';
import type { LogReadOptions } from './log-reading';
import type { ITrailKey } from './trail-key-interface';

/**
 * A place that trails deliver their files to.
 *
 * As a dependency (`node.addDependency(archive)`) it stands for the policies of its bucket and key: whatever
 * depends on it is created when CloudTrail may already write.
 */
export interface ILogArchive extends IResource, IBucketRef {
  /** The bucket. */
  readonly bucket: IBucket;

  /** What is before `AWSLogs/` in every key, without slashes at its ends. */
  readonly keyPrefix?: string;

  /** The trails that the bucket's policy trusts. */
  readonly trails: TrailIdentity[];

  /** The key that the trails encrypt with; undefined if they leave encryption to S3. */
  readonly encryptionKey?: ITrailKey;

  /**
   * Grants permission to get and decrypt log files and digests, in every version, and nothing else in the bucket: to a
   * role, an account, or an organization (`OrganizationPrincipal`).
   *
   * For readers of other accounts the policies of bucket and key are extended as well; those of an imported bucket or
   * key cannot be, and their owner has to do it. There the reader must be of the account that its ARN names, and,
   * where all trails of the archive are of one organization, of that organization. For a reader from outside give the
   * principal a condition on `aws:PrincipalOrgID` of its own:
   * `new ArnPrincipal('…').withConditions({ StringEquals: { 'aws:PrincipalOrgID': 'o-…' } })`.
   */
  grantRead(grantee: IGrantable, options?: LogReadOptions): Grant;

  /** Grants permission to list log files and digests, and nothing else in the bucket, on the same terms. */
  grantList(grantee: IGrantable, options?: LogReadOptions): Grant;
}

/**
 * How the environment of a scope differs from that of an archive's bucket, in words; undefined if it does not, as far as is
 * known. S3 sends its events to EventBridge in the account and Region of the bucket only.
 */
export function whereEventsDiffer(scope: Construct, { bucket }: ILogArchive): string | undefined {
  const { account, region } = Stack.of(scope);
  const differences = [
    { what: 'account', here: account, there: bucket.env.account },
    { what: 'Region', here: region, there: bucket.env.region },
  ].filter(({ here, there }) => here !== there && !Token.isUnresolved(here) && !Token.isUnresolved(there));
  if (differences.length === 0) return undefined;
  return differences
    .map(({ what, here, there }) => `${what} '${here}', the bucket in '${there}'`)
    .join(', and ');
}

/** What every key of CloudTrail's in the archive begins with. */
export function rootOf({ keyPrefix }: ILogArchive): string {
  return `${toKeyStart(keyPrefix)}AWSLogs/`;
}
