import type { JsonObject } from '../../../lib/core/json/json-value';
import { NAMED_QUERIES } from '../../../lib/core/query/named-queries';
import type { NamedQuery } from '../../../lib/core/query/named-query';
import { FIXTURE_RECORDS, INSIGHT_RECORDS } from '../../../test/core/query/fixture-records';
import { openFixture, type Row, rowsOfQuery, sqlOf, toCell } from '../../../test/core/query/query-fixture';
import { ATHENA_TABLE, LAKE_TABLE, rowOf, type TableShape } from '../../../test/equivalence/athena-table';
import { corpusRecords } from '../../../test/parity/corpus';
import { isSpelledAsDelivered } from '../../../test/parity/corpus-cases';
import type { Outcome } from '../outcome';
import type { Trino } from './trino';

/** An event data store has the time as a timestamp. */
const LAKE_WITH_TIME: TableShape = {
  ...LAKE_TABLE,
  columns: { ...LAKE_TABLE.columns, eventtime: 'STRING' },
};

/** What Athena's table of Insights events and an event data store of them have beside other columns; numbers as texts. */
const ATTRIBUTED = { value: 'STRING', average: 'STRING' } as const;
const ATTRIBUTIONS = [{ attribute: 'STRING', insight: [ATTRIBUTED], baseline: [ATTRIBUTED] }] as const;
const STATISTICS = {
  baseline: { average: 'STRING' },
  insight: { average: 'STRING' },
  insightduration: 'STRING',
  baselineduration: 'STRING',
} as const;
const INSIGHT_COLUMNS: Readonly<Record<TableShape['name'], TableShape['columns']>> = {
  athena: {
    insightdetails: {
      ...{
        state: 'STRING',
        eventsource: 'STRING',
        eventname: 'STRING',
        errorcode: 'STRING',
        insighttype: 'STRING',
      },
      insightcontext: { statistics: STATISTICS, attributions: ATTRIBUTIONS },
    },
  },
  lake: {
    ...{
      insighttype: 'STRING',
      insightstate: 'STRING',
      insighteventsource: 'STRING',
      insighteventname: 'STRING',
    },
    insighterrorcode: 'STRING',
    insightcontext: {
      baselineaverage: 'STRING',
      insightaverage: 'STRING',
      insightduration: 'STRING',
      attributions: ATTRIBUTIONS,
    },
  },
};

/**
 * Every named query finds in Trino, in both tables, the rows that it finds in DuckDB, and none finds nothing: over the fixture records,
 * as they are and with repeated deliveries, a second account, other letters and absent values, among every so many of the shared ones.
 */
export async function checkQueries(trino: Trino, recordStep: number, outcome: Outcome): Promise<void> {
  const shared = corpusRecords().filter((_, index) => index % recordStep === 0);
  const all = [...FIXTURE_RECORDS.flatMap(variantsOf), ...shared];
  for (const [engine, shape] of [
    ['athena', ATHENA_TABLE],
    ['lake', LAKE_WITH_TIME],
  ] as const) {
    const records = all.filter(
      (record) => isSpelledAsDelivered(record) && rowOf(record, shape) !== undefined,
    );
    const queries = NAMED_QUERIES.filter(({ ofInsights }) => ofInsights !== true);
    const rows = records.map((record) => rowOf(record, shape) ?? {});
    const ofInsights = NAMED_QUERIES.filter((query) => !queries.includes(query));
    const insights = INSIGHT_RECORDS.flatMap(variantsOf);
    const insightShape = { ...shape, columns: { ...shape.columns, ...INSIGHT_COLUMNS[engine] } };
    const different = [
      ...(await differencesOf(trino, { queries, shape, rows, records })),
      ...(await differencesOf(trino, {
        ...{ queries: ofInsights, shape: insightShape, records: insights },
        rows: insights.map(
          (record) => rowOf(engine === 'lake' ? asInStore(record) : record, insightShape) ?? {},
        ),
      })),
    ];
    const what = `${engine} in Trino, named queries: ${NAMED_QUERIES.length} statements, ${records.length} records, ${different.length} differ`;
    outcome.check(different.length === 0 && records.length > 0, what, different.slice(0, 3));
  }
}

/** The record, delivered again, and as another account may have it: other letters in every name, and nothing that can be absent. */
function variantsOf(record: JsonObject): readonly JsonObject[] {
  const text = JSON.stringify(record)
    .replaceAll('111122223333', '999988887777')
    .replaceAll(':user/', ':user/Zoë-漢字\u{1f600}/');
  const other = JSON.parse(text) as JsonObject;
  const id = `${String(record.eventID)}-other`;
  const nothing = {
    userAgent: null,
    sourceIPAddress: null,
    resources: null,
    errorMessage: null,
    requestID: null,
  };
  return [record, record, { ...other, eventID: id }, { ...record, eventID: `${id}-still`, ...nothing }];
}

/** What an Insights record is in an event data store. */
function asInStore({ insightDetails, ...record }: JsonObject): JsonObject {
  const {
    state,
    eventSource,
    eventName,
    errorCode = null,
    insightType,
    insightContext,
  } = insightDetails as JsonObject;
  const { statistics, attributions } = insightContext as JsonObject;
  const { baseline, insight, insightDuration } = (statistics ?? {}) as JsonObject;
  const averageOf = (value: JsonObject[string] | undefined) =>
    (value as JsonObject | undefined)?.average ?? null;
  return {
    ...{
      ...record,
      insightState: state ?? null,
      insightType: insightType ?? null,
      insightErrorCode: errorCode,
    },
    ...{ insightEventSource: eventSource ?? null, insightEventName: eventName ?? null },
    insightContext: {
      ...{ baselineAverage: averageOf(baseline), insightAverage: averageOf(insight) },
      ...{ insightDuration: insightDuration ?? null, attributions: attributions ?? null },
    },
  };
}

interface Asked {
  readonly queries: readonly NamedQuery[];
  readonly shape: TableShape;
  readonly rows: readonly JsonObject[];
  /** The same for DuckDB. */
  readonly records: readonly JsonObject[];
}

async function differencesOf(
  trino: Trino,
  { queries, shape, rows, records }: Asked,
): Promise<readonly string[]> {
  const table = await trino.createTable(shape, rows);
  const duckdb = await openFixture(records);
  const results = await trino.run(queries.map((query) => sqlOf(query, shape.name, table)));
  const different: string[] = [];
  for (const [index, query] of queries.entries()) {
    const result = results[index] ?? '';
    const wanted = sorted(await rowsOfQuery(duckdb, query));
    const found = typeof result === 'string' ? result : sorted(result.map((row) => row.map(toCell)));
    if (wanted.length === 0) different.push(`${query.name}: no rows`);
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      different.push(`${query.name}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
  }
  await trino.run([`DROP TABLE ${table}`]);
  return different;
}

/** NULL is first in one engine and last in the other. */
function sorted(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
