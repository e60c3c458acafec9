import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { MONTH_DAYS } from '../../lib/core/cost/counts';
import {
  type MeteredWorker,
  USAGE_METRICS,
  type UsageMetric,
  type WorkerUsage,
} from '../../lib/core/cost/usage';
import { requestOptions } from '../aws/s3-client';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { askPlace, PlaceError } from '../places/ask-place';

const DAY_MS = 86_400_000;
const DAY_SECONDS = 86_400;

/** CloudWatch takes 500 queries in a request. */
const WORKERS_A_REQUEST = Math.floor(500 / USAGE_METRICS.length);

/**
 * What the metrics of workers add up to over the last whole days in UTC, at most 30.
 *
 * @param region the Region of workers whose template names none
 * @throws {@link UserError} if CloudWatch does not answer
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export async function readUsage(
  workers: readonly MeteredWorker[],
  region: string | undefined,
  io: Pick<CommandIo, 'wait' | 'currentTime'>,
): Promise<readonly WorkerUsage[]> {
  const usages: WorkerUsage[] = [];
  for (const where of new Set(workers.map((worker) => worker.region ?? region))) {
    const there = workers.filter((worker) => (worker.region ?? region) === where);
    for (let at = 0; at < there.length; at += WORKERS_A_REQUEST) {
      usages.push(...(await readTogether(there.slice(at, at + WORKERS_A_REQUEST), where, io)));
    }
  }
  return usages;
}

async function readTogether(
  workers: readonly MeteredWorker[],
  region: string | undefined,
  { wait, currentTime }: Pick<CommandIo, 'wait' | 'currentTime'>,
): Promise<readonly WorkerUsage[]> {
  const place = region === undefined ? {} : { region };
  // whoever sends a request tries again
  const client = new CloudWatchClient({ ...place, maxAttempts: 1, requestHandler: requestOptions() });
  const endMs = Math.floor(currentTime().getTime() / DAY_MS) * DAY_MS;
  const times = { StartTime: new Date(endMs - MONTH_DAYS * DAY_MS), EndTime: new Date(endMs) };
  const MetricDataQueries = workers.flatMap(queriesOf);
  const values = new Map<string, number[]>();
  try {
    let NextToken: string | undefined;
    do {
      const page = await askPlace(
        { name: `CloudWatch in ${region ?? 'the Region of AWS_REGION'}` },
        {
          send: () => client.send(new GetMetricDataCommand({ ...times, MetricDataQueries, NextToken })),
          needs: 'cloudwatch:GetMetricData',
          wait,
        },
      );
      for (const { Id = '', Values = [] } of page.MetricDataResults ?? []) {
        values.set(Id, [...(values.get(Id) ?? []), ...Values]);
      }
      ({ NextToken } = page);
    } while (NextToken !== undefined);
  } catch (error) {
    if (!(error instanceof PlaceError)) throw error;
    const isNowhere = error.message.endsWith('Region is missing');
    throw new UserError(
      isNowhere ? 'no Region is set; set AWS_REGION, or name it with --region' : error.message,
    );
  } finally {
    client.destroy();
  }
  return workers.map((worker, index) => toUsage(worker, (metric) => values.get(idOf(index, metric)) ?? []));
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
  // A worker writes zeros, too: a day without a value is one on which it was not there.
  const days = Math.max(...USAGE_METRICS.map((metric) => valuesOf(metric).length));
  return { worker, days, sums: Object.fromEntries(sums) };
}
