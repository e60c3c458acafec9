import { Token } from 'aws-cdk-lib';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { excludeArchive } from '../../core/selector/explain/exclude-archive';
import { type AdvancedSelector, resourceTypeOfSelector, type Selection } from '../../core/selector/selection';
import type { ILogArchive } from '../archive/log-archive-interface';
import { mayHearGlobalServices, type TrailIdentity } from '../identity/trail-identity';
import { checkSelection } from '../selection/check-selection';
import type { EventSelection } from '../selection/event-selection';
import { nameSelectors, toSelectorValue } from '../selection/to-selector-value';

/** The properties that determine the events that a trail logs; absent properties have the defaults of `AuditTrailProps`. */
export interface SelectingTrail extends ExistingSelection {
  /** The construct on which problems are reported. */
  readonly scope: Construct;
  readonly archive: ILogArchive;
}

/** The properties of an existing trail, from whose selection nothing is excluded. */
export interface ExistingSelection {
  readonly identity: TrailIdentity;
  readonly multiRegion?: boolean;
  readonly logging?: boolean;
  readonly eventSelection?: EventSelection;
}

/**
 * The complete selection of a trail, without object events of its archive's bucket unless they are included explicitly. Throws
 * with every reason for which CloudTrail would reject it.
 */
export function toTrailSelection(trail: SelectingTrail): Selection {
  const whole = toWholeSelection(trail);
  const bucket = {
    bucketName: nameOf(trail.archive.bucket),
    partition: trail.identity._toCoordinates().partition,
  };
  const isIncluded = trail.eventSelection?._archiveIncluded === true;
  const selection = nameSelectors(isIncluded ? whole : excludeArchive(whole, bucket), (selector) =>
    !isIncluded && logsObjects(selector) ? ' outside the archive' : '',
  );
  checkSelection(trail.scope, selection);
  return selection;
}

/** Whether the archive's bucket was excluded from a selector. */
export function leavesArchiveOut(
  { advanced = [] }: Selection,
  eventSelection: EventSelection | undefined,
): boolean {
  return eventSelection?._archiveIncluded !== true && advanced.some(logsObjects);
}

/** The given selection, or all management events. */
export function toWholeSelection(trail: ExistingSelection): Selection {
  const { identity, eventSelection, multiRegion = true, logging = true } = trail;
  return {
    destination: 'trail',
    ...eventSelection?._toSelection(),
    name: identity.trailName,
    homeRegion: toSelectorValue(identity.homeRegion),
    multiRegion,
    includeGlobalServiceEvents: multiRegion || mayHearGlobalServices(identity),
    isLogging: logging,
  };
}

/** The given bucket name, if any: a reference to the bucket would hide its value from every check and explanation. */
function nameOf(bucket: IBucket): string {
  const resource = bucket.node.defaultChild;
  const given = resource instanceof CfnBucket ? resource.bucketName : undefined;
  return given === undefined || Token.isUnresolved(given) ? bucket.bucketName : given;
}

/** Whether a bucket can be excluded from the selector. */
function logsObjects(selector: AdvancedSelector): boolean {
  return resourceTypeOfSelector(selector) === 'AWS::S3::Object';
}
