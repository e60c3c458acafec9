import { GB, type Resources, type Row, trail } from './row';

const CLOUDTRAIL = 'https://aws.amazon.com/cloudtrail/pricing/';

const selecting = (...categories: readonly string[]) =>
  categories.map((category) => ({ FieldSelectors: [{ Field: 'eventCategory', Equals: [category] }] }));

const store = (properties: object = {}) => ({
  Type: 'AWS::CloudTrail::EventDataStore',
  Properties: properties,
});

const RATES = { InsightType: 'ApiCallRateInsight' };
const ERRORS = { InsightType: 'ApiErrorRateInsight' };

/** The example of the page of prices: two trails have 150,000 management events, and one of them 2 million data events. */
const TWO_TRAILS: Resources = {
  First: trail({ AdvancedEventSelectors: selecting('Management', 'Data') }),
  Second: trail(),
};
const TWO_TRAILS_EVENTS = { managementEvents: 150_000, dataEvents: 2_000_000 };

/** The examples of https://docs.aws.amazon.com/awscloudtrail/latest/userguide/insights-events-costs.html, which count analysed events. */
export const INSIGHTS_ROWS: readonly Row[] = [
  {
    what: "AWS's example 1: both types on a trail; 30,000 × 2 + 270,000 events, each $0.35 for 100,000",
    ...{ price: 'managementInsights', page: CLOUDTRAIL, usd: 3.3 * 0.35 },
    resources: { Trail: trail({ InsightSelectors: [RATES, ERRORS] }) },
    counts: { managementEvents: 300_000, managementWriteEvents: 30_000 },
  },
  {
    what: "AWS's example 2, trail A: call rates; 90,000 events that write",
    ...{ price: 'managementInsights', page: CLOUDTRAIL, of: 'A', usd: 0.9 * 0.35 },
    resources: {
      A: trail({ InsightSelectors: [RATES] }),
      B: trail({ InsightSelectors: [ERRORS] }),
    },
    counts: { managementEvents: 800_000, managementWriteEvents: 90_000 },
  },
  {
    what: "AWS's example 2, trail B: error rates; 90,000 + 710,000 events",
    ...{ price: 'managementInsights', page: CLOUDTRAIL, of: 'B', usd: 8 * 0.35 },
    resources: {
      A: trail({ InsightSelectors: [RATES] }),
      B: trail({ InsightSelectors: [ERRORS] }),
    },
    counts: { managementEvents: 800_000, managementWriteEvents: 90_000 },
  },
  ...['Trail', 'Store'].map(
    (of): Row => ({
      what: `AWS's example 3, ${of}: both types on a trail and on a store; 120,000 × 2 + 380,000 events for each`,
      ...{ price: 'managementInsights', page: CLOUDTRAIL, of, usd: 6.2 * 0.35 },
      resources: {
        Trail: trail({ InsightSelectors: [RATES, ERRORS] }),
        Store: store({
          AdvancedEventSelectors: selecting('Management'),
          InsightSelectors: [RATES, ERRORS],
        }),
      },
      counts: { managementEvents: 500_000, managementWriteEvents: 120_000, lakeScannedBytes: 0 },
    }),
  ),
  {
    what: "AWS's example 4: both types on management and on data events; 400,000 × 2 data events, each $0.03 for 100,000",
    ...{ price: 'dataInsights', page: CLOUDTRAIL, usd: 8 * 0.03 },
    resources: {
      Trail: trail({
        AdvancedEventSelectors: selecting('Management', 'Data'),
        InsightSelectors: [RATES, ERRORS].map((type) => ({
          ...type,
          EventCategories: ['Management', 'Data'],
        })),
      }),
    },
    counts: { managementEvents: 300_000, managementWriteEvents: 30_000, dataEvents: 400_000 },
  },
];

