import { existsSync, readdirSync } from 'node:fs';
import { DuckDBConnection } from '@duckdb/node-api';
import { runTrailwatch } from '../run-trailwatch';
import { at, logFile, put, record, useScanFolder } from '../scan-folder';

useScanFolder();
beforeEach(() => {
  put('a.json', logFile(record('StopLogging', 'a')));
  put('temporary/x', '');
});
afterEach(makeRoom);

const mend: (() => void)[] = [];

/** DuckDB's words, as on a full tmpfs, for each statement that matches. */
function fillDisk(statement: RegExp, file: string): void {
  for (const method of ['run', 'runAndReadAll'] as const) {
    const original = Reflect.get(DuckDBConnection.prototype, method);
    Reflect.set(DuckDBConnection.prototype, method, function (this: unknown, ...args: readonly unknown[]) {
      if (!statement.test(String(args[0]))) return Reflect.apply(original, this, args);
      return Promise.reject(new Error(`IO Error: Could not write file "${file}": No space left on device`));
    });
    mend.push(() => Reflect.set(DuckDBConnection.prototype, method, original));
  }
}

function makeRoom(): void {
  for (const undo of mend.splice(0).reverse()) undo();
}

describe('on a full disk', () => {
  it('convert says so as other commands do, and leaves no staging folder', async () => {
    fillDisk(/^COPY/, at('out/_staging/account=1/data_0.parquet'));
    const { status, stderr } = await runTrailwatch(['convert', at('a.json'), '--out', at('out')]);
    expect(stderr).toBe(`trailwatch: --out ${at('out')} cannot be written: no space left on the device\n`);
    expect(status).toBe(2);
    expect(readdirSync(at('out'))).toEqual(['_trailwatch']);
  });

  it('convert converts the same files once there is room', async () => {
    fillDisk(/^COPY/, at('out/_staging/account=1/data_0.parquet'));
    await runTrailwatch(['convert', at('a.json'), '--out', at('out')]);
    makeRoom();
    const { status, stderr } = await runTrailwatch(['convert', at('a.json'), '--out', at('out')]);
    expect(stderr).toContain('converted=1 before=0 records=1');
    expect(status).toBe(0);
  });

  it('query names the result that cannot be written, and leaves nothing', async () => {
    const out = at('x.parquet');
    fillDisk(/^COPY/, `${out}.tmp`);
    const sql = 'SELECT * FROM events';
    const argv = ['query', sql, at('a.json'), '--format', 'parquet', '--out', out];
    const { status, stderr } = await runTrailwatch(argv);
    expect(stderr).toBe(`trailwatch: --out ${out} cannot be written: no space left on the device\n`);
    expect(status).toBe(2);
    expect(existsSync(out)).toBe(false);
  });

  it.each([/^CREATE TABLE loaded/, /^INSERT/])('query names the temporary folder: %s', async (statement) => {
    fillDisk(statement, at('temporary/trailwatch-query-x/events.duckdb'));
    const { status, stderr } = await runTrailwatch([
      ...['query', 'SELECT 1 FROM events', at('a.json'), '--temp-dir', at('temporary')],
    ]);
    expect(stderr).toMatch(
      /^trailwatch: the records cannot be stored in .*trailwatch-query-\w+: no space left on the device; name another folder in --temp-dir\n$/,
    );
    expect(status).toBe(2);
    expect(readdirSync(at('temporary'))).toEqual(['x']);
  });
});
