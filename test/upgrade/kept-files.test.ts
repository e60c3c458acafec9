import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { subjectOf, whyNeverSilenced } from '../../lib/core/alert/alert-silence';
import { parseAlert } from '../../lib/core/alert/parse-alert';
import type { JsonObject } from '../../lib/core/json/json-value';
import { LOG_COLUMNS, PARTITION_COLUMNS } from '../../lib/core/query/athena/athena-tables';
import { COMPACTED_COLUMNS } from '../../lib/core/query/athena/compacted-table';
import { COMPACTED_EVENTS_VIEW, EVENTS_VIEW, toEventsView } from '../../lib/core/query/athena/events-view';
import { SOURCE_FILE_COLUMN_NAME } from '../../lib/core/query/event-columns';
import { NAMED_QUERIES } from '../../lib/core/query/named-queries';
import { awsEnvironment } from '../bin/aws-environment';
import { serveHistory } from '../bin/history/serve-history';
import { runTrailwatch } from '../bin/run-trailwatch';
import { examplesOf } from '../core/query/query-fixture';
import { serveArchive } from '../local-aws/archive-server';
import { folderForEachTest } from '../test-folder';
import { KEPT_ARCHIVE, KEPT_EVENTS, KEPT_FILES, KEPT_RECORDS, recordsArchive } from './kept-files';

const folder = folderForEachTest();
const before = { ...process.env };
let stop: (() => Promise<void>) | undefined;

afterEach(async () => {
  await stop?.();
  stop = undefined;
  process.env = { ...before };
});

/** Has the SDK ask a server of this machine. */
function ask(server: { stop(): Promise<void> }, environment: Readonly<Record<string, string>>) {
  stop = server.stop;
  Object.assign(process.env, environment);
  return { environment };
}

function kept(name: string): string {
  return readFileSync(join(KEPT_FILES, name), 'utf8');
}

function linesOf(text: string): readonly JsonObject[] {
  const lines = text.trim().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JsonObject);
}

/** A copy of a file that a command writes to. */
function copyOf(name: string): string {
  const copy = join(folder, name);
  copyFileSync(join(KEPT_FILES, name), copy);
  return copy;
}

test('alerts that were saved are read as they are', async () => {
  const alerts = linesOf(kept('alerts.ndjson'));
  expect(alerts.length).toBeGreaterThan(5);
  for (const alert of alerts) expect(parseAlert(alert)).toEqual(alert);
});

test('an alert that was saved can be silenced', () => {
  const [saved = {}] = linesOf(kept('alerts.ndjson'));
  const alert = parseAlert(saved);
  expect(alert && whyNeverSilenced(alert, 'high')).toBeUndefined();
  expect(alert && subjectOf(alert)).toMatchObject({ ruleId: saved.ruleId, account: '111122223333' });
});

test('a validation that was interrupted goes on, and verifies nothing twice', async () => {
  const server = await serveArchive(KEPT_ARCHIVE);
  const surroundings = ask(server, server.environment);
  const argv = ['validate', 's3://audit-archive', '--format', 'ndjson', '--end', '2026-10-02'];
  const { status, stdout } = await runTrailwatch(
    [...argv, '--resume', copyOf('validate-state.json')],
    surroundings,
  );
  expect(status).toBe(1);
  const [first, second] = [kept('validate-verdicts.ndjson'), stdout].map((text) =>
    linesOf(text).filter(({ kind }) => kind !== 'gap'),
  );
  expect(second?.every(({ key }) => String(key).includes('444455556666'))).toBe(true);
  expect([...(first ?? []), ...(second ?? [])].map(({ key }) => String(key)).sort()).toEqual(
    KEPT_ARCHIVE.keys,
  );
});

