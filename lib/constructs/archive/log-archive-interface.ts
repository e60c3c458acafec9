import { type IResource, Stack, Token } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket, IBucketRef } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { toKeyRoot } from '../../core/policy/trail-coordinates';
import type { TrailIdentity } from '../identity/trail-identity';
import type { LogReadOptions } from './log-reading';
import type { ITrailKey } from './trail-key-interface';

/**
 * A bucket that trails deliver their files to.
 *
 * As a dependency (`node.addDependency(archive)`), it represents the policies of its bucket and key: dependent resources are
 * created after CloudTrail is allowed to write.
 * @stability stable
 */
export interface ILogArchive extends IResource, IBucketRef {
  /** The bucket. */
  readonly bucket: IBucket;

  /** The prefix before `AWSLogs/` in every key, without leading and trailing slashes. */
  readonly keyPrefix?: string;

  /** The trails that the bucket's policy trusts. */
  readonly trails: TrailIdentity[];

  /** The key that the trails encrypt with; undefined if S3 encrypts the files. */
  readonly encryptionKey?: ITrailKey;

  /**
   * The key that the trails encrypted with before S3 encrypted the files; readers of the earlier files need it.
   * @stability experimental
   */
  readonly formerKey?: ITrailKey;

  /**
   * Grants permission to get and decrypt log files and digests, in every version, and nothing else in the bucket: to a role, an
   * account, or an organization (`OrganizationPrincipal`).
   *
   * For readers in other accounts, the policies of bucket and key are extended as well; those of an imported bucket or key
   * cannot be, and their owner must do it. The policies require that the reader belongs to the account in its ARN and, if all
   * trails of the archive belong to one organization, to that organization. For a reader outside the organization, add a
   * condition on `aws:PrincipalOrgID` to the principal:
   * `new ArnPrincipal('…').withConditions({ StringEquals: { 'aws:PrincipalOrgID': 'o-…' } })`.
   */
  grantRead(grantee: IGrantable, options?: LogReadOptions): Grant;

  /** Grants permission to list log files and digests, and nothing else in the bucket, under the same conditions. */
  grantList(grantee: IGrantable, options?: LogReadOptions): Grant;
}

/**
 * Describes how the environment of a scope differs from that of an archive's bucket; undefined if it does not, as far as known.
 * S3 sends its events to EventBridge only in the account and Region of the bucket.
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

/** The prefix of every CloudTrail key in the archive. */
export function rootOf({ keyPrefix }: ILogArchive): string {
  return toKeyRoot(keyPrefix);
}
