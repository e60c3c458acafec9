import { GB, type Row } from './row';

const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';

const alarm = (period: number) => ({
  Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Period: period } },
});

/** Logs, metrics, alarms, keys, secrets and endpoints. */
export const STANDING_ROWS: readonly Row[] = [
  {
    what: '100 GB into a log group, a GB $0.50',
    ...{ price: 'logsIngestion', page: CLOUDWATCH, usd: 50 },
    resources: { Group: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 90 } } },
    counts: { logGroupBytes: 100 * GB },
  },
  {
    what: '100 GB a month, stored as 15 GB for three months, a GB-month $0.03',
    ...{ price: 'logsStorage', page: CLOUDWATCH, usd: 45 * 0.03 },
    resources: { Group: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 90 } } },
    counts: { logGroupBytes: 100 * GB },
  },
  {
    what: 'two metrics that a filter writes, each $0.30',
    ...{ price: 'metric', page: CLOUDWATCH, usd: 0.6 },
    resources: {
      Filter: { Type: 'AWS::Logs::MetricFilter', Properties: { MetricTransformations: [{}, {}] } },
    },
    counts: {},
  },
  {
    what: 'an alarm on a metric each minute',
    ...{ price: 'alarmMetric', page: CLOUDWATCH, usd: 0.1, resources: alarm(60), counts: {} },
  },
  {
    what: 'an alarm on a metric each ten seconds',
    ...{ price: 'highResolutionAlarmMetric', page: CLOUDWATCH, usd: 0.3, resources: alarm(10), counts: {} },
  },
  {
    what: 'an alarm on alarms',
    ...{ price: 'compositeAlarm', page: CLOUDWATCH, usd: 0.5, counts: {} },
    resources: { Alarm: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: {} } },
  },
  {
    what: 'a dashboard',
    ...{ price: 'dashboard', page: CLOUDWATCH, usd: 3, counts: {} },
    resources: { Board: { Type: 'AWS::CloudWatch::Dashboard', Properties: {} } },
  },
  {
    what: 'a key and its replica, each $1',
    ...{ price: 'kmsKey', page: 'https://aws.amazon.com/kms/pricing/', usd: 2, counts: { kmsRequests: 0 } },
    resources: { Key: { Type: 'AWS::KMS::Key' }, Replica: { Type: 'AWS::KMS::ReplicaKey' } },
  },
  {
    what: '100,000 requests to a key, 10,000 for $0.03',
    ...{ price: 'kmsRequest', page: 'https://aws.amazon.com/kms/pricing/', usd: 0.3 },
    ...{ resources: { Key: { Type: 'AWS::KMS::Key' } }, counts: { kmsRequests: 100_000 } },
  },
  {
    what: 'a secret',
    ...{ price: 'secret', page: 'https://aws.amazon.com/secrets-manager/pricing/', usd: 0.4, counts: {} },
    resources: { Secret: { Type: 'AWS::SecretsManager::Secret' } },
  },
  ...(
    [
      ['three zones of 720 hours, an hour $0.01', 'endpointHour', 21.6],
      ['50 GB, a GB $0.01', 'endpointGb', 0.5],
    ] as const
  ).map(
    ([what, price, usd]): Row => ({
      ...{ what, price, usd, page: 'https://aws.amazon.com/privatelink/pricing/' },
      resources: {
        Endpoint: {
          Type: 'AWS::EC2::VPCEndpoint',
          Properties: { VpcEndpointType: 'Interface', SubnetIds: ['a', 'b', 'c'] },
        },
      },
      counts: { endpointBytes: 50 * GB },
    }),
  ),
];
