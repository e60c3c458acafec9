import {
  COMPACTED_COLUMNS,
  toCompactDay,
  toCreateCompacted,
  toDeleteBefore,
} from '../../../../lib/core/query/athena/compacted-table';
import { openSparkParser, openTrinoParser } from '../../../equivalence/sql-syntax';

const DAY = { day: '2026/11/20', dayBefore: '2026/11/19', dayAfter: '2026/11/21' };

describe('the statements of compaction', () => {
  it('are statements of Trino, which Athena runs for tables of Iceberg', () => {
    const trino = openTrinoParser();
    expect(trino.validate(toCompactDay('logs', { ...DAY, accounts: ['111122223333'] }))).toEqual([]);
    expect(trino.validate(toDeleteBefore('logs', '2026/01/01'))).toEqual([]);
    expect(trino.validate('MERGE INSERT logs')).not.toEqual([]);
  });

  it('create the table in the words that Spark has for tables of Iceberg, as Athena does', () => {
    const spark = openSparkParser();
    const ddl = toCreateCompacted('logs', 's3://compacted/cloudtrail_compacted/');
    expect(spark.validate(ddl)).toEqual([]);
    expect(spark.validate(ddl.replace('bucket(16, ', 'bucket(16 '))).not.toEqual([]);
    expect(ddl).toContain(
      "PARTITIONED BY (`timestamp`, bucket(16, `account`)) LOCATION 's3://compacted/cloudtrail_compacted/' ",
    );
  });

  it('leave out no column of the table of log files', () => {
    const names = COMPACTED_COLUMNS.map(({ name }) => name);
    expect(names.slice(-4)).toEqual(['account', 'region', 'timestamp', 'source_file']);
    expect(new Set(names).size).toBe(names.length);
  });
});
