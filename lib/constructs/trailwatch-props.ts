import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { LifecycleRule, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { LogReader } from './access/log-reader';
import type { AlarmSet } from './alarm/alarm-set';
import type { AlertFilter } from './alert/alert-filter';
import type { IAlertTopic } from './alert/alert-topic';
import type { ArchiveInventory } from './archive/archive-inventory';
import type { ILogArchive } from './archive/log-archive-interface';
import type { ArchiveReplication } from './archive/replica/archive-replication';
import type { ITrailKey } from './archive/trail-key-interface';
import type { DeliveryMonitorOptions } from './delivery/delivery-monitor-props';
import type { LogProcessorOptions } from './detection/log-processor-options';
import type { TrailIdentity } from './identity/trail-identity';
import type { OrganizationAdministrationOptions } from './organization/organization-administration';
import type { PlatformOptions } from './platform/platform-options';
import type { RuleSet } from './rule/rule-set';
import type { EventSelection } from './selection/event-selection';
import type { Insights } from './selection/insights';
import type { IDeliveryTopic } from './trail/delivery-topic';
import type { FunctionRuntimeOptions } from './worker/function-options';

/** Options of the realtime alerts of `Trailwatch`. */
export interface TrailwatchRealtimeOptions {
  /**
   * The name of the home bus. An account and Region has one bus of a name: a second `Trailwatch` there needs another.
   *
   * @default trailwatch-realtime
   */
  readonly busName?: string;

  /**
   * Stacks of other Regions, and of the trail's account, whose events are forwarded. A `RealtimeAlertsRegion` is created in
   * each. The Region of `Trailwatch` itself is always among them, and that of `trailScope` in another account.
   *
   * @default - none
   */
  readonly regionScopes?: Construct[];

  /**
   * The Regions of the members of an organization whose events are forwarded by a StackSet, us-east-1 among them. Requires
   * `organizationalUnitIds`.
   *
   * @default - no StackSet
   */
  readonly memberRegions?: string[];

  /**
   * The organizational units or the root whose accounts are meant: `ou-…`, `r-…`. Requires `memberRegions`.
   *
   * @default - no StackSet
   */
  readonly organizationalUnitIds?: string[];
}

/** Options of the guardrails of `Trailwatch`: those of `AuditGuardrails`, for its own stacks and trail. */
export interface TrailwatchGuardrailsOptions {
  /**
   * The roles that may still change what is kept, as ARNs in which `*` stands for any text: those that deploy, and those that
   * take them.
   */
  readonly exemptRoleArns: string[];

  /**
   * The roles of operators, as ARNs in which `*` stands for any text: they may redrive dead letters, mute alarms
   * and rotate the secrets of sinks.
   *
   * @default - only exempt roles may
   */
  readonly operatorRoleArns?: string[];

  /**
   * The organization that archive and keys are for: then principals of any other, and of none, get nothing.
   *
   * @default - the organization of the trail; without one the policies of bucket and key decide alone
   */
  readonly organizationId?: string;

  /**
   * Roots, organizational units or accounts that the policies are attached to. The stack of the trail then belongs to the
   * management account, or to a delegated administrator for policies.
   *
   * @default - nothing is deployed; attach `guardrails.documents()` yourself
   */
  readonly targetIds?: string[];
}

/** Properties of `Trailwatch`. */
export interface TrailwatchProps extends LogProcessorOptions {
  /**
   * The trail to create.
   *
   * @default - a trail named `trailwatch` that logs the stack's own account, from the stack's own Region
   */
  readonly identity?: TrailIdentity;

  /**
   * The scope of the trail: a stack of the management account, for an organization whose archive has an account of its own,
   * to which `Trailwatch` itself then belongs. Alarms on the trail are created there, too.
   *
   * @default - `Trailwatch` itself
   */
  readonly trailScope?: Construct;

  /**
   * Creates the trail of an organization in the account of a delegated administrator, by a function with these options; an empty map
   * is enough. See `AuditTrailProps.delegatedAdministrator`.
   *
   * @default - CloudFormation creates the trail
   */
  readonly delegatedAdministrator?: FunctionRuntimeOptions;

  /**
   * The events that the trail logs, besides those of `claimEvents`.
   *
   * @default - management events
   */
  readonly eventSelection?: EventSelection;

  /**
   * Whether the trail also logs who writes to the tables of claims: data events of anyone but the functions of `Trailwatch`,
   * which `tamperDetection` raises alerts about. Normally there are none; CloudTrail charges $0.10 for 100,000.
   *
   * Basic selectors cannot name who writes, so none are added to those.
   *
   * @default - as `tamperDetection`
   */
  readonly claimEvents?: boolean;

  /**
   * What CloudTrail Insights analyse, besides those of `eventSelection`. CloudTrail charges for each event that is analysed.
   *
   * @default - the Insights of `eventSelection`, or none
   */
  readonly insights?: Insights[];

  /**
   * The topic that CloudTrail announces its deliveries on. With an archive whose bucket is of another account it is what feeds the
   * log processor, and must let this account subscribe (`DeliveryTopic.allowSubscribers`).
   *
   * @default - none
   */
  readonly deliveryTopic?: IDeliveryTopic;

  /**
   * The archive: one that exists, or a `LogArchive` with all its options. In this account and Region.
   *
   * @default - a new one
   */
  readonly archive?: ILogArchive;

  /**
   * The name to create the bucket of the new archive with. It is needed where `trailScope` is of another account or Region, because
   * a trail names its bucket. It cannot be changed: CloudFormation replaces the bucket.
   *
   * @default - CloudFormation makes one
   */
  readonly bucketName?: string;

  /**
   * The name that CloudFormation made for the bucket of an archive that is deployed without `bucketName`. Stacks of other accounts
   * and Regions then refer to the bucket by it, and the bucket stays as it is.
   *
   * @default - no stack of another account or Region refers to the bucket, or it has a name of its own
   */
  readonly deployedBucketName?: string;

  /**
   * What is before `AWSLogs/` in every key of the new archive, without slashes at its ends.
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
   * The lifecycle of the files in the new archive, of `ArchiveLifecycle`.
   *
   * @default ArchiveLifecycle.intelligentTiering()
   */
  readonly lifecycleRules?: LifecycleRule[];

  /**
   * The Object Lock retention of the new archive. A bucket can be locked at its creation only.
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
   * The topic of alerts and alarms: one that exists, or an `AlertTopic` with all its options.
   *
   * @default - a new one
   */
  readonly alertTopic?: IAlertTopic;

  /**
   * Addresses that the new topic sends alerts of medium severity and above, the daily summary and every alarm to.
   *
   * @default - none; add subscribers to `alertTopic`
   */
  readonly emails?: string[];

  /**
   * Which alerts `emails` get. Every alert: `{ minimumSeverity: RuleSeverity.INFORMATIONAL, includeRepeats: true }`.
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
   * Whether changes of the resources of `Trailwatch` itself raise alerts, unless its deployment makes them: see
   * `TamperDetection`.
   *
   * @default true
   */
  readonly tamperDetection?: boolean;

  /**
   * The roles that deploy `Trailwatch`, as ARNs in which `*` stands for any text, for `tamperDetection`.
   *
   * @default - the roles of the CDK's bootstrap stack
   */
  readonly deploymentRoleArns?: string[];

  /**
   * The roles of operators, as ARNs in which `*` stands for any text, for `tamperDetection`: they may redrive dead letters,
   * mute alarms and rotate the secrets of sinks.
   *
   * @default - none
   */
  readonly operatorRoleArns?: string[];

  /**
   * Names of resources that are created after `Trailwatch` and belong to the evidence, such as the role of a `LogReaderRole` with
   * a `roleName`: calls that change them raise an alert, too. A `*` stands for any characters.
   *
   * @default - what has a name when `Trailwatch` is created, and what gets one from the name of the stack
   */
  readonly resourceNames?: string[];

  /**
   * Alarms on the trail, such as `AlarmSet.quiet()`, or `AlarmSet.securityHub()` for controls that must pass. The trail then
   * has an encrypted log group as well, and an alert names the actor behind each alarm. CloudWatch Logs charges for every GB
   * that comes in ($0.50 in us-east-1); the processor needs none of it.
   *
   * @default - no alarms, and no log group
   */
  readonly alarms?: AlarmSet;

  /**
   * Alerts within seconds, from EventBridge.
   *
   * @default - alerts come with the log files, within minutes
   */
  readonly realtime?: TrailwatchRealtimeOptions;

  /**
   * The monitor of the deliveries: it checks that the trail delivers in every Region, that no account and Region has gone silent, and
   * that trail, bucket, key and topic are as they were deployed. An empty map is enough. Its dashboard shows all parts of
   * `Trailwatch`.
   *
   * @default - none
   */
  readonly deliveryMonitor?: DeliveryMonitorOptions;

  /**
   * Roles that read the archive, by the construct id of each.
   *
   * @default - none
   */
  readonly readers?: { [id: string]: LogReader };

  /**
   * Service and resource control policies that keep the trail, its archive and the alerts from being changed. They belong to the
   * stack of the trail.
   *
   * @default - none
   */
  readonly guardrails?: TrailwatchGuardrailsOptions;

  /**
   * What is enabled in the organization before the trail is created: an `OrganizationAdministration` in the stack of the trail, which
   * is that of the management account. StackSets get trusted access, too, where `realtime` has `memberRegions`.
   *
   * @default - trusted access was enabled by other means
   */
  readonly organizationAdministration?: OrganizationAdministrationOptions;

  /**
   * Actions of the alarms on the processor of log files and on the monitors of their integrity and delivery, besides the alert topic. The
   * alarm that alerts no longer arrive needs another way to you than that topic.
   *
   * @default - the alert topic alone
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * The VPC, keys and code signing of every function and every store that is created here. Those in `trailScope`, if that is of
   * another account, have those of `PlatformDefaults` there.
   *
   * @default - those of `PlatformDefaults`, or none
   */
  readonly platform?: PlatformOptions;

  /**
   * What happens to the buckets, keys, topic, tables and log groups that are created here when they are removed from the stack.
   * `DESTROY` is for environments that live for a test (docs/ephemeral.md).
   *
   * @default - everything that holds data is retained
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether the new archive is emptied before it is deleted. It needs `removalPolicy: RemovalPolicy.DESTROY`, and cannot go
   * with `objectLock`.
   *
   * @default false
   */
  readonly autoDeleteObjects?: boolean;
}
