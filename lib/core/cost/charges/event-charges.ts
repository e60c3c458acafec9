import { type Charge, type ChargesOf, GB } from '../charge';
import {
  type Amount,
  type CountName,
  type Counts,
  counted,
  known,
  MONTH_DAYS,
  plus,
  round,
  times,
} from '../counts';
import type { Properties } from '../properties';
import { STORED_SHARE } from './function-charges';

/**
 * `AWS::CloudTrail::EventDataStore`: ingestion of the events that it takes with its first term, and what queries scan. A store that
 * does not ingest costs what is kept in it and what is scanned.
 */
export const eventDataStoreCharges: ChargesOf = ({ properties }, { counts }) => {
  const scan: Charge = {
    price: 'lakeScan',
    amount: times(counted(counts, 'lakeScannedBytes'), known(1 / GB)),
  };
  if (String(properties.raw('IngestionEnabled')) === 'false') return [scan];
  const isFixed = properties.at('BillingMode') === 'FIXED_RETENTION_PRICING';
  const { amount, note, isOther } = ingested(
    categoriesOf(properties.items('AdvancedEventSelectors')),
    counts,
  );
  const gb = times(amount, known(1 / GB));
  const days = properties.number('RetentionPeriod');
  const furtherMonths = Math.max(0, ((days ?? FREE_RETENTION_DAYS) - FREE_RETENTION_DAYS) / MONTH_DAYS);
  return [
    {
      price: isFixed ? 'lakeFixedIngestion' : isOther ? 'lakeOtherIngestion' : 'lakeIngestion',
      ...{ amount: gb, note },
    },
    ...(isFixed || furtherMonths === 0
      ? []
      : [
          {
            price: 'lakeRetention' as const,
            amount: times(gb, known(furtherMonths)),
            note: `once the store is ${days} days old: ${round(furtherMonths)} months beyond the first ${FREE_RETENTION_DAYS} days`,
          },
        ]),
    scan,
  ];
};

/** The events of trails, by category, and what counts them. */
const TRAIL_EVENTS: Readonly<Record<string, CountName>> = {
  Management: 'managementEvents',
  Data: 'dataEvents',
  NetworkActivity: 'networkActivityEvents',
};

/** What AWS takes an event to have, uncompressed, in the examples of its price list. @see https://aws.amazon.com/cloudtrail/pricing/ */
const EVENT_BYTES = 1_500;

interface Ingested {
  readonly amount: Amount;
  readonly note: string;
  /** Whether they come from elsewhere, at another price. */
  readonly isOther: boolean;
}

/** The bytes of events of these categories. */
function ingested(categories: readonly string[], counts: Counts): Ingested {
  const names = categories.flatMap((category) => TRAIL_EVENTS[category] ?? []);
  if (names.length === 0) {
    const note = `what it takes (${categories.join(', ')}) is in no trail`;
    return { amount: counted(counts, 'lakeOtherBytes'), note, isOther: !categories.includes('Insight') };
  }
  const events = plus(...names.map((name) => counted(counts, name)));
  const all = plus(...Object.values(TRAIL_EVENTS).map((name) => counted(counts, name)));
  const taken = `taken to receive all events of its categories (${categories.join(', ')})`;
  if (counts.recordBytes === undefined) {
    const note = `${taken}, of ${EVENT_BYTES} bytes each, as AWS takes them to have`;
    return { amount: times(events, known(EVENT_BYTES)), note, isOther: false };
  }
  // without the events of each category, their part of the bytes is not known
  const part = all.missing.length > 0 || all.value === 0 ? 1 : events.value / all.value;
  return { amount: known(counts.recordBytes * part), note: taken, isOther: false };
}

/** The categories that selectors select; without a selector, management events. */
function categoriesOf(selectors: readonly Properties[]): readonly string[] {
  const fields = selectors
    .flatMap((selector) => selector.items('FieldSelectors'))
    .filter((field) => field.at('Field') === 'eventCategory');
  const categories = fields.flatMap((field) => (field.at('Equals') ?? []) as readonly unknown[]).map(String);
  return categories.length === 0 ? ['Management'] : [...new Set(categories)];
}

/** What the price of ingestion includes. */
const FREE_RETENTION_DAYS = 366;

/** The part of a telemetry rule that says what CloudWatch takes. */
const DESTINATION = ['Rule', 'DestinationConfiguration'] as const;

/** Whether a telemetry rule is for events of CloudTrail. */
export function isOfCloudTrail(properties: Properties): boolean {
  return properties.at('Rule', 'ResourceType') === 'AWS::CloudTrail';
}

/**
 * `AWS::ObservabilityAdmin::TelemetryRule` and `OrganizationTelemetryRule` for CloudTrail: CloudTrail charges the delivery of each event, the
 * first copy of management events too, and CloudWatch Logs its ingestion and storage.
 *
 * @see https://aws-observability.github.io/observability-best-practices/ "Estimating Cost: Moving from CloudTrail Trails to CloudWatch Logs Ingestion"
 */
export const telemetryRuleCharges: ChargesOf = ({ properties }, { counts }) => {
  if (!isOfCloudTrail(properties)) return [];
  const selectors = properties.items(...DESTINATION, 'CloudtrailParameters', 'AdvancedEventSelectors');
  const { amount, note } = ingested(categoriesOf(selectors), counts);
  const gb = times(amount, known(1 / GB));
  const days = properties.number(...DESTINATION, 'RetentionInDays');
  const months = days === undefined ? (counts.monthsKept ?? 1) : days / MONTH_DAYS;
  return [
    { price: 'logsDelivery', amount: gb, note },
    { price: 'logsIngestion', amount: gb, note },
    {
      price: 'logsStorage',
      amount: times(gb, known(months * STORED_SHARE)),
      note: `CloudWatch stores about ${STORED_SHARE} of the size; kept ${round(months)} months`,
    },
  ];
};
