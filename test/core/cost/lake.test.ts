import { costedStacks } from '../../../lib/core/cost/costed-stack';
import type { Counts } from '../../../lib/core/cost/counts';
import { monthlyCost } from '../../../lib/core/cost/monthly-cost';
import { readTemplate } from '../../../lib/core/estate/source/read-template';

const GB = 1024 ** 3;

/** The lines of a store, in US dollars by price. */
function costOf(properties: object, counts: Counts): Readonly<Record<string, string | undefined>> {
  const store = { Type: 'AWS::CloudTrail::EventDataStore', Properties: properties };
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

/** Each computed by hand from the prices of docs/cost.md, the first ones as AWS's own examples do. */
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
  ...['ConfigurationItem', 'Evidence', 'ActivityAuditLog'].map(
    (category): [string, object, Counts, Readonly<Record<string, string>>] => [
      `a store of ${category}`,
      taking(category),
      { ...BYTES, lakeOtherBytes: 10 * GB },
      { lakeOtherIngestion: '5.00' },
    ],
  ),
  // 10 GB × $0.75
  [
    'a store of Insights',
    taking('Insight'),
    { ...BYTES, lakeOtherBytes: 10 * GB },
    { lakeIngestion: '7.50' },
  ],
])('%s', (_name, properties, counts, expected) => {
  expect(costOf(properties, { ...counts, ...SCAN })).toEqual(expected);
});
