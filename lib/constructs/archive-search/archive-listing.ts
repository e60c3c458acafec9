import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { toArchiveListStatement } from '../../core/archive-search/search-statements';
import { type ILogArchive, rootOf } from '../archive/log-archive-interface';
import { REMEDIES } from '../archive/log-reading';
import { onlyOrganization } from '../identity/trail-identity';
import { grantStatement } from '../statement/grant-statement';

/** Allows listing the account and Region folders of the archive, which the patterns of a reader do not include. */
export function grantListing(grantee: IGrantable, archive: ILogArchive): Grant {
  const { bucket, trails } = archive;
  return grantStatement(toArchiveListStatement(bucket.bucketArn, rootOf(archive)), {
    ...{ grantee, resource: bucket, organizationId: onlyOrganization(trails) },
    reported: { noun: 'bucket', arn: bucket.bucketArn, remedy: REMEDIES.bucket },
  });
}
