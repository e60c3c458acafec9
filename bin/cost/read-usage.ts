import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandOutput,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { pagesOf } from '../../lambda/aws/answers';
import { MONTH_DAYS } from '../../lib/core/cost/counts';
import {
  type MeteredWorker,
  USAGE_METRICS,
  type UsageMetric,
  type WorkerUsage,
} from '../../lib/core/cost/usage';
import { withClient } from '../aws/s3-client';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { askPlace, PlaceError } from '../places/ask-place';
import {
  type Credentials,
  credentialsOf,
  findOrganization,
  ROLE_NAME_ALONE,
  roleArnIn,
} from '../places/find-places';

const DAY_MS = 86_400_000;
const DAY_SECONDS = 86_400;

/** CloudWatch allows 500 queries in a request. */
const WORKERS_A_REQUEST = Math.floor(500 / USAGE_METRICS.length);

/** Where metrics are. */
export interface UsagePlaces {
  /** The Region of workers whose template contains none. */
  readonly region: string | undefined;
  readonly sessionOf: UsageSession;
  /** Called for an account that does not respond; the others are queried. */
  readonly onProblem?: (sentence: string) => void;
}

interface UsagePlace {
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly credentials: ReturnType<UsageSession>;
}

/**
 * The sums of the workers' metrics over the last whole days in UTC, at most 30.
 *
 * @throws {@link UserError} if CloudWatch does not respond and `onProblem` is not given
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export async function readUsage(
  workers: readonly MeteredWorker[],
  places: UsagePlaces,
  io: Pick<CommandIo, 'wait' | 'currentTime'>,
): Promise<readonly WorkerUsage[]> {
  const usages: WorkerUsage[] = [];
  const { region, sessionOf, onProblem } = places;
  const keyOf = (worker: MeteredWorker) => JSON.stringify([worker.account, worker.region ?? region]);
  for (const key of new Set(workers.map(keyOf))) {
    const there = workers.filter((worker) => keyOf(worker) === key);
    const [{ account, region: where = region } = {}] = there;
    try {
      const credentials = sessionOf(account);
      for (let at = 0; at < there.length; at += WORKERS_A_REQUEST) {
        const some = there.slice(at, at + WORKERS_A_REQUEST);
        usages.push(...(await readTogether(some, { account, region: where, credentials }, io)));
      }
    } catch (error) {
      if (onProblem === undefined || !(error instanceof UserError)) throw error;
      onProblem(error.message);
    }
  }
  return usages;
}

async function readTogether(
  workers: readonly MeteredWorker[],
  { account, region, credentials }: UsagePlace,
  { wait, currentTime }: Pick<CommandIo, 'wait' | 'currentTime'>,
): Promise<readonly WorkerUsage[]> {
  const place = {
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  const whose = credentials === undefined ? '' : ` of account ${account}`;
  return withClient(CloudWatchClient, place, async (client) => {
    const endMs = Math.floor(currentTime().getTime() / DAY_MS) * DAY_MS;
    const times = { StartTime: new Date(endMs - MONTH_DAYS * DAY_MS), EndTime: new Date(endMs) };
    const MetricDataQueries = workers.flatMap(queriesOf);
    const name = `CloudWatch in ${region ?? 'the Region of AWS_REGION'}${whose}`;
    try {
      const ask = (NextToken: string | undefined) => {
        const command = new GetMetricDataCommand({ ...times, MetricDataQueries, NextToken });
        const send = () => client.send(command);
        return askPlace({ name }, { send, needs: 'cloudwatch:GetMetricData', wait });
      };
      const values = await valuesById(pagesOf(`${name}: GetMetricData`, ask, PlaceError));
      return workers.map((worker, index) =>
        toUsage(worker, (metric) => values.get(idOf(index, metric)) ?? []),
      );
    } catch (error) {
      if (!(error instanceof PlaceError)) throw error;
      const isNowhere = error.message.endsWith('Region is missing');
      throw new UserError(
        isNowhere ? 'no Region is set; set AWS_REGION, or name it with --region' : error.message,
      );
    }
  });
}

/** The values of all pages, by the id of their query. */
async function valuesById(
  pages: AsyncIterable<GetMetricDataCommandOutput>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const values = new Map<string, number[]>();
  for await (const { MetricDataResults = [] } of pages) {
    for (const { Id = '', Values = [] } of MetricDataResults)
      values.set(Id, [...(values.get(Id) ?? []), ...Values]);
  }
  return values;
}

function queriesOf({ namespace, name }: MeteredWorker, index: number): MetricDataQuery[] {
  const Dimensions = [{ Name: 'service', Value: name }];
  return USAGE_METRICS.map((MetricName) => ({
    Id: idOf(index, MetricName),
    MetricStat: {
      ...{ Metric: { Namespace: namespace, MetricName, Dimensions }, Period: DAY_SECONDS, Stat: 'Sum' },
    },
  }));
}

function idOf(index: number, metric: UsageMetric): string {
  return `${metric.toLowerCase()}${index}`;
}

function toUsage(worker: MeteredWorker, valuesOf: (metric: UsageMetric) => readonly number[]): WorkerUsage {
  const sums = USAGE_METRICS.map((metric) => [metric, valuesOf(metric).reduce((sum, one) => sum + one, 0)]);
  // A worker also writes zeros: on a day without a value, it did not exist.
  const days = Math.max(...USAGE_METRICS.map((metric) => valuesOf(metric).length));
  return { worker, days, sums: Object.fromEntries(sums) };
}

/** The options for the accounts whose metrics are read. */
export interface UsageOptions {
  readonly usage?: boolean;
  /** The metrics of each stack in its account of the organization; those of the own account alone if absent. */
  readonly organization?: boolean;
  readonly roleName?: string;
}

/** Returns the credentials for the metrics of an account; undefined: those of the command. */
export type UsageSession = (account: string | undefined) => Credentials | undefined;

/**
 * Options for reading metrics of accounts.
 *
 * @throws {@link UserError} if options cannot be combined, or Organizations does not list its accounts
 */
export async function openUsageSession(
  { usage = false, organization = false, roleName }: UsageOptions,
  { wait }: Pick<CommandIo, 'wait'>,
): Promise<UsageSession> {
  if (!organization) {
    if (roleName !== undefined) throw new UserError(ROLE_NAME_ALONE);
    return () => undefined;
  }
  if (!usage) throw new UserError('--organization requires --usage; add it');
  const found = await findOrganization(wait);
  return (account) => {
    if (account === undefined || account === found.callerId) return undefined;
    if (!found.accounts.some(({ id }) => id === account))
      throw new UserError(`account ${account}: it is not an active account of the organization`);
    return credentialsOf(roleArnIn(found, account, roleName), 'trailwatch-cost');
  };
}
