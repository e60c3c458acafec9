import type { SynthesizedStack, TemplateValue } from './template';

/** The sums of metrics by name in one hour; a metric without data is not there. */
export type HourlySums = Readonly<Record<string, number>>;

interface MetricQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: { readonly MetricName: string }; readonly Period: number };
}

interface AlarmProperties {
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly TreatMissingData: string;
  readonly Period?: number;
  readonly MetricName?: string;
  readonly Metrics?: readonly MetricQuery[];
}

type Values = Readonly<Record<string, number | undefined>>;

/** What CloudWatch computes of one hour; `hasData` tells whether any hour has some. */
const EXPRESSIONS: Readonly<Record<string, (values: Values, hasData: boolean) => number | undefined>> = {
  'FILL(counted, 0)': ({ counted }, hasData) => (hasData ? (counted ?? 0) : undefined),
  'files + digests': ({ files, digests }) =>
    files === undefined || digests === undefined ? undefined : files + digests,
  'IF(listed > 0 AND files < 1, 1, 0)': ({ listed, files }) =>
    listed === undefined || files === undefined ? undefined : Number(listed > 0 && files < 1),
};

/** The logical ids of the stack's alarms with periods of an hour that are raised by these hours, from old to new. */
export function raisedAlarms(
  { template }: SynthesizedStack,
  hours: readonly HourlySums[],
): readonly string[] {
  return Object.entries(template.Resources)
    .filter(([, { Type, Properties }]) => Type === 'AWS::CloudWatch::Alarm' && isHourly(toAlarm(Properties)))
    .filter(([, { Properties }]) => isRaised(toAlarm(Properties), hours))
    .map(([id]) => id);
}

function toAlarm(properties: TemplateValue | undefined): AlarmProperties {
  return properties as unknown as AlarmProperties;
}

function isHourly({ Period, Metrics = [] }: AlarmProperties): boolean {
  return Period === 3600 || Metrics.some(({ MetricStat }) => MetricStat?.Period === 3600);
}

/** Whether the last periods breach. Missing ones breach in no alarm of these: they are ignored, or are not breaching. */
function isRaised(alarm: AlarmProperties, hours: readonly HourlySums[]): boolean {
  const values = valuesOf(alarm, hours).slice(-alarm.EvaluationPeriods);
  return (
    values.length === alarm.EvaluationPeriods &&
    values.every((value) => value !== undefined && isBreaching(alarm, value))
  );
}

function valuesOf({ MetricName, Metrics = [] }: AlarmProperties, hours: readonly HourlySums[]) {
  if (MetricName !== undefined) return hours.map((hour) => hour[MetricName]);
  const text = Metrics.find(({ Expression }) => Expression !== undefined)?.Expression ?? '';
  const expression = EXPRESSIONS[text];
  if (expression === undefined)
    throw new Error(`the expression '${text}' is not one that tests can evaluate`);
  const names = Metrics.flatMap(({ Id, MetricStat }) =>
    MetricStat === undefined ? [] : [[Id, MetricStat.Metric.MetricName] as const],
  );
  const hasData = hours.some((hour) => names.some(([, name]) => hour[name] !== undefined));
  return hours.map((hour) =>
    expression(Object.fromEntries(names.map(([id, name]) => [id, hour[name]])), hasData),
  );
}

function isBreaching({ ComparisonOperator, Threshold }: AlarmProperties, value: number): boolean {
  switch (ComparisonOperator) {
    case 'LessThanThreshold':
      return value < Threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= Threshold;
    default:
      throw new Error(`the operator '${ComparisonOperator}' is not one that tests can evaluate`);
  }
}
