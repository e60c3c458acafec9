import { DuckDBInstance } from '@duckdb/node-api';
import { readRulesWithExamples } from '../../bin/generators/built-in-rules';
import { shownOf, toShown } from '../../lib/core/alert/correlated/shown-record';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';
import { factsOf } from '../../lib/core/compile/predicate/record-facts';
import { OUTCOMES } from '../../lib/core/fact/outcome';
import type { JsonObject } from '../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { runTrailwatch } from '../bin/run-trailwatch';
import { at, logFile, put, useScanFolder } from '../bin/scan-folder';
import { cases } from '../jest/cases';
import { corpusRecords, describeCorpus } from '../parity/corpus';
import { isSpelledAsDelivered } from '../parity/corpus-cases';
import { asDelivered, randomRecords } from './compare-facts';

useScanFolder();

const RULE = { id: 'r', name: 'r', title: 'R', severity: 'low', tags: [], firstSteps: [] } as const;

const EXAMPLES = readRulesWithExamples().flatMap(({ examples }) =>
  [...examples.matching, ...examples.ignored].map(({ record }) => record),
);

/** The answer of one consumer: how the call ended, and who acted. A member that it does not show is absent. */
interface Answer {
  readonly outcome?: string | null;
  readonly actorName?: string | null;
  readonly actor?: string | null;
  readonly actorKind?: string | null;
  readonly network?: string | null;
  readonly program?: string | null;
}

/** A call, with an id and with a key that all have, so that the command `actor` can be asked for all of them. */
interface Call {
  readonly record: JsonObject;
  readonly id: string;
  readonly facts: Readonly<Record<string, string>>;
}

const KEY = 'AKIAIOSFODNN7EXAMPLE';

/** A record whose call has a name, and that can be given a key. */
function isCall({ eventName, eventSource, userIdentity }: JsonObject): boolean {
  const hasNames = [eventName, eventSource].every((name) => typeof name === 'string' && name !== '');
  return hasNames && typeof userIdentity === 'object' && userIdentity !== null;
}

function toCalls(records: readonly JsonObject[]): readonly Call[] {
  return asDelivered(records)
    .filter(isCall)
    .map((record, index) => {
      const facts = factsOf(record as unknown as CloudTrailRecord);
      const id = `call-${index}`;
      const { sharedEventID: _, eventID: _id, ...own } = record;
      const userIdentity = { ...(record.userIdentity as JsonObject), accessKeyId: KEY };
      const where = { recipientAccountId: '111122223333', awsRegion: 'eu-west-1' };
      const call = { ...own, ...where, eventID: id, eventTime: '2026-11-20T10:00:00Z', userIdentity };
      return { record: call, id, facts };
    });
}

async function linesOf(argv: readonly string[]): Promise<readonly JsonObject[]> {
  const { stdout, stderr } = await runTrailwatch(argv);
  if (stdout === '') throw new Error(stderr);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as JsonObject);
}

/** The answers of the alerts on single records, and of those on several. */
function ofAlerts({ record }: Call): readonly Answer[] {
  const { actor, outcome } = toAlert(RULE, record, { route: 'cli', source: {} });
  const shown = shownOf(toShown(record as unknown as CloudTrailRecord));
  return [
    { actorName: actor.name, outcome: outcome?.status ?? null },
    { actorName: shown?.actor.name ?? null, outcome: shown?.failure ?? 'succeeded' },
  ];
}

async function ofQuery(): Promise<ReadonlyMap<unknown, Answer>> {
  const sql =
    'SELECT event_id, outcome, actor, actor_name AS actorName, actor_kind AS actorKind, network, program FROM events';
  const rows = await linesOf(['query', sql, at('calls.json')]);
  return new Map(rows.map(({ event_id: id, ...answer }) => [id, answer as Answer] as const));
}

/** OCSF knows success and failure; a user of whom nothing but a name is known has no object. */
async function ofOcsf(): Promise<ReadonlyMap<unknown, Answer>> {
  await runTrailwatch(['convert', at('calls.json'), '--out', at('ocsf'), '--ocsf']);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const found = await connection.runAndReadAll(
    `SELECT metadata.uid, status, actor.user.name FROM read_parquet('${at('ocsf')}/account=*/**/*.parquet')`,
  );
  connection.closeSync();
  return new Map(
    found
      .getRowsJson()
      .map(([id, status, actorName]) => [
        id,
        { outcome: String(status), ...(actorName === null ? {} : { actorName: String(actorName) }) },
      ]),
  );
}

/** The first call of which a consumer says something else. */
function expectSame(calls: readonly Call[], answerOf: (call: Call) => Answer | undefined): void {
  const different = calls.find((call) => {
    const answer = answerOf(call);
    return (
      answer === undefined ||
      Object.entries(answer).some(([name, value]) => value !== (call.facts[name] ?? null))
    );
  });
  expect(different && { ...different, answer: answerOf(different) }).toBeUndefined();
}

async function expectOneAnswer(records: readonly JsonObject[]): Promise<void> {
  const calls = toCalls(records);
  expect(calls.length).toBeGreaterThan(records.length / 4);
  put('calls.json', logFile(...calls.map(({ record }) => record)));
  for (const place of [0, 1]) expectSame(calls, (call) => ofAlerts(call)[place]);
  const [queried, ocsf] = [await ofQuery(), await ofOcsf()];
  expectSame(calls, ({ id }) => queried.get(id));
  expectSame(calls, ({ id, facts }) => {
    const answer = ocsf.get(id);
    const expected = facts.outcome === 'succeeded' ? 'Success' : 'Failure';
    return answer?.outcome === expected ? { ...answer, outcome: facts.outcome ?? null } : answer;
  });
  await expectSameCommands(calls);
}

/** What `view --errors` leaves out succeeded, and `actor` counts as many denials and failures as there are. */
async function expectSameCommands(calls: readonly Call[]): Promise<void> {
  const idsOf = (found: readonly Call[]) => found.map(({ id }) => id).sort();
  const errors = await linesOf(['view', '--errors', at('calls.json')]);
  const failed = calls.filter(({ facts }) => facts.outcome !== 'succeeded');
  expect(errors.map(({ eventID }) => String(eventID)).sort()).toEqual(idsOf(failed));
  for (const status of OUTCOMES) {
    const of = calls.filter(({ facts }) => facts.outcome === status);
    put(`${status}.json`, logFile(...of.map(({ record }) => record)));
    const [history] = await linesOf(['actor', KEY, at(`${status}.json`)]);
    expect({ status, ...history }).toMatchObject({
      ...{ status, records: of.length },
      denied: status === 'denied' ? of.length : 0,
      failed: status === 'failed' ? of.length : 0,
    });
  }
}

test(
  'every command and every alert says the same of the examples of the built-in rules',
  () => expectOneAnswer(EXAMPLES),
  300_000,
);

test(
  'every command and every alert says the same of random records',
  () => expectOneAnswer(randomRecords(cases(20_000))),
  300_000,
);

describeCorpus('shared records', () => {
  test(
    'every command and every alert says the same',
    () => expectOneAnswer(corpusRecords().filter(isSpelledAsDelivered)),
    300_000,
  );
});
