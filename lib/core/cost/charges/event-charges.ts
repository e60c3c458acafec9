import { JsonPlace } from '../../selector/parse/json-place';
import { readSelectorLists } from '../../selector/parse/read-selectors';
import { presentMembers, type Selection } from '../../selector/selection';
import { type Charge, type ChargesOf, GB } from '../charge';
import { type Amount, type Counts, counted, known, MONTH_DAYS, plus, round, times } from '../counts';
import type { Properties } from '../properties';
import { bytesOf, eventsByCounts, insightsCharges } from '../trail-charges';
import { STORED_SHARE } from './function-charges';

/**
 * `AWS::CloudTrail::EventDataStore`: ingestion of its events with the first term of retention, Insights on them, and the data
 * that queries scan. A store that does not ingest costs its retention and the scanned data.
 */
export const eventDataStoreCharges: ChargesOf = ({ properties }, { counts }) => {
  const scan: Charge = {
    price: 'lakeScan',
    amount: times(counted(counts, 'lakeScannedBytes'), known(1 / GB)),
  };
  if (!ingests(properties)) return [scan];
  const taken = takenBy(properties);
  const { amount, note, isOther } = ingested(taken, counts);
  const gb = times(amount, known(1 / GB));
  const furtherMonths = monthsBeyondFirstYear(properties);
  return [
    {
      price: isFixed(properties) ? 'lakeFixedIngestion' : isOther ? 'lakeOtherIngestion' : 'lakeIngestion',
      ...{ amount: gb, note },
    },
    ...(furtherMonths === 0
      ? []
      : [
          {
            price: 'lakeRetention' as const,
            amount: times(gb, known(furtherMonths)),
            note: `once the store is ${properties.number('RetentionPeriod')} days old: ${round(furtherMonths)} months beyond the first ${FREE_RETENTION_DAYS} days`,
          },
        ]),
    ...insightsCharges(taken.selection, eventsByCounts(taken.selection, counts)),
    scan,
  ];
};

/** The part of a store that is in no sum: the retention of one that does not ingest, as no count has it. */
export function whyStoreUncounted(properties: Properties): string | undefined {
  if (ingests(properties) || monthsBeyondFirstYear(properties) === 0) return undefined;
  return `retention beyond the first ${FREE_RETENTION_DAYS} days`;
}

function ingests(properties: Properties): boolean {
  return String(properties.raw('IngestionEnabled')) !== 'false';
}

function isFixed(properties: Properties): boolean {
  return properties.at('BillingMode') === 'FIXED_RETENTION_PRICING';
}

/** Months that are charged per GB after the first term; none where the ingestion price includes all years. */
function monthsBeyondFirstYear(properties: Properties): number {
  if (isFixed(properties)) return 0;
  const days = properties.number('RetentionPeriod') ?? FREE_RETENTION_DAYS;
  return Math.max(0, (days - FREE_RETENTION_DAYS) / MONTH_DAYS);
}

/** The uncompressed size of an event in the examples of AWS's price list. @see https://aws.amazon.com/cloudtrail/pricing/ */
const EVENT_BYTES = 1_500;

/** The events that a store or a telemetry rule selects. */
interface Taken {
  readonly categories: readonly string[];
  readonly selection: Selection;
}

/** Selectors of a store have the form of a trail's, and so have those of a telemetry rule, below `path`. */
function takenBy(properties: Properties, ...path: readonly string[]): Taken {
  const place = JsonPlace.root(properties.raw(...path));
  return {
    categories: categoriesOf(properties.items(...path, 'AdvancedEventSelectors')),
    selection: { destination: 'eventDataStore', ...presentMembers(readSelectorLists(place)) },
  };
}

interface Ingested {
  readonly amount: Amount;
  readonly note: string;
  /**
   * Whether they are at the price of other sources: Insights, configuration items, evidence and integrations.
   *
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-costs.html
   */
  readonly isOther: boolean;
}

/** The categories of events that trails deliver, too. */
const TRAIL_CATEGORIES: ReadonlySet<string> = new Set(['Management', 'Data', 'NetworkActivity']);

/** The bytes of the events that are selected. */
function ingested({ categories, selection }: Taken, counts: Counts): Ingested {
  if (!categories.some((category) => TRAIL_CATEGORIES.has(category))) {
    const note = `no trail logs what it collects (${categories.join(', ')})`;
    return { amount: counted(counts, 'lakeOtherBytes'), note, isOther: true };
  }
  const { management, data, networkActivity } = eventsByCounts(selection, counts);
  const events = plus(management, data, networkActivity);
  const taken = `assumed to receive all events of its categories (${categories.join(', ')}), or only their read or write events`;
  if (counts.recordBytes === undefined) {
    const note = `${taken}; ${EVENT_BYTES} bytes each, as AWS assumes`;
    return { amount: times(events, known(EVENT_BYTES)), note, isOther: false };
  }
  return { amount: bytesOf(events, counts), note: taken, isOther: false };
}

/** The categories that selectors select; without a selector, management events. */
function categoriesOf(selectors: readonly Properties[]): readonly string[] {
  const fields = selectors
    .flatMap((selector) => selector.items('FieldSelectors'))
    .filter((field) => field.at('Field') === 'eventCategory');
  const categories = fields.flatMap((field) => (field.at('Equals') ?? []) as readonly unknown[]).map(String);
  return categories.length === 0 ? ['Management'] : [...new Set(categories)];
}

/** The retention that the price of ingestion includes. */
const FREE_RETENTION_DAYS = 366;

/** The part of a telemetry rule with the destination in CloudWatch. */
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
  const taken = takenBy(properties, ...DESTINATION, 'CloudtrailParameters');
  const { amount, note } = ingested(taken, counts);
  const gb = times(amount, known(1 / GB));
  const days = properties.number(...DESTINATION, 'RetentionInDays');
  const months = days === undefined ? (counts.monthsKept ?? 1) : days / MONTH_DAYS;
  return [
    { price: 'logsDelivery', amount: gb, note },
    { price: 'logsIngestion', amount: gb, note },
    {
      price: 'logsStorage',
      amount: times(gb, known(months * STORED_SHARE)),
      note: `CloudWatch stores about ${STORED_SHARE} of the size, kept for ${round(months)} months`,
    },
    // Nothing is scanned but by those who ask.
    ...(counts.logsScannedBytes === undefined
      ? []
      : [{ price: 'logsScan' as const, amount: known(counts.logsScannedBytes / GB) }]),
  ];
};
