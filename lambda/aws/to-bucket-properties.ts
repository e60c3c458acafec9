import type { LifecycleRule, ReplicationRule } from '@aws-sdk/client-s3';

/** A lifecycle rule of S3 under the names that CloudFormation gives it. */
export function toLifecycleProperties(rule: LifecycleRule): object {
  const { And, ...alone } = rule.Filter ?? {};
  const filter = And ?? alone;
  return {
    Id: rule.ID,
    Status: rule.Status,
    Prefix: rule.Prefix ?? filter.Prefix,
    TagFilters: And?.Tags ?? (alone.Tag === undefined ? [] : [alone.Tag]),
    ObjectSizeGreaterThan: filter.ObjectSizeGreaterThan,
    ObjectSizeLessThan: filter.ObjectSizeLessThan,
    ExpirationInDays: rule.Expiration?.Days,
    ExpirationDate: rule.Expiration?.Date,
    ExpiredObjectDeleteMarker: rule.Expiration?.ExpiredObjectDeleteMarker,
    Transitions: rule.Transitions?.map(({ Days, Date: TransitionDate, StorageClass }) => ({
      ...{ TransitionInDays: Days, TransitionDate, StorageClass },
    })),
    NoncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.map(({ NoncurrentDays, ...rest }) => ({
      ...rest,
      TransitionInDays: NoncurrentDays,
    })),
    NoncurrentVersionExpiration: rule.NoncurrentVersionExpiration,
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
  };
}

/** A replication rule of S3 under the names that CloudFormation gives it. */
export function toReplicationProperties({ ID, Filter, ...rule }: ReplicationRule): object {
  const { Prefix, Tag, And } = Filter ?? {};
  return {
    ...rule,
    Id: ID,
    Filter: {
      ...{ Prefix, TagFilter: Tag },
      And: And === undefined ? undefined : { Prefix: And.Prefix, TagFilters: And.Tags },
    },
  };
}
