/**
 * Writes what a release writes into files that its users keep, as samples that later releases must read:
 *
 *     npx tsx tools/kept-files/record.ts
 *
 * The release is `RELEASE` of `test/upgrade/release-build.ts`; its built command line writes the files.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsEnvironment } from '../../test/bin/aws-environment';
import { serveHistory } from '../../test/bin/history/serve-history';
import { FIXTURE_RECORDS } from '../../test/core/query/fixture-records';
import { serveArchive } from '../../test/local-aws/archive-server';
import {
  EARLIER_PLANS,
  KEPT_ARCHIVE,
  KEPT_EVENTS,
  KEPT_FILES,
  KEPT_RECORDS,
  recordsArchive,
} from '../../test/upgrade/kept-files';
import { RELEASE, releaseFolder } from '../../test/upgrade/release-build';

const release = releaseFolder();

/** Runs the command line of the release. It may end with any status: some of it is interrupted. */
function run(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  return new Promise((resolve) => {
    const argv = [join(release, 'dist/bin/trailwatch.js'), ...words];
    const env = { PATH: process.env.PATH, ...environment };
    execFile(
      process.execPath,
      argv,
      { cwd: KEPT_FILES, env, maxBuffer: 2 ** 26 },
      (_error, stdout, stderr) => {
        process.stderr.write(`trailwatch ${words.join(' ')}: ${stderr.trim().split('\n').at(-1)}\n`);
        resolve(stdout);
      },
    );
  });
}

async function main(): Promise<void> {
  rmSync(KEPT_FILES, { recursive: true, force: true });
  mkdirSync(KEPT_FILES, { recursive: true });
  const at = (name: string) => join(KEPT_FILES, name);
  writeFileSync(at('records.json'), `${JSON.stringify({ Records: FIXTURE_RECORDS })}\n`);
  writeFileSync(
    at('alerts.ndjson'),
    await run(['scan', 'records.json', '--format', 'ndjson', '--min-severity', 'high']),
  );
  await recordParquet();
  await recordValidation(at('validate-verdicts.ndjson'));
  await recordHistory(at('history-events.ndjson'));
  writeFileSync(at('athena-tables.json'), `${JSON.stringify(athenaTables(), undefined, 1)}\n`);
  writeFileSync(at('README.md'), readme());
}

/** Of a bucket: the names of this machine are in none of the files. */
async function recordParquet(): Promise<void> {
  const server = await serveArchive(recordsArchive());
  await run(['convert', KEPT_RECORDS, '--out', 'parquet'], server.environment);
  await run(['convert', KEPT_RECORDS, '--out', 'parquet-ocsf', '--ocsf'], server.environment);
  await server.stop();
}

/** A validation whose credentials expire before the second account. */
async function recordValidation(file: string): Promise<void> {
  const [, denied = ''] = EARLIER_PLANS.map(({ accountId }) => accountId);
  const server = await serveArchive(KEPT_ARCHIVE, {
    fault: ({ key }) => (key.includes(denied) ? { status: 400, code: 'ExpiredToken' } : undefined),
  });
  const argv = ['validate', 's3://audit-archive', '--resume', 'validate-state.json', '--format', 'ndjson'];
  writeFileSync(file, await run([...argv, '--end', '2026-10-02'], server.environment));
  await server.stop();
}

/** A history whose credentials expire after two pages. */
async function recordHistory(file: string): Promise<void> {
  const server = await serveHistory({
    events: { 'eu-west-1': KEPT_EVENTS },
    fault: ({ NextToken }) => (NextToken === '100' ? { code: 'ExpiredTokenException' } : undefined),
  });
  const argv = ['history', '--region', 'eu-west-1', '--start', '2026-11-01', '--end', '2026-11-21'];
  writeFileSync(
    file,
    await run([...argv, '--format', 'ndjson', '--resume', 'history-state.json'], awsEnvironment(server.url)),
  );
  await server.stop();
}

interface Template {
  readonly Resources: Readonly<Record<string, GlueTable>>;
}

interface GlueTable {
  readonly Type: string;
  readonly Properties: { readonly TableInput?: TableInput };
}

interface TableInput {
  readonly Name: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly PartitionKeys?: readonly { readonly Name: string }[];
  readonly StorageDescriptor: {
    readonly Columns: readonly { readonly Name: string; readonly Type: string }[];
  };
}

/** The tables of Athena in the templates of the release, by name, and the statement that creates the compacted one. */
function athenaTables() {
  const folder = join(release, 'test/integ/__snapshots__/log-tables');
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const resources = texts.flatMap((text) => Object.values((JSON.parse(text) as Template).Resources));
  const tables = resources.flatMap(({ Properties }) => Properties?.TableInput ?? []);
  const [compacted] = texts.flatMap((text) => /CREATE TABLE [^;]*?TBLPROPERTIES \([^)]*\)/.exec(text) ?? []);
  const described = tables.map(({ Name, Parameters = {}, PartitionKeys = [], StorageDescriptor }) => ({
    name: Name,
    columns: StorageDescriptor.Columns.map((column) => [column.Name, column.Type]),
    partitionKeys: PartitionKeys.map((key) => key.Name),
    parameters: Object.fromEntries(
      Object.entries(Parameters).filter(([, value]) => typeof value === 'string'),
    ),
  }));
  return {
    tables: described.filter(({ parameters }) => parameters['projection.enabled'] === 'true'),
    compacted,
  };
}

function readme(): string {
  return `# Files that users keep, as commit ${RELEASE.slice(0, 8)} writes them

\`npx tsx tools/kept-files/record.ts\` wrote them with the command line of that commit. \`test/upgrade/kept-files.test.ts\` reads them with today's.
Nothing here is edited: a later release adds a folder of its own.

| file | how it was made |
| --- | --- |
| \`records.json\` | the records of \`test/core/query/fixture-records.ts\`, as a log file |
| \`alerts.ndjson\` | \`scan records.json --format ndjson --min-severity high\` |
| \`parquet\`, \`parquet-ocsf\` | \`convert\` of the same log file in a bucket, and the same with \`--ocsf\` |
| \`validate-state.json\`, \`validate-verdicts.ndjson\` | \`validate --resume\` of an archive with two accounts, whose credentials expired before the second |
| \`history-state.json\`, \`history-events.ndjson\` | \`history --resume\`, whose credentials expired after two pages |
| \`athena-tables.json\` | the columns and parameters of the tables in the templates of \`test/integ/__snapshots__/log-tables\` |
`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
