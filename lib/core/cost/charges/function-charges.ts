import { isValueObject } from '../../estate/values/value';
import { TRAIL_TYPES } from '../../settings/organization-trail';
import { type Charge, type ChargesOf, type Costing, GB } from '../charge';
import type { CostedResource } from '../costed-stack';
import { type Amount, type Counts, counted, known, MONTH_DAYS, plus, times } from '../counts';
import { type Flow, flowTo, invocationsOf } from '../message-flow';
import type { Properties } from '../properties';
import { deliveredBytes } from '../trail-charges';
import { METRICS_NAMESPACE_VARIABLE, metricsOfWorker } from '../usage';

/** Lambda's default for a function that sets none. */
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

/** The assumed duration of an invocation where the counts do not have it. It was not measured. */
const ASSUMED_MS = 200;

/** The assumed log output of an invocation: one document of metrics and the lines of Lambda. */
const LOG_BYTES_AN_INVOCATION = 2_000;

/** The share of a text that CloudWatch Logs stores, in the examples of its price list. */
export const STORED_SHARE = 0.15;

/** `AWS::Lambda::Function`: invocations, time, what it logs, what it reads, and the metrics that a worker writes. */
export const functionCharges: ChargesOf = ({ logicalId, properties }, costing) => {
  const { counts } = costing;
  const invocations = invocationsOf(logicalId, costing);
  return [
    { price: 'lambdaInvocation', amount: invocations, note: 'at most one invocation per message' },
    timeCharge(properties, invocations, counts),
    {
      price: 'logsIngestion',
      amount: loggedGb(invocations),
      note: 'an invocation is assumed to log 2 KB',
    },
    ...readCharges(flowTo(logicalId, costing), properties),
    ...metricCharges(properties, counts),
  ];
};

function loggedGb(invocations: Amount): Amount {
  return times(invocations, known(LOG_BYTES_AN_INVOCATION / GB));
}

function timeCharge(properties: Properties, invocations: Amount, counts: Counts): Charge {
  const memoryMb = properties.number('MemorySize') ?? DEFAULT_MEMORY_MB;
  const timeoutSeconds = properties.number('Timeout') ?? DEFAULT_TIMEOUT_SECONDS;
  const ms = Math.min(counts.functionMs ?? ASSUMED_MS, timeoutSeconds * 1000);
  const isArm = properties.items('Architectures').some((each) => each.at() === 'arm64');
  return {
    price: isArm ? 'lambdaArm' : 'lambdaX86',
    amount: times(invocations, known((ms / 1000) * (memoryMb / 1024))),
    note: `an invocation is assumed to take ${ms} ms of its ${timeoutSeconds} s timeout; set functionMs to change this`,
  };
}

/** A function that is notified of a file of the archive reads it. */
function readCharges({ files }: Flow, properties: Properties): readonly Charge[] {
  if (!properties.has('Environment', 'Variables', 'TRAILWATCH_BUCKET_NAME')) return [];
  return [{ price: 's3Get', amount: files, note: 'it reads each file that it is notified of once' }];
}

function metricCharges(properties: Properties, counts: Counts): readonly Charge[] {
  const variables = properties.at('Environment', 'Variables');
  if (!isValueObject(variables) || !properties.has('Environment', 'Variables', METRICS_NAMESPACE_VARIABLE))
    return [];
  const metrics = metricsOfWorker(Object.keys(variables));
  const amount = metrics === undefined ? counted(counts, 'functionMetrics') : known(metrics.length);
  return amount.value + amount.missing.length === 0
    ? []
    : [{ price: 'metric', amount, note: 'the metrics that the worker publishes' }];
}

/** `AWS::StepFunctions::StateMachine`: transitions of a standard workflow. */
export const stateMachineCharges: ChargesOf = ({ properties }, { counts }) => {
  const isExpress = properties.at('StateMachineType') === 'EXPRESS';
  return isExpress ? [] : [{ price: 'transition', amount: counted(counts, 'transitions') }];
};

/**
 * `AWS::Logs::LogGroup`: the storage by its retention, and what a trail sends. The ingestion of functions' logs is charged with
 * the functions.
 */
export const logGroupCharges: ChargesOf = ({ logicalId, properties }, costing) => {
  const { stack, counts } = costing;
  const users = stack.resources.filter((user) => logsTo(user, logicalId));
  const trails = users.filter(({ type }) => TRAIL_TYPES.includes(type));
  const functions = users.filter(({ type }) => !TRAIL_TYPES.includes(type));
  const ofFunctions = functions.map((user) => loggedGb(invocationsOf(user.logicalId, costing)));
  const sent =
    trails.length === 0
      ? counted(counts, 'logGroupBytes')
      : plus(...trails.map((trail) => bytesOfTrail(trail, costing)));
  const sentGb = times(sent, known(1 / GB));
  const isOnlyOfFunctions = trails.length === 0 && functions.length > 0;
  const ingestedGb = plus(...ofFunctions, ...(isOnlyOfFunctions ? [] : [sentGb]));
  const days = properties.number('RetentionInDays');
  const months = days === undefined ? (counts.monthsKept ?? 1) : days / MONTH_DAYS;
  return [
    ...(isOnlyOfFunctions ? [] : [{ price: 'logsIngestion' as const, amount: sentGb }]),
    {
      price: 'logsStorage',
      amount: times(ingestedGb, known(months * STORED_SHARE)),
      note: `CloudWatch stores about ${STORED_SHARE} of the size, kept for ${Number(months.toFixed(2))} months`,
    },
  ];
};

/** A trail sends the events that it logs. */
function bytesOfTrail({ logicalId }: CostedResource, { stack, counts }: Costing): Amount {
  const own = stack.trails.selections.find(({ path }) => path === `Resources.${logicalId}.Properties`);
  return own === undefined ? counted(counts, 'recordBytes') : deliveredBytes(own.selection, counts);
}

function logsTo({ type, properties }: CostedResource, logGroupId: string): boolean {
  if (type === 'AWS::Lambda::Function') {
    return properties.id('LoggingConfig', 'LogGroup') === logGroupId;
  }
  return TRAIL_TYPES.includes(type) && properties.id('CloudWatchLogsLogGroupArn') === logGroupId;
}
