import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { LifecycleRule, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { AuditGuardrailsOptions } from './access/audit-guardrails-props';
import type { LogReader } from './access/log-reader';
import type { AlarmSet } from './alarm/alarm-set';
import type { AlertFilter } from './alert/alert-filter';
import type { AlertTopicOptions, IAlertTopic } from './alert/alert-topic';
import type { ArchiveEncryption } from './archive/archive-encryption';
import type { ArchiveInventory } from './archive/archive-inventory';
import type { ILogArchive } from './archive/log-archive-interface';
import type { ArchiveReplication } from './archive/replica/archive-replication';
import type { ITrailKey } from './archive/trail-key-interface';
import type { DeliveryMonitorOptions } from './delivery/delivery-monitor-props';
import type { LogProcessorFunctionOptions, LogProcessorOptions } from './detection/log-processor-props';
import type { TrailIdentity } from './identity/trail-identity';
import type { IntegrityMonitorOptions } from './integrity/integrity-monitor-props';
import type { OrganizationAdministrationOptions } from './organization/organization-administration';
import type { PlatformOptions } from './platform/platform-defaults';
import type { RuleSet } from './rule/rule-set';
import type { EventSelection } from './selection/event-selection';
import type { Insights } from './selection/insights';
import type { IAuditTrail } from './trail/audit-trail-interface';
import type { IDeliveryTopic } from './trail/delivery-topic';
import type { TrailLogGroupProps } from './trail/trail-log-group';
import type { FunctionRuntimeOptions } from './worker/function-options';

/** Options of the realtime alerts of `Trailwatch`. */
export interface TrailwatchRealtimeOptions {
  /**
   * The name of the home bus. It must be unique in the account and Region: a second `Trailwatch` there needs another name.
   *
   * @default trailwatch-realtime
   */
  readonly busName?: string;

  /**
   * Stacks in other Regions, and in the trail's account, whose events are forwarded. A `RealtimeAlertsRegion` is created in
   * each. The Region of `Trailwatch` itself is always included, and so is the Region of `trailScope` in another account.
   *
   * @default - none
   */
  readonly regionScopes?: Construct[];

  /**
   * The Regions of the members of an organization whose events are forwarded by a StackSet; they must include us-east-1.
   * Requires `organizationalUnitIds`.
   *
   * @default - no StackSet
   */
  readonly memberRegions?: string[];

  /**
   * The organizational units or the root to deploy to: `ou-…`, `r-…`. Requires `memberRegions`.
   *
   * @default - no StackSet
   */
  readonly organizationalUnitIds?: string[];
}

/**
 * Properties of `Trailwatch`.
 * @stability stable
 */
export interface TrailwatchProps extends LogProcessorOptions {
  /**
   * The trail to create.
   *
   * @default - a trail named `trailwatch` that logs the stack's own account, from the stack's own Region
   */
  readonly identity?: TrailIdentity;

  /**
   * An existing trail to use: by its attributes, by lookup, of a `LandingZone`, or an `AuditTrail` of the app. No trail is created, and
   * neither the trail nor what it delivers to is changed: properties of a new trail or archive are errors, guardrails protect the
   * stacks of `Trailwatch` alone, and writes to the claims tables are not logged unless the trail already does.
   *
   * `alarms` needs the log group of the trail, in the account and Region of `trailScope`.
   *
   * @default - a new trail
   */
  readonly trail?: IAuditTrail;

  /**
   * The scope of the trail: a stack in the management account, for an organization with a separate log archive account, to
   * which `Trailwatch` itself then belongs. Alarms on the trail are also created in this scope.
   *
   * @default - `Trailwatch` itself
   */
  readonly trailScope?: Construct;

  /**
   * Creates an organization trail from the account of a delegated administrator, with a function with these options; an empty
   * map is sufficient. See `AuditTrailProps.delegatedAdministrator`.
   *
   * @default - CloudFormation creates the trail
   */
  readonly delegatedAdministrator?: FunctionRuntimeOptions;

  /**
   * The events that the trail logs, in addition to those of `claimEvents`.
   *
   * @default - management events
   */
  readonly eventSelection?: EventSelection;

  /**
   * Whether the trail also logs writes to the claims tables: data events of any principal except the functions of `Trailwatch`,
   * on which `tamperDetection` raises alerts. Normally there are none; CloudTrail charges $0.10 for 100,000.
   *
   * Basic selectors cannot filter by principal, so the events are not added to them.
   *
   * @default - as `tamperDetection`
   */
  readonly claimEvents?: boolean;

  /**
   * The CloudTrail Insights to enable, in addition to those of `eventSelection`. CloudTrail charges for each analyzed event.
   *
   * @default - the Insights of `eventSelection`, or none
   */
  readonly insights?: Insights[];

  /**
   * The topic for CloudTrail's delivery notifications. If the archive's bucket is in another account, the log processor reads
   * from this topic, which must allow this account to subscribe (`DeliveryTopic.allowSubscribers`).
   *
   * @default - none
   */
  readonly deliveryTopic?: IDeliveryTopic;

  /**
   * The archive: an existing one, or a `LogArchive` with all its options. In this account and Region.
   *
   * @default - that of `trail`, or a new one
   */
  readonly archive?: ILogArchive;

  /**
   * The name of the new archive's bucket. Required if `trailScope` is in another account or Region, because a trail refers to
   * its bucket by name. It cannot be changed: CloudFormation replaces the bucket.
   *
   * @default - CloudFormation makes one
   */
  readonly bucketName?: string;

  /**
   * The name that CloudFormation generated for the bucket of an archive that was deployed without `bucketName`. Stacks in other
   * accounts and Regions then refer to the bucket by it, and the bucket is not replaced.
   *
   * @default - no stack of another account or Region refers to the bucket, or it has a name of its own
   */
  readonly deployedBucketName?: string;

  /**
   * The prefix before `AWSLogs/` in every key of the new archive, without leading and trailing slashes.
   *
   * @default - nothing
   */
  readonly keyPrefix?: string;

  /**
   * The key of the new archive.
   *
   * @default - a new one
   */
  readonly encryptionKey?: ITrailKey;

  /**
   * Whose keys encrypt the files of the new archive.
   *
   * @default ArchiveEncryption.KMS
   * @stability experimental
   */
  readonly encryption?: ArchiveEncryption;

  /**
   * The lifecycle of the files in the new archive, of `ArchiveLifecycle`.
   *
   * @default ArchiveLifecycle.intelligentTiering()
   */
  readonly lifecycleRules?: LifecycleRule[];

  /**
   * The Object Lock retention of the new archive. It can only be set when the bucket is created.
   *
   * @default - none
   */
  readonly objectLock?: ObjectLockRetention;

  /**
   * The replication of the new archive.
   *
   * @default - none
   */
  readonly replication?: ArchiveReplication;

  /**
   * The inventory of the new archive.
   *
   * @default - none
   */
  readonly inventory?: ArchiveInventory;

  /**
   * The topic of alerts and alarms: an existing one, or an `AlertTopic` with all its options.
   *
   * @default - a new one
   */
  readonly alertTopic?: IAlertTopic;

  /**
   * E-mail addresses that receive alerts of medium severity and above, the daily summary and every alarm from the new topic.
   *
   * @default - none; add subscribers to `alertTopic`
   */
  readonly emails?: string[];

  /**
   * The alerts that `emails` receive. For every alert, use
   * `{ minimumSeverity: RuleSeverity.INFORMATIONAL, includeRepeats: true }`.
   *
   * @default - alerts of medium severity and above without repeats, the daily summary, and every alarm
   */
  readonly emailFilter?: AlertFilter;

  /**
   * The rules to search for.
   *
   * @default RuleSet.builtIn().withMinimumSeverity(RuleSeverity.LOW)
   */
  readonly rules?: RuleSet;

  /**
   * Whether changes to the resources of `Trailwatch` itself raise alerts, except changes by its deployment: see
   * `TamperDetection`.
   *
   * @default true
   */
  readonly tamperDetection?: boolean;

  /**
   * The roles that deploy `Trailwatch`, as ARNs in which `*` matches any text, for `tamperDetection`.
   *
   * @default - the roles of the CDK's bootstrap stack
   */
  readonly deploymentRoleArns?: string[];

  /**
   * The roles of operators, as ARNs in which `*` matches any text, for `tamperDetection`. They may redrive dead letters, mute
   * alarms and rotate the secrets of sinks.
   *
   * @default - none
   */
  readonly operatorRoleArns?: string[];

  /**
   * Names of resources that are created after `Trailwatch` and belong to the evidence, such as the role of a `LogReaderRole`
   * with a `roleName`: calls that change them also raise an alert. A `*` matches any text.
   *
   * @default - what has a name when `Trailwatch` is created, and what gets one from the name of the stack
   */
  readonly resourceNames?: string[];

  /**
   * Alarms on the trail, such as `AlarmSet.quiet()`, or `AlarmSet.securityHub()` for controls that must pass. The trail then
   * also has an encrypted log group, and an alert identifies the actor behind each alarm. CloudWatch Logs charges for every GB
   * ingested ($0.50 in us-east-1); the processor does not need the log group.
   *
   * @default - no alarms, and no log group
   */
  readonly alarms?: AlarmSet;

  /**
   * Alerts within seconds, from EventBridge.
   *
   * @default - alerts come with the log files, within minutes
   * @stability experimental
   */
  readonly realtime?: TrailwatchRealtimeOptions;

  /**
   * Options of the function, the alarms and the storms of the log processor, such as `memorySize`, `logRetention` or `stormThreshold`.
   *
   * @default - those of `LogProcessor`
   */
  readonly processor?: LogProcessorFunctionOptions;

  /**
   * What the integrity monitor checks again and how often, and options of its function and its alarms.
   *
   * @default - those of `IntegrityMonitor`
   */
  readonly integrity?: IntegrityMonitorOptions;

  /**
   * An existing log group that the trail also delivers to, with or without `alarms`: in the trail's Region and the account that creates the
   * trail. Nothing of the log group is changed; a role for CloudTrail is created.
   *
   * @default - with `alarms`, one that is created
   */
  readonly logGroup?: ILogGroup;

  /**
   * The log group that the trail also delivers to, such as its `retention`. Requires `alarms`: without them, the trail delivers to the archive
   * alone.
   *
   * @default - a log group that keeps the records for a year, encrypted with the key of the archive
   */
  readonly trailLogs?: TrailLogGroupProps;

  /**
   * The key and the name of the topic that is created here.
   *
   * @default - a new key, and a name that CloudFormation creates
   */
  readonly alerts?: AlertTopicOptions;

  /**
   * The monitor of the deliveries: it checks that the trail delivers in every Region, that every account and Region still
   * delivers files, and that trail, bucket, key and topic match their deployed settings. An empty map is sufficient. Its
   * dashboard shows all parts of `Trailwatch`.
   *
   * @default - none
   * @stability experimental
   */
  readonly deliveryMonitor?: DeliveryMonitorOptions;

  /**
   * Roles that read the archive, by construct id.
   *
   * @default - none
   * @stability experimental
   */
  readonly readers?: { [id: string]: LogReader };

  /**
   * Service and resource control policies that protect the trail, its archive and the alerts from changes. They are created in
   * the stack of the trail. Name an existing archive's bucket and key in `bucketArns` and `keyArns`. Where `AuditGuardrails` exist in the
   * app, add the stacks of `Trailwatch` to their `stacks` instead.
   *
   * @default - none
   * @stability experimental
   */
  readonly guardrails?: AuditGuardrailsOptions;

  /**
   * Settings to enable in the organization before the trail is created: an `OrganizationAdministration` in the stack of the
   * trail, which must be in the management account. Trusted access for StackSets is also enabled if `realtime` has
   * `memberRegions`.
   *
   * @default - trusted access was enabled by other means
   * @stability experimental
   */
  readonly organizationAdministration?: OrganizationAdministrationOptions;

  /**
   * Actions of the alarms on the log processor and the integrity and delivery monitors, in addition to the alert topic. The
   * alarm that alerts are no longer delivered needs another way to reach you than that topic.
   *
   * @default - the alert topic alone
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * The VPC, keys and code signing of every function and every store that is created here. Resources in `trailScope`, if it is
   * in another account, use the `PlatformDefaults` there.
   *
   * @default - those of `PlatformDefaults`, or none
   */
  readonly platform?: PlatformOptions;

  /**
   * The path of a register of accounts, Regions and trails, as `trailwatch trails --register` writes it: nothing is reported missing that it
   * says has ended or not yet begun (docs/prove/trails.md). It is read at synthesis: deploy again after it has changed.
   *
   * @default - everything that was ever found is due
   */
  readonly register?: string;

  /**
   * The removal policy of the buckets, keys, topic, tables and log groups that are created here. `DESTROY` is for short-lived
   * test environments (docs/deploy/ephemeral.md).
   *
   * @default - everything that holds data is retained
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether the new archive is emptied before it is deleted. Requires `removalPolicy: RemovalPolicy.DESTROY`, and cannot be
   * used with `objectLock`.
   *
   * @default false
   */
  readonly autoDeleteObjects?: boolean;
}
