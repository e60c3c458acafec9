import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import {
  ATHENA_TABLES,
  type AthenaTableShape,
  JSON_SERDE,
  OUTPUT_FORMAT,
} from '../../../lib/core/query/athena/athena-tables';
import { SignedArchive } from '../../../test/digest/signed-archive';
import type { AnsweringProcess } from '../answering-process';
import type { Outcome } from '../outcome';
import { type HiveAnswer, startHive, withoutNulls } from './hive';

/** An Insights event with every member that the CloudTrail User Guide documents. */
const INSIGHTS_EVENT: JsonObject = {
  ...{ eventVersion: '1.08', eventTime: '2026-11-20T01:29:00Z', awsRegion: 'us-east-1' },
  ...{ eventID: '79ee1ed2-0000-4000-8000-000000000001', eventType: 'AwsCloudTrailInsight' },
  ...{ recipientAccountId: '111122223333', sharedEventID: 'd90f07b2-0000-4000-8000-000000000002' },
  insightDetails: {
    ...{ state: 'End', eventSource: 'lambda.amazonaws.com', eventName: 'UpdateFunctionCode' },
    ...{ errorCode: 'AccessDenied', insightType: 'ApiErrorRateInsight' },
    insightContext: {
      statistics: {
        ...{ baseline: { average: 0.0017561983 }, insight: { average: 2.5 } },
        ...{ insightDuration: 4, baselineDuration: 9681 },
      },
      attributions: [
        {
          attribute: 'userIdentityArn',
          insight: [{ value: 'arn:aws:iam::111122223333:user/ann', average: 1.5 }],
          baseline: [{ value: 'arn:aws:iam::111122223333:user/ben', average: 0.25 }],
        },
        { attribute: 'userAgent', insight: [{ value: 'aws-cli', average: 2.5 }], baseline: [] },
      ],
    },
  },
  eventCategory: 'Insight',
};

/** A summary of data events with every member that the CloudTrail User Guide documents. */
const SUMMARY: JsonObject = {
  ...{ eventVersion: '1.0', accountId: '111122223333', eventId: '79ee1ed2-0000-4000-8000-000000000003' },
  ...{ eventCategory: 'Aggregated', eventType: 'AwsAggregatedEvent', awsRegion: 'us-east-1' },
  eventSource: 's3.amazonaws.com',
  timeWindow: { windowStart: '2026-11-20 23:45:00', windowEnd: '2026-11-20 23:50:00', windowSize: 'PT5M' },
  summary: {
    primaryDimension: countedAs('eventName', 'GetObject', 1200),
    details: [countedAs('userIdentity', 'AWSAccount:111122223333', 1200)],
  },
  addendum: { reason: 'DELIVERY_DELAY' },
};

function countedAs(dimension: string, name: string, value: number): JsonObject {
  return { dimension, statistics: [{ name, value }], aggregationType: 'Count' };
}

/** The columns of the tables of Insights events, summaries and digests hold everything that such a file has, as Hive's SerDe reads it. */
export async function checkFurtherTables(outcome: Outcome): Promise<void> {
  const digests = new SignedArchive([{ accountId: '111122223333', hours: 4 }]).digests.map(
    ({ text }) => JSON.parse(text) as JsonObject,
  );
  const hive = await startHive();
  try {
    await checkTable(hive, { name: 'cloudtrail_insights', records: [INSIGHTS_EVENT] }, outcome);
    await checkTable(hive, { name: 'cloudtrail_aggregated', records: [SUMMARY] }, outcome);
    await checkTable(hive, { name: 'cloudtrail_digests', records: digests }, outcome);
  } finally {
    hive.stop();
  }
}

interface TableRecords {
  readonly name: string;
  readonly records: readonly JsonObject[];
}

async function checkTable(
  hive: AnsweringProcess,
  { name, records }: TableRecords,
  outcome: Outcome,
): Promise<void> {
  const table = ATHENA_TABLES.find((one) => one.name === name);
  if (table === undefined) throw new Error(`there is no table ${name}`);
  const question = { ddl: ddlOf(table), records: records.map((record) => JSON.stringify(record)) };
  const { rows = [], error } = await hive.ask<HiveAnswer>(question);
  const different = records.flatMap((record, index) => {
    const [wanted, found] = [inLowerCase(record), rows[index] ?? {}].map(withoutNulls);
    if (isDeepStrictEqual(found, wanted)) return [];
    return [`${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`];
  });
  const what = `Athena's table ${name} in Hive's parser and JsonSerDe: ${records.length} records, ${different.length} differ`;
  const problems = [...(error === undefined ? [] : [error]), ...different];
  outcome.check(problems.length === 0 && records.length > 0, what, problems.slice(0, 3));
}

function ddlOf({ name, columns, inputFormat }: AthenaTableShape): string {
  const declared = columns.map((column) => `\`${column.name}\` ${column.type}`).join(', ');
  return `CREATE EXTERNAL TABLE ${name} (${declared}) ROW FORMAT SERDE '${JSON_SERDE}' STORED AS INPUTFORMAT '${inputFormat}' OUTPUTFORMAT '${OUTPUT_FORMAT}' LOCATION 's3://logs/'`;
}

function inLowerCase(value: Json): Json {
  if (Array.isArray(value)) return value.map(inLowerCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.toLowerCase(), inLowerCase(member as Json)]),
  );
}
