import { type RemovalPolicy, Resource } from 'aws-cdk-lib';
import { CfnTrail, type CfnTrailProps, type TrailReference } from 'aws-cdk-lib/aws-cloudtrail';
import { type Metric, type MetricOptions, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import type { OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { describeSelection } from '../../core/review/metadata/describe-selection';
import { ARCHIVE_EXCLUSION_REASON } from '../../core/selector/explain/exclude-archive';
import type { Selection } from '../../core/selector/selection';
import { toTrailProperties } from '../../core/selector/to-trail-properties';
import { WITHOUT_KEY } from '../archive/archive-encryption';
import { isWithoutKey } from '../archive/log-archive';
import type { ILogArchive } from '../archive/log-archive-interface';
import { mayHearGlobalServices, type TrailIdentity } from '../identity/trail-identity';
import { namingTokens, within } from '../preflight/construct-error';
import { describeResource } from '../resource/describe-resource';
import { removeParts } from '../resource/generated-name';
import { type SelectionExplanation, toSelectionExplanation } from '../selection/selection-explanation';
import { acknowledgeControls } from '../statement/acknowledge';
import { declareTrail } from './app-trails';
import type { IAuditTrail } from './audit-trail-interface';
import type { AuditTrailAttributes, AuditTrailLookupOptions, AuditTrailProps } from './audit-trail-props';
import { checkAmongAppTrails, checkFinalTrail, checkTrail } from './check-trail';
import { delegateCreation } from './delegated-trail';
import {
  createCallRule,
  grantDescribeTrail,
  grantManageTrailSelectors,
  grantOnTrail,
  ImportedTrail,
} from './imported-trail';
import { checkDeliveries } from './logged-deliveries';
import { lookUpTrail } from './look-up-trail';
import { logMetricOf, type TrailLogDelivery } from './trail-log-group';
import { leavesArchiveOut, toTrailSelection } from './trail-selection';

interface CheckedTrail extends AuditTrailProps {
  /** The events that it logs, excluding the archive. */
  readonly selection: Selection;
  readonly logs: TrailLogDelivery | undefined;
}

const NO_LOG_GROUP = {
  CloudTrailCloudWatchLogsEnabled:
    'the log processor searches every record where it is archived; a log group beside that is for those who want its alarms',
};

/**
 * A CloudTrail trail. By default, it logs the management events of all Regions, including global services, has log file
 * validation enabled, and is logging.
 *
 * It is created after the policies of all its destinations. If the archive is in a stack of another account or Region, that
 * stack is deployed first. CloudTrail has no metrics for a trail; its log group and its topic have.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { AuditTrail, EventSelection, type LogArchive, type TrailIdentity } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const archive: LogArchive;
 * declare const identity: TrailIdentity;
 * new AuditTrail(stack, 'Trail', {
 *   identity,
 *   archive,
 *   eventSelection: EventSelection.managementEvents().withoutKms(),
 * });
 * @stability stable
 */
export class AuditTrail extends Resource implements IAuditTrail {
  /**
   * Uses an existing trail by its ARN. Event rules and grants need only the ARN; methods that need more than the ARN throw, and
   * `fromTrailAttributes` accepts the other attributes.
   */
  public static fromTrailArn(scope: Construct, id: string, trailArn: string): IAuditTrail {
    return new ImportedTrail(scope, id, { trailArn });
  }

  /** Uses an existing trail with its attributes: metric alarms need its log group, a processor its archive. */
  public static fromTrailAttributes(
    scope: Construct,
    id: string,
    attributes: AuditTrailAttributes,
  ): IAuditTrail {
    return new ImportedTrail(scope, id, { ...attributes, trailArn: attributes.identity.trailArn });
  }

  /**
   * Uses an existing trail, and looks up the requested attributes during synthesis: `cdk synth` reads them with the lookup role
   * and caches them in `cdk.context.json`, until `cdk context --reset`. The stack must have an account and a Region.
   *
   * @see https://docs.aws.amazon.com/cdk/v2/guide/context.html
   */
  public static fromLookup(scope: Construct, id: string, lookup: AuditTrailLookupOptions): IAuditTrail {
    const { identity, archive } = lookup;
    const found = within(scope, () => lookUpTrail(scope, id, lookup));
    return new ImportedTrail(scope, id, { identity, archive, ...found, trailArn: identity.trailArn });
  }

  /**
   * Invokes a target on AWS API calls in the scope's account and Region, as CloudTrail sends them to EventBridge: write
   * management events of any service, if any trail logs them. Narrow the rule with `eventPattern`. Its `detailType` replaces
   * `AWS API Call via CloudTrail`: sign-ins are `AWS Console Sign In via CloudTrail`, and Insights
   * `AWS Insight via CloudTrail`.
   */
  public static onEvent(scope: Construct, id: string, options: OnEventOptions): Rule {
    return createCallRule(scope, id, options);
  }

  /** Grants permission to search the event history: the last 90 days of management events, which requires no trail. */
  public static grantLookup(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({ grantee, actions: ['cloudtrail:LookupEvents'], resourceArns: ['*'] });
  }

  public readonly trailArn: string;
  public readonly trailRef: TrailReference;

  /** Which trail this is. */
  public readonly identity: TrailIdentity;

  /** The archive that the trail delivers to. */
  public readonly archive: ILogArchive;

  /** The log group that the trail also delivers to; undefined if there is none. */
  public readonly logGroup?: ILogGroup;

  private readonly selection: Selection;

  constructor(scope: Construct, id: string, props: AuditTrailProps) {
    super(scope, id);
    this.identity = props.identity;
    this.archive = props.archive;
    this.selection = within(this, () => toTrailSelection({ scope: this, ...props }));
    within(this, () => checkTrail({ ...props, scope: this, selection: this.selection }));
    const logs = within(this, () => props.cloudWatchLogs?._bind(this, props.identity));
    if (logs === undefined) acknowledgeControls(this, NO_LOG_GROUP);
    if (isWithoutKey(props.archive)) acknowledgeControls(this, { CloudTrailEncryptionEnabled: WITHOUT_KEY });
    this.logGroup = logs?.logGroup;
    const trail = createTrailResource(this, { ...props, selection: this.selection, logs });
    describeResource(trail, () => ({
      construct: 'AuditTrail',
      Selectors: describeSelection(namingTokens(this, this.selection)),
    }));
    this.trailArn = trail.attrArn;
    this.trailRef = toTrailRef(trail, props);
    declareTrail(trail, { identity: this.identity, selection: this.selection });
    checkFinalTrail(trail, { ...props, scope: this, selection: this.selection });
    checkAmongAppTrails(trail);
    checkDeliveries(trail, this, props.eventSelection?._archiveIncluded === true);
  }

  /** Applies to the trail, and its log group unless it is given. */
  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    super.applyRemovalPolicy(policy);
    removeParts(this, policy);
  }

  public grantDescribe(grantee: IGrantable): Grant {
    return grantDescribeTrail(this.identity.trailArn, grantee);
  }

  public grantStart(grantee: IGrantable): Grant {
    return grantOnTrail(this.identity.trailArn, grantee, ['cloudtrail:StartLogging']);
  }

  public grantStop(grantee: IGrantable): Grant {
    return grantOnTrail(this.identity.trailArn, grantee, ['cloudtrail:StopLogging']);
  }

  public grantManageSelectors(grantee: IGrantable): Grant {
    return grantManageTrailSelectors(this.identity.trailArn, grantee);
  }

  public onCloudTrailEvent(id: string, options: OnEventOptions): Rule {
    return createCallRule(this, id, options, 'aws.cloudtrail');
  }

  /**
   * Whether the trail logs the record, and which of its selectors decides.
   * @stability experimental
   */
  public explain(record: { [key: string]: unknown }): SelectionExplanation {
    return toSelectionExplanation(this.selection, record);
  }

  public metricLogEvents(props: MetricOptions = {}): Metric {
    return logMetricOf(this, 'IncomingLogEvents', { unit: Unit.COUNT, ...props });
  }

  public metricLogBytes(props: MetricOptions = {}): Metric {
    return logMetricOf(this, 'IncomingBytes', { unit: Unit.BYTES, ...props });
  }
}

/** The resource of a trail, created after all its destinations. */
function createTrailResource(scope: Construct, checked: CheckedTrail): CfnTrail {
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

/** The custom resource of a delegated administrator is identified by its ARN, so the name is that of the identity. */
function toTrailRef(
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
