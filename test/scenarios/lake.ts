import { Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  AuditAccess,
  DataEventType,
  EventDataStore,
  EventSelection,
  Insights,
  LakeChannel,
  LakeDashboard,
  LakeEvents,
  LakeFederation,
  LakeImport,
  LakeRefresh,
  LakeRetention,
  LakeView,
  LakeWidget,
  LogArchive,
  QueryResultsBucket,
} from '../../lib/index';
import { ACCOUNT, MANAGEMENT, REGION, TRAIL } from '../constructs/synthesize';
import type { Scenario } from './scenario';

/** The stores of an organization that used CloudTrail Lake before it was closed. */
export const lake: Scenario = {
  name: 'lake',
  build: (app) => {
    const stack = new Stack(app, 'Lake', { env: { account: MANAGEMENT, region: REGION } });
    const insightsDestination = new EventDataStore(stack, 'Insights', { events: LakeEvents.insights() });
    const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true, alias: 'lake' });
    const store = new EventDataStore(stack, 'Events', {
      eventDataStoreName: 'organization-events',
      organizationManagementAccount: MANAGEMENT,
      events: LakeEvents.cloudTrail(
        EventSelection.managementEvents()
          .withoutKms()
          .withInsights(Insights.callRate(), Insights.errorRate())
          .plus(EventSelection.dataEvents(DataEventType.S3_OBJECT).writeOnly())
          .plus(EventSelection.networkActivity('s3.amazonaws.com').deniedOnly()),
      ),
      retention: LakeRetention.extendable(Duration.days(3653)),
      enrichment: { tagKeys: ['team'], conditionKeys: ['aws:SourceVpc'] },
      federation: LakeFederation.create(),
      encryptionKey,
      insightsDestination,
    });
    new EventDataStore(stack, 'Configuration', {
      events: LakeEvents.configurationItems(),
      retention: LakeRetention.sevenYears(),
      ingestion: false,
    });
    const activity = new EventDataStore(stack, 'Activity', { events: LakeEvents.integrations() });
    const channel = new LakeChannel(stack, 'Channel', { eventDataStores: [activity] });
    channel.admitPartner({ accounts: [ACCOUNT], externalId: 'customer/4711' });
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket: Bucket.fromBucketName(stack, 'ArchiveBucket', 'company-logs'),
      trails: [TRAIL],
      policyManagedElsewhere: true,
    });
    new LakeImport(stack, 'Import', {
      archive,
      eventDataStore: store,
      startTime: new Date('2025-12-01T00:00:00Z'),
      endTime: new Date('2026-05-01T00:00:00Z'),
    });
    new QueryResultsBucket(stack, 'Results', { eventDataStores: [store] });
    const dashboard = new LakeDashboard(stack, 'Dashboard', {
      dashboardName: 'organization-security',
      refresh: LakeRefresh.every(Duration.hours(6), '00:30'),
      widgets: [
        LakeWidget.query(store, { queryName: 'root-use' }),
        LakeWidget.sql(store, {
          title: 'Events',
          sql:
            'SELECT date_trunc($Period$, eventTime) AS time, count(*) AS events FROM $EventDataStoreId$ ' +
            'WHERE eventTime >= $StartTime$ AND eventTime < $EndTime$ GROUP BY date_trunc($Period$, eventTime)',
          view: LakeView.lineChart({ xAxisColumn: 'time', yAxisColumn: 'events' }),
        }),
      ],
    });
    const analyst = new Role(stack, 'Analyst', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    store.grantQuery(analyst);
    new AuditAccess(stack, 'Access', {
      trails: [TRAIL],
      eventDataStoreArns: [store.eventDataStoreArn, insightsDestination.eventDataStoreArn],
      dashboardArns: [dashboard.dashboardArn],
      eventDataStoreKeyArns: [encryptionKey.keyArn],
    });
  },
};