/** Copies of events, ingestion and scans of CloudTrail Lake, and telemetry rules. */
export const EVENT_ROWS: readonly Row[] = [
  {
    what: "AWS's example: the first copy of 150,000 management events is free",
    ...{ price: 'managementCopy', page: CLOUDTRAIL, of: 'First', usd: 0 },
    ...{ resources: TWO_TRAILS, counts: TWO_TRAILS_EVENTS },
  },
  {
    what: "AWS's example: the second copy of 150,000 management events costs $3",
    ...{ price: 'managementCopy', page: CLOUDTRAIL, of: 'Second', usd: 3 },
    ...{ resources: TWO_TRAILS, counts: TWO_TRAILS_EVENTS },
  },
  {
    what: 'what one trail logs of the events that read and another of those that write is no second copy',
    ...{ price: 'managementCopy', page: CLOUDTRAIL, of: 'Reads', usd: 0 },
    resources: {
      Writes: trail({ EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }] }),
      Reads: trail({ EventSelectors: [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: true }] }),
    },
    counts: { managementEvents: 1_000_000, managementWriteEvents: 400_000, dataEvents: 0 },
  },
  {
    what: "AWS's example: 2 million data events cost $2",
    ...{ price: 'dataEvent', page: CLOUDTRAIL, usd: 2 },
    ...{ resources: TWO_TRAILS, counts: TWO_TRAILS_EVENTS },
  },
  {
    what: '3 million network activity events, $0.10 for 100,000',
    ...{ price: 'networkActivityEvent', page: CLOUDTRAIL, usd: 30 * 0.1 },
    resources: { Trail: trail({ AdvancedEventSelectors: selecting('NetworkActivity') }) },
    counts: { managementEvents: 0, networkActivityEvents: 3_000_000 },
  },
  {
    what: '100 GB of events, a GB $0.75',
    ...{ price: 'lakeIngestion', page: CLOUDTRAIL, usd: 75 },
    resources: { Store: store({ AdvancedEventSelectors: selecting('Management') }) },
    counts: { managementEvents: 1, dataEvents: 0, networkActivityEvents: 0, recordBytes: 100 * GB },
  },
  {
    what: '10 million events, of which AWS takes each to have 1,500 bytes',
    ...{ price: 'lakeIngestion', page: CLOUDTRAIL, usd: (15_000_000_000 / 1_073_741_824) * 0.75 },
    resources: { Store: store() },
    counts: { managementEvents: 10_000_000 },
  },
  {
    what: '100 GB of configuration items, a GB $0.50',
    ...{ price: 'lakeOtherIngestion', page: CLOUDTRAIL, usd: 50 },
    resources: { Store: store({ AdvancedEventSelectors: selecting('ConfigurationItem') }) },
    counts: { lakeOtherBytes: 100 * GB },
  },
  {
    what: '100 GB with seven years of retention, a GB $2.50',
    ...{ price: 'lakeFixedIngestion', page: CLOUDTRAIL, usd: 250 },
    resources: { Store: store({ BillingMode: 'FIXED_RETENTION_PRICING' }) },
    counts: { managementEvents: 1, dataEvents: 0, networkActivityEvents: 0, recordBytes: 100 * GB },
  },
  {
    what: '100 GB a month, kept for 3,366 days: 3,000 days are 100 months more, a GB-month $0.023',
    ...{ price: 'lakeRetention', page: CLOUDTRAIL, usd: 100 * 100 * 0.023 },
    resources: { Store: store({ RetentionPeriod: 3_366 }) },
    counts: { managementEvents: 1, dataEvents: 0, networkActivityEvents: 0, recordBytes: 100 * GB },
  },
  {
    what: 'queries that scan 2,000 GB of a store that does not ingest, a GB $0.005',
    ...{ price: 'lakeScan', page: CLOUDTRAIL, usd: 10 },
    resources: { Store: store({ IngestionEnabled: false }) },
    counts: { lakeScannedBytes: 2_000 * GB },
  },
  {
    what: '200 GB that Logs Insights scans of what a telemetry rule takes, a GB $0.005',
    ...{ price: 'logsScan', page: 'https://aws.amazon.com/cloudwatch/pricing/', usd: 1 },
    resources: {
      Rule: {
        Type: 'AWS::ObservabilityAdmin::TelemetryRule',
        Properties: { Rule: { ResourceType: 'AWS::CloudTrail', DestinationConfiguration: {} } },
      },
    },
    counts: {
      ...{ managementEvents: 1, dataEvents: 0, networkActivityEvents: 0, recordBytes: 100 * GB },
      logsScannedBytes: 200 * GB,
    },
  },
  {
    what: '100 GB that a telemetry rule takes, a GB $0.25',
    ...{ price: 'logsDelivery', page: CLOUDTRAIL, usd: 25 },
    resources: {
      Rule: {
        Type: 'AWS::ObservabilityAdmin::TelemetryRule',
        Properties: { Rule: { ResourceType: 'AWS::CloudTrail', DestinationConfiguration: {} } },
      },
    },
    counts: { managementEvents: 1, dataEvents: 0, networkActivityEvents: 0, recordBytes: 100 * GB },
  },
];
