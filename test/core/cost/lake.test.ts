import { costedStacks } from '../../../lib/core/cost/costed-stack';
import type { Counts } from '../../../lib/core/cost/counts';
import { monthlyCost } from '../../../lib/core/cost/monthly-cost';
import { readTemplate } from '../../../lib/core/estate/source/read-template';

const GB = 1024 ** 3;

/** The lines of a store, in US dollars by price. */
function costOf(
  properties: object,
  counts: Counts,
  type = 'AWS::CloudTrail::EventDataStore',
): Readonly<Record<string, string | undefined>> {
  const store = { Type: type, Properties: properties };
  const read = readTemplate({ Resources: { Store: store } }, 'Stack.json', {});
  if ('problem' in read) throw new Error(read.problem);
  const { lines } = monthlyCost({ stacks: costedStacks(read.value.stacks), trails: [], counts });
  return Object.fromEntries(lines.map(({ price, usd }) => [price, usd?.toFixed(2)]));
}

const taking = (...categories: readonly string[]) => ({
  AdvancedEventSelectors: categories.map((category) => ({
    FieldSelectors: [{ Field: 'eventCategory', Equals: [category] }],
  })),
});

/** 1,000 million events: management and data as 3 to 1. */
const EVENTS = { managementEvents: 750e6, dataEvents: 250e6, networkActivityEvents: 0 };
const BYTES = { ...EVENTS, recordBytes: 800 * GB };
const SCAN = { lakeScannedBytes: 0 };

/** Each computed by hand from the prices of docs/deploy/cost.md, the first ones as AWS's own examples do. */
test.each<[string, object, Counts, Readonly<Record<string, string>>]>([
  // 750e6 × 1,500 B = 1,047.74 GB × $0.75
  ['management events without bytes', taking('Management'), EVENTS, { lakeIngestion: '785.80' }],
  ['no selector: management events', {}, EVENTS, { lakeIngestion: '785.80' }],
  // 250e6 × 1,500 B = 349.25 GB × $0.75
  ['data events without bytes', taking('Data'), EVENTS, { lakeIngestion: '261.93' }],
  // 1e9 × 1,500 B = 1,396.98 GB × $2.50
  [
    'seven years, of both',
    { ...taking('Management', 'Data'), BillingMode: 'FIXED_RETENTION_PRICING', RetentionPeriod: 2557 },
    EVENTS,
    { lakeFixedIngestion: '3492.46' },
  ],
  // three quarters of 800 GB × $0.75
  ['management events, their part of the bytes', taking('Management'), BYTES, { lakeIngestion: '450.00' }],
  // 600 GB × (732 - 366) / 30 months × $0.023
  [
    'two years',
    { ...taking('Management'), RetentionPeriod: 732 },
    BYTES,
    { lakeIngestion: '450.00', lakeRetention: '168.36' },
  ],
  ['a store that does not ingest', { ...taking('Management'), IngestionEnabled: false }, BYTES, {}],
  // 10 GB × $0.50
  ...['ConfigurationItem', 'Evidence', 'ActivityAuditLog', 'Insight'].map(
    (category): [string, object, Counts, Readonly<Record<string, string>>] => [
      `a store of ${category}`,
      taking(category),
      { ...BYTES, lakeOtherBytes: 10 * GB },
      { lakeOtherIngestion: '5.00' },
    ],
  ),
  // 10 GB × $2.50: the price of seven years is the same for all events
  [
    'seven years of evidence',
    { ...taking('Evidence'), BillingMode: 'FIXED_RETENTION_PRICING' },
    { ...BYTES, lakeOtherBytes: 10 * GB },
    { lakeFixedIngestion: '25.00' },
  ],
  // 150e6 × 1,500 B = 209.55 GB × $0.75
  [
    'management events that write',
    {
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Management'] },
            { Field: 'readOnly', Equals: ['false'] },
          ],
        },
      ],
    },
    { ...EVENTS, managementWriteEvents: 150e6 },
    { lakeIngestion: '157.16' },
  ],
  // the same as a part of 800 GB: 150e6 of 1e9 events are 120 GB × $0.75
  [
    'management events that write, their part of the bytes',
    {
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Management'] },
            { Field: 'readOnly', Equals: ['false'] },
          ],
        },
      ],
    },
    { ...BYTES, managementWriteEvents: 150e6 },
    { lakeIngestion: '90.00' },
  ],
])('%s', (_name, properties, counts, expected) => {
  expect(costOf(properties, { ...counts, ...SCAN })).toEqual(expected);
});

describe('what is kept in a store that does not ingest', () => {
  const uncounted = (properties: object) => {
    const store = { Type: 'AWS::CloudTrail::EventDataStore', Properties: properties };
    const read = readTemplate({ Resources: { Store: store } }, 'Stack.json', {});
    if ('problem' in read) throw new Error(read.problem);
    const stacks = costedStacks(read.value.stacks);
    return monthlyCost({ stacks, trails: [], counts: SCAN }).uncounted.map(({ reason }) => reason);
  };

  test.each<[string, object, readonly string[]]>([
    ['for two years', { RetentionPeriod: 732 }, ['retention beyond the first 366 days']],
    ['for the first year', { RetentionPeriod: 366 }, []],
    ['for seven years', { RetentionPeriod: 2557, BillingMode: 'FIXED_RETENTION_PRICING' }, []],
  ])('%s', (_, properties, reasons) => {
    expect(uncounted({ ...properties, IngestionEnabled: false })).toEqual(reasons);
    expect(uncounted(properties)).toEqual([]);
  });
});

describe.each(['TelemetryRule', 'OrganizationTelemetryRule'])('CloudWatch takes events by a %s', (kind) => {
  const type = `AWS::ObservabilityAdmin::${kind}`;
  const rule = (parameters: object, more: object = {}) => ({
    Rule: {
      ...{ ResourceType: 'AWS::CloudTrail', TelemetryType: 'Logs' },
      DestinationConfiguration: {
        CloudtrailParameters: parameters,
        DestinationType: 'cloud-watch-logs',
        ...more,
      },
    },
  });

  /** By hand, from $0.25 for the delivery and $0.50 for the ingestion of a GB, as AWS estimates them, and $0.03 for a stored GB. */
  test.each<[string, object, Counts, Readonly<Record<string, string>>]>([
    // 750e6 × 1,500 B = 1,047.74 GB; × 0.15 × 1 month × $0.03
    [
      'management events for a month',
      rule(taking('Management'), { RetentionInDays: 30 }),
      EVENTS,
      { logsDelivery: '261.93', logsIngestion: '523.87', logsStorage: '4.71' },
    ],
    // 250e6 × 1,500 B = 349.25 GB; × 0.15 × 12 months × $0.03
    [
      'data events for 360 days',
      rule(taking('Data'), { RetentionInDays: 360 }),
      EVENTS,
      { logsDelivery: '87.31', logsIngestion: '174.62', logsStorage: '18.86' },
    ],
    // three quarters of 800 GB
    [
      'management events, their part of the bytes, kept as long as the archive',
      rule({}),
      { ...BYTES, monthsKept: 2 },
      { logsDelivery: '150.00', logsIngestion: '300.00', logsStorage: '5.40' },
    ],
  ])('%s', (_, properties, counts, expected) => expect(costOf(properties, counts, type)).toEqual(expected));

  test('of another service is in no sum, and named', () => {
    const other = { Rule: { ResourceType: 'AWS::EC2::VPC', TelemetryType: 'Logs' } };
    expect(costOf(other, EVENTS, type)).toEqual({});
  });
});
