import { CfnTrail, type CfnTrailProps, type TrailReference } from 'aws-cdk-lib/aws-cloudtrail';
import type { Construct } from 'constructs';
import { ARCHIVE_EXCLUSION_REASON } from '../../core/selector/explain/exclude-archive';
import type { Selection } from '../../core/selector/selection';
import { toTrailProperties } from '../../core/selector/to-trail-properties';
import { mayHearGlobalServices } from '../identity/global-services';
import { within } from '../preflight/construct-error';
import type { AuditTrailProps } from './audit-trail-props';
import { delegateCreation } from './delegated-trail';
import type { TrailLogDelivery } from './trail-log-group';
import { leavesArchiveOut } from './trail-selection';

/** A trail whose properties are checked. */
interface CheckedTrail extends AuditTrailProps {
  /** What it logs; the archive is left out of it. */
  readonly selection: Selection;
  readonly logs: TrailLogDelivery | undefined;
}

/** The resource that a trail is, created after everything that it delivers to. */
export function createTrailResource(scope: Construct, checked: CheckedTrail): CfnTrail {
  const { identity, archive, selection, logs, deliveryTopic, delegatedAdministrator: options } = checked;
  const trail = new CfnTrail(scope, 'Resource', toProperties(scope, checked));
  if (leavesArchiveOut(selection, checked.eventSelection)) {
    trail.addMetadata('cdk-trailwatch:archive', ARCHIVE_EXCLUSION_REASON);
  }
  for (const needed of [archive, deliveryTopic, ...(logs?.policies ?? [])]) {
    if (needed !== undefined) trail.node.addDependency(needed);
  }
  if (options !== undefined) {
    within(scope, () => delegateCreation(trail, { identity, options }));
  }
  return trail;
}

/** The custom resource of a delegated administrator is known by its ARN; so the name is that of the identity. */
export function toTrailRef(
  { trailRef }: CfnTrail,
  { identity: { trailName }, delegatedAdministrator }: AuditTrailProps,
): TrailReference {
  return delegatedAdministrator === undefined ? trailRef : { ...trailRef, trailName };
}

function toProperties(scope: Construct, trail: CheckedTrail): CfnTrailProps {
  const { identity, archive, selection, logs, multiRegion = true } = trail;
  return {
    trailName: identity.trailName,
    isLogging: trail.logging ?? true,
    isMultiRegionTrail: multiRegion,
    includeGlobalServiceEvents: multiRegion || mayHearGlobalServices(identity),
    enableLogFileValidation: trail.logFileValidation ?? true,
    isOrganizationTrail: identity.isOrganizationTrail,
    s3BucketName: archive.bucket.bucketName,
    s3KeyPrefix: archive.keyPrefix,
    kmsKeyId: archive.encryptionKey?.keyIdFor(scope),
    snsTopicName: trail.deliveryTopic?.topic.topicArn,
    cloudWatchLogsLogGroupArn: logs?.logGroupArn,
    cloudWatchLogsRoleArn: logs?.role.roleArn,
    ...(toTrailProperties(selection) as Partial<CfnTrailProps>),
  };
}
