// The public API of cdk-trailwatch. The build makes each export pass the guard.
import './constructs/api/guard-export';

export { AuditAccess, type AuditAccessProps } from './constructs/access/audit-access';
export {
  AuditGuardrails,
  type GuardrailDocument,
} from './constructs/access/audit-guardrails';
export type {
  AuditGuardrailsOptions,
  AuditGuardrailsProps,
} from './constructs/access/audit-guardrails-props';
export {
  LogReader,
  type OwnAccountReaderProps,
  type ThirdPartyReaderProps,
} from './constructs/access/log-reader';
export { LogReaderRole, type LogReaderRoleProps } from './constructs/access/log-reader-role';
export { AlarmContext, type AlarmContextProps } from './constructs/alarm/alarm-context';
export {
  AlarmSet,
  CisVersion,
  type RuleAlarmsOptions,
  type SecurityHubAlarmsOptions,
} from './constructs/alarm/alarm-set';
export { MetricAlarms, type MetricAlarmsProps } from './constructs/alarm/metric-alarms';
export type { AlertFilter } from './constructs/alert/alert-filter';
export {
  AlertTopic,
  type AlertTopicOptions,
  type AlertTopicProps,
  type IAlertTopic,
} from './constructs/alert/alert-topic';
export type { TestAlertOptions } from './constructs/alert/test-alert';
export { ArchiveEncryption } from './constructs/archive/archive-encryption';
export type { ArchiveInventory } from './constructs/archive/archive-inventory';
export {
  ArchiveLifecycle,
  type GlacierOptions,
  type IntelligentTieringOptions,
} from './constructs/archive/archive-lifecycle';
export type { LogArchiveAttributes } from './constructs/archive/existing-log-archive';
export { LogArchive, type LogArchiveProps } from './constructs/archive/log-archive';
export type { ILogArchive } from './constructs/archive/log-archive-interface';
export { LogFolder, type LogReadOptions } from './constructs/archive/log-reading';
export type { ArchiveReplication } from './constructs/archive/replica/archive-replication';
export {
  type ILogArchiveReplica,
  LogArchiveReplica,
  type LogArchiveReplicaAttributes,
  type LogArchiveReplicaProps,
} from './constructs/archive/replica/log-archive-replica';
export { TrailKey, type TrailKeyAttributes, type TrailKeyProps } from './constructs/archive/trail-key';
export type { ITrailKey } from './constructs/archive/trail-key-interface';
export { ArchiveSearch } from './constructs/archive-search/archive-search';
export type { ArchiveSearchProps } from './constructs/archive-search/archive-search-props';
export { ChatTopic, type ChatTopicProps } from './constructs/chat/chat-topic';
export { LogTableCompaction } from './constructs/compaction/log-table-compaction';
export type { LogTableCompactionProps } from './constructs/compaction/log-table-compaction-props';
export { DeliveryMonitor } from './constructs/delivery/delivery-monitor';
export type {
  DeliveryMonitorOptions,
  DeliveryMonitorProps,
  EventVolumeOptions,
} from './constructs/delivery/delivery-monitor-props';
export type { AddressLists } from './constructs/detection/address-lists';
export { LogProcessor } from './constructs/detection/log-processor';
export type {
  LogProcessorFunctionOptions,
  LogProcessorOptions,
  LogProcessorProps,
} from './constructs/detection/log-processor-props';
export type { SilenceOptions } from './constructs/detection/silence-path';
export { ExternalEvents, type ExternalEventsProps } from './constructs/external/external-events';
export {
  type AccountTrailIdentityProps,
  type MemberTrailsIdentityProps,
  type OrganizationTrailIdentityProps,
  TrailIdentity,
} from './constructs/identity/trail-identity';
export { IntegrityMonitor } from './constructs/integrity/integrity-monitor';
export type {
  IntegrityMonitorOptions,
  IntegrityMonitorProps,
} from './constructs/integrity/integrity-monitor-props';
export { EventDataStore } from './constructs/lake/event-data-store';
export type {
  EventDataStoreProps,
  IEventDataStore,
  LakeEnrichment,
} from './constructs/lake/event-data-store-props';
export type { ILakeChannel } from './constructs/lake/lake-channel';
export { LakeChannel, type LakeChannelPartner, type LakeChannelProps } from './constructs/lake/lake-channel';
export { LakeDashboard, type LakeDashboardProps, LakeRefresh } from './constructs/lake/lake-dashboard';
export { LakeEvents } from './constructs/lake/lake-events';
export { LakeFederation } from './constructs/lake/lake-federation';
export { LakeImport, type LakeImportProps } from './constructs/lake/lake-import';
export { LakeRetention } from './constructs/lake/lake-retention';
export {
  type LakeChartColumns,
  type LakeLineChartColumns,
  type LakeQueryWidgetProps,
  type LakeSqlWidgetProps,
  LakeView,
  LakeWidget,
  type LakeWidgetOptions,
} from './constructs/lake/lake-widget';
export { QueryResultsBucket, type QueryResultsBucketProps } from './constructs/lake/query-results-bucket';
export { AuditEndpoint } from './constructs/network/audit-endpoint';
export type { AuditEndpointProps } from './constructs/network/audit-endpoint-props';
export { AuditEndpointService } from './constructs/network/audit-endpoint-service';
export {
  OrganizationAdministration,
  type OrganizationAdministrationOptions,
  type OrganizationAdministrationProps,
} from './constructs/organization/organization-administration';
export { PlatformDefaults, type PlatformOptions } from './constructs/platform/platform-defaults';
export { ScheduledQuery } from './constructs/query/scheduled-query';
export type { ScheduledQueryProps } from './constructs/query/scheduled-query-props';
export { RealtimeAlerts } from './constructs/realtime/realtime-alerts';
export type { RealtimeAlertsProps } from './constructs/realtime/realtime-alerts-props';
export {
  RealtimeAlertsRegion,
  type RealtimeAlertsRegionProps,
} from './constructs/realtime/realtime-alerts-region';
export {
  RealtimeAlertsStackSet,
  type RealtimeAlertsStackSetProps,
} from './constructs/realtime/realtime-alerts-stack-set';
export type {
  SelfManagedStackSet,
  StackSetOperationPreferences,
} from './constructs/realtime/stack-set-deployment';
export {
  AlertResponse,
  type AlertResponseOptions,
  type AttachGuardrailOptions,
  type SsmDocumentResponseOptions,
  type StateMachineResponseOptions,
} from './constructs/response/alert-response';
export { Responder } from './constructs/response/responder';
export { ResponseMode } from './constructs/response/responder-parts';
export type { ResponderProps, ResponseExemptions } from './constructs/response/responder-props';
export { ResponderRole, type ResponderRoleProps, ResponseAction } from './constructs/response/responder-role';
export { ReviewPlugin, type ReviewPluginProps } from './constructs/review/review-plugin';
export { AllowList, type AllowListEntryProps } from './constructs/rule/allow-list';
export { Condition } from './constructs/rule/condition';
export { CorrelationRule, type CorrelationRuleProps } from './constructs/rule/correlation-rule';
export { type PlacementRow, PlacementTable } from './constructs/rule/placement-table';
export type { SigmaOptions } from './constructs/rule/rule';
export { Rule, type RuleProps } from './constructs/rule/rule';
export { type BuiltInRulesProps, RuleSet } from './constructs/rule/rule-set';
export { RuleSeverity } from './constructs/rule/rule-severity';
export type { RuleTrial, RuleTuning } from './constructs/rule/tuning';
export {
  type BasicDataResource,
  type BasicEventSelector,
  ReadWriteType,
} from './constructs/selection/basic-event-selector';
export { DataEventType } from './constructs/selection/data-event-type';
export { EventField, type FieldMatch } from './constructs/selection/event-field';
export { AggregationTemplate, EventSelection } from './constructs/selection/event-selection';
export { Insights, InsightsCategory } from './constructs/selection/insights';
export type { SelectionExplanation, SelectorExplanation } from './constructs/selection/selection-explanation';
export { AlertSink, type AlertSinkProps } from './constructs/sink/alert-sink';
export {
  ApiDestinationSink,
  type ApiDestinationSinkProps,
  type JiraIssueOptions,
  RequestTemplate,
} from './constructs/sink/api-destination-sink';
export { EventBusSink, type EventBusSinkProps } from './constructs/sink/event-bus-sink';
export {
  type AlertEndpointOptions,
  type AlertStoreOptions,
  type DatadogOptions,
  FirehoseDestination,
  type HttpEndpointOptions,
  type SplunkOptions,
} from './constructs/sink/firehose-destination';
export { AlertFormat, FirehoseSink, type FirehoseSinkProps } from './constructs/sink/firehose-sink';
export { SecurityHubSink, type SecurityHubSinkProps } from './constructs/sink/security-hub-sink';
export { LogTable } from './constructs/table/log-table';
export type { LogTableProps } from './constructs/table/log-table-props';
export { TamperDetection, type TamperDetectionProps } from './constructs/tampering/tamper-detection';
export { AuditTrail } from './constructs/trail/audit-trail';
export type { IAuditTrail } from './constructs/trail/audit-trail-interface';
export {
  type AuditTrailAttributes,
  type AuditTrailLookupOptions,
  type AuditTrailProps,
  TrailSelectors,
} from './constructs/trail/audit-trail-props';
export {
  DeliveryTopic,
  type DeliveryTopicAttributes,
  type DeliveryTopicProps,
  type IDeliveryTopic,
} from './constructs/trail/delivery-topic';
export { type AcceleratorProps, LandingZone, type LandingZoneProps } from './constructs/trail/landing-zone';
export { TrailLogGroup, type TrailLogGroupProps } from './constructs/trail/trail-log-group';
export { Trailwatch } from './constructs/trailwatch';
export type {
  TrailwatchProps,
  TrailwatchRealtimeOptions,
} from './constructs/trailwatch-props';
export type {
  UnifiedBackup,
  UnifiedCentralizationProps,
} from './constructs/unified/unified-centralization';
export { UnifiedCentralization } from './constructs/unified/unified-centralization';
export { UnifiedIngestion, type UnifiedIngestionProps } from './constructs/unified/unified-ingestion';
export { UnifiedScope } from './constructs/unified/unified-scope';
export { UnifiedTables, type UnifiedTablesProps } from './constructs/unified/unified-tables';
export type { FunctionOptions, FunctionRuntimeOptions } from './constructs/worker/function-options';
export { Worker } from './constructs/worker/worker';
export type { WorkerAlarmThresholds, WorkerOptions } from './constructs/worker/worker-options';
