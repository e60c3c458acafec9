import { type App, SecretValue, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Authorization, Connection, EventBus } from 'aws-cdk-lib/aws-events';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import * as api from '../../lib/index';
import { ACCOUNT, MANAGEMENT, ORGANIZATION, oneRule, REGION, TRAIL } from './synthesize';

const busArn = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/trailwatch-realtime`;

/** What some constructs need, in a stack of its own. */
export class Parts {
  public readonly stack: Stack;

  constructor(app: App) {
    this.stack = new Stack(app, 'Parts', { env: { account: ACCOUNT, region: REGION } });
  }

  public archive = () => new api.LogArchive(this.stack, 'Archive', { trails: [TRAIL] });
  public alertTopic = () => new api.AlertTopic(this.stack, 'Topic');
  public store = () => new api.EventDataStore(this.stack, 'Store', { events: api.LakeEvents.integrations() });
  public table = () =>
    new api.LogTable(this.stack, 'Table', { archive: this.archive(), firstDay: '2026-01-01' });
  public both = () => ({ alertTopic: this.alertTopic(), archive: this.archive() });
  public alarms = () =>
    new api.MetricAlarms(this.stack, 'Alarms', { alertTopic: this.alertTopic(), logGroup: this.logGroup() });
  public logGroup = () => LogGroup.fromLogGroupName(this.stack, 'Logs', 'trail');
  public connection = () =>
    new Connection(this.stack, 'Connection', {
      authorization: Authorization.apiKey('x', SecretValue.unsafePlainText('y')),
    });
}

/** Creates each construct where nothing else of trailwatch is. */
export const CREATE: Readonly<Record<string, (alone: Stack, parts: Parts) => unknown>> = {
  AuditAccess: (alone) => new api.AuditAccess(alone, 'One', { trails: [TRAIL] }),
  AuditGuardrails: (alone, { stack }) =>
    new api.AuditGuardrails(alone, 'One', {
      exemptRoleArns: [`arn:aws:iam::${ACCOUNT}:role/deploy`],
      ...{ stacks: [stack], trails: [TRAIL] },
    }),
  LogReaderRole: (alone, parts) =>
    new api.LogReaderRole(alone, 'One', {
      archive: parts.archive(),
      reader: api.LogReader.ownAccount({ account: MANAGEMENT }),
    }),
  AlarmContext: (alone, parts) => new api.AlarmContext(alone, 'One', { metricAlarms: parts.alarms() }),
  MetricAlarms: (alone, parts) =>
    new api.MetricAlarms(alone, 'One', { alertTopic: parts.alertTopic(), logGroup: parts.logGroup() }),
  AlertTopic: (alone) => new api.AlertTopic(alone, 'One'),
  LogArchive: (alone) => new api.LogArchive(alone, 'One', { trails: [TRAIL] }),
  LogArchiveReplica: (alone) => new api.LogArchiveReplica(alone, 'One', { sourceAccount: ACCOUNT }),
  TrailKey: (alone) => new api.TrailKey(alone, 'One', { trails: [TRAIL] }),
  ArchiveSearch: (alone, parts) => new api.ArchiveSearch(alone, 'One', { archive: parts.archive() }),
  ChatTopic: (alone, parts) => new api.ChatTopic(alone, 'One', { alertTopic: parts.alertTopic() }),
  ScheduledQuery: (alone, parts) =>
    new api.ScheduledQuery(alone, 'One', {
      ...{ table: parts.table(), alertTopic: parts.alertTopic(), namedQuery: 'subscriptions' },
    }),
  LogTableCompaction: (alone, parts) => new api.LogTableCompaction(alone, 'One', { table: parts.table() }),
  DeliveryMonitor: (alone, parts) => new api.DeliveryMonitor(alone, 'One', parts.both()),
  LogProcessor: (alone, parts) => new api.LogProcessor(alone, 'One', parts.both()),
  IntegrityMonitor: (alone, parts) => new api.IntegrityMonitor(alone, 'One', parts.both()),
  EventDataStore: (alone) => new api.EventDataStore(alone, 'One'),
  LakeChannel: (alone, parts) => new api.LakeChannel(alone, 'One', { eventDataStores: [parts.store()] }),
  LakeDashboard: (alone, parts) =>
    new api.LakeDashboard(alone, 'One', {
      widgets: [api.LakeWidget.query(parts.store(), { queryName: 'root-use' })],
    }),
  LakeImport: (alone, parts) =>
    new api.LakeImport(alone, 'One', {
      archive: parts.archive(),
      eventDataStore: new api.EventDataStore(parts.stack, 'Store'),
    }),
  QueryResultsBucket: (alone) => new api.QueryResultsBucket(alone, 'One'),
  AuditEndpoint: (alone) => new api.AuditEndpoint(alone, 'One', { vpc: new Vpc(alone, 'Vpc') }),
  OrganizationAdministration: (alone) => new api.OrganizationAdministration(alone, 'One'),
  RealtimeAlerts: (alone, parts) => new api.RealtimeAlerts(alone, 'One', { alertTopic: parts.alertTopic() }),
  RealtimeAlertsRegion: (alone) => new api.RealtimeAlertsRegion(alone, 'One', { busArn }),
  RealtimeAlertsStackSet: (alone) =>
    new api.RealtimeAlertsStackSet(alone, 'One', {
      ...{ busArn, regions: [REGION, 'us-east-1'], organizationalUnitIds: ['r-abcd'] },
    }),
  Responder: (alone, parts) =>
    new api.Responder(alone, 'One', {
      alertTopic: parts.alertTopic(),
      responses: [api.AlertResponse.startLogging({ rules: oneRule() })],
    }),
  ResponderRole: (alone) =>
    new api.ResponderRole(alone, 'One', {
      ...{ actions: [api.ResponseAction.START_LOGGING], responderAccount: MANAGEMENT },
    }),
  ApiDestinationSink: (alone, parts) =>
    new api.ApiDestinationSink(alone, 'One', {
      ...{ alertTopic: parts.alertTopic(), connection: parts.connection() },
      endpoint: 'https://tickets.example.com/alerts',
    }),
  EventBusSink: (alone, parts) =>
    new api.EventBusSink(alone, 'One', {
      ...{ alertTopic: parts.alertTopic(), eventBus: new EventBus(parts.stack, 'Bus') },
    }),
  FirehoseSink: (alone, parts) =>
    new api.FirehoseSink(alone, 'One', {
      alertTopic: parts.alertTopic(),
      destination: api.FirehoseDestination.s3({}),
    }),
  ExternalEvents: (alone, parts) =>
    new api.ExternalEvents(alone, 'One', { sources: ['shop.example.com'], alertTopic: parts.alertTopic() }),
  SecurityHubSink: (alone, parts) =>
    new api.SecurityHubSink(alone, 'One', { alertTopic: parts.alertTopic() }),
  LogTable: (alone, parts) =>
    new api.LogTable(alone, 'One', { archive: parts.archive(), firstDay: '2026-01-01' }),
  TamperDetection: (alone) => new api.TamperDetection(alone, 'One'),
  AuditTrail: (alone, parts) =>
    new api.AuditTrail(alone, 'One', { archive: parts.archive(), identity: TRAIL }),
  DeliveryTopic: (alone) => new api.DeliveryTopic(alone, 'One', { trails: [TRAIL] }),
  Trailwatch: (alone) => new api.Trailwatch(alone, 'One'),
  UnifiedCentralization: (alone) =>
    new api.UnifiedCentralization(alone, 'One', {
      ...{ destinationAccount: ACCOUNT, sourceRegions: [REGION] },
      source: api.UnifiedScope.organization(ORGANIZATION),
    }),
  UnifiedIngestion: (alone) => new api.UnifiedIngestion(alone, 'One'),
  UnifiedTables: (alone) => new api.UnifiedTables(alone, 'One'),
};
