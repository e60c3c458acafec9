import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DUCKDB_TABLE } from '../../../../lib/core/compile/sql/duckdb-table';
import { toSelect } from '../../../../lib/core/compile/sql/select-statement';
import { openDuckdb } from '../../../equivalence/duckdb';
import { logFile } from '../../../lambda/log-processor/log-files';

const GUIDE = readFileSync(resolve(__dirname, '../../../../docs/investigate/sql.md'), 'utf8');

test('the view of docs/investigate/sql.md reads the records of log files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-sql-'));
  const day = join(folder, 'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20');
  mkdirSync(day, { recursive: true });
  writeFileSync(
    join(day, 'a.json.gz'),
    logFile([
      { eventName: 'A', n: 1.0 },
      { eventName: 'B', n: null },
    ]),
  );
  writeFileSync(join(day, 'b.json.gz'), logFile([{ eventName: 'B', n: [{}] }]));
  const [, view = ''] = /```sql\n(.*?)```/s.exec(GUIDE) ?? [];
  const connection = await openDuckdb();
  await connection.run(view.replace('AWSLogs/', `${folder}/AWSLogs/`));
  const found = toSelect({ kind: 'equals', field: 'eventName', values: ['b'], cased: false }, DUCKDB_TABLE);
  const [statement = ''] = found.kind === 'compiled' ? found.artefacts : [];
  const rows = (await connection.runAndReadAll(statement)).getRowsJson();
  expect(rows.map(([record]) => JSON.parse(String(record)))).toEqual(
    expect.arrayContaining([
      { eventName: 'B', n: null },
      { eventName: 'B', n: [{}] },
    ]),
  );
  expect(rows).toHaveLength(2);
  rmSync(folder, { recursive: true });
});