test('a history that was interrupted goes on, and prints no event twice', async () => {
  const server = await serveHistory({ events: { 'eu-west-1': KEPT_EVENTS } });
  const surroundings = ask(server, awsEnvironment(server.url));
  const argv = ['history', '--region', 'eu-west-1', '--start', '2026-11-01', '--end', '2026-11-21'];
  const { status, stdout } = await runTrailwatch(
    [...argv, '--format', 'ndjson', '--resume', copyOf('history-state.json')],
    surroundings,
  );
  expect(status).toBe(0);
  const ids = [...linesOf(kept('history-events.ndjson')), ...linesOf(stdout)].map(({ eventID }) => eventID);
  expect(ids).toEqual(KEPT_EVENTS.map(({ EventId }) => EventId));
});

describe('Parquet that was converted', () => {
  const CHOSEN = NAMED_QUERIES.filter((_, index) => index % 4 === 0).map(
    (query) => [query.name, query] as const,
  );

  test.each(CHOSEN)('gives the query %s the same rows as its log file', async (name, query) => {
    const parameters = [...examplesOf(query)].flatMap(([parameter, value]) => [
      '--param',
      `${parameter}=${value}`,
    ]);
    const rows = [];
    for (const path of ['records.json', 'parquet']) {
      const { status, stdout } = await runTrailwatch([
        'query',
        'run',
        name,
        join(KEPT_FILES, path),
        ...parameters,
      ]);
      rows.push([status, stdout.split('\n').sort()]);
    }
    expect(rows[1]).toEqual(rows[0]);
    expect(rows[1]?.[0]).toBe(0);
  });

  async function convertAgain(name: string, ...options: readonly string[]) {
    const out = join(folder, name);
    cpSync(join(KEPT_FILES, name), out, { recursive: true });
    const server = await serveArchive(recordsArchive());
    const surroundings = ask(server, server.environment);
    return runTrailwatch(['convert', KEPT_RECORDS, '--out', out, ...options], surroundings);
  }

  test('is known: the log file is not converted again', async () => {
    const { status, stderr } = await convertAgain('parquet');
    expect([status, stderr]).toEqual([0, expect.stringContaining('converted=0 before=1 records=0')]);
  });

  test('takes no events of another version of OCSF', async () => {
    const { status, stderr } = await convertAgain('parquet-ocsf', '--ocsf');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/holds ocsf, and not ocsf-1\.5\.0; name another folder\n$/),
    ]);
  });
});

interface RecordedTables {
  readonly tables: readonly {
    readonly name: string;
    readonly columns: readonly (readonly [name: string, type: string])[];
    readonly partitionKeys: readonly string[];
    readonly parameters: Readonly<Record<string, string>>;
  }[];
  /** The statement that creates the compacted table. */
  readonly compacted: string;
}

describe('tables of Athena', () => {
  const { tables, compacted } = JSON.parse(kept('athena-tables.json')) as RecordedTables;

  test('have today the columns that they had, with their types: nothing changes those of a deployed table', () => {
    const logs = tables.find(({ name }) => name === 'cloudtrail_logs');
    const today = new Map(LOG_COLUMNS.map(({ name, type }) => [name, type]));
    expect(logs?.columns.map(([name]) => [name, today.get(name)])).toEqual(logs?.columns);
    expect(PARTITION_COLUMNS.map(({ name }) => name)).toEqual(logs?.partitionKeys);
    for (const { name, type } of COMPACTED_COLUMNS) expect(compacted).toContain(`\`${name}\` ${type}`);
  });

  test('of earlier versions are queried by the columns that they have', () => {
    const logs = tables.find(({ name }) => name === 'cloudtrail_logs');
    const known = new Set([...(logs?.columns ?? []).map(([name]) => name), ...(logs?.partitionKeys ?? [])]);
    const today = COMPACTED_COLUMNS.map(({ name }) => name);
    for (const view of [EVENTS_VIEW, COMPACTED_EVENTS_VIEW]) {
      const sql = toEventsView(view, 'audit');
      const read = today.filter((name) => new RegExp(`\\b${name}\\b`).test(sql));
      expect(read.length).toBeGreaterThan(20);
      // The file of a row is a column of the compacted table, and the path of the other one.
      expect(read.filter((name) => name !== SOURCE_FILE_COLUMN_NAME && !known.has(name))).toEqual([]);
    }
  });
});
