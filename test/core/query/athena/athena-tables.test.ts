import {
  ATHENA_TABLES,
  JSON_SERDE,
  LOG_TABLE,
  OUTPUT_FORMAT,
  PARTITION_COLUMNS,
  toTableParameters,
} from '../../../../lib/core/query/athena/athena-tables';
import { toSavedQuery } from '../../../../lib/core/query/athena/saved-query';
import { NAMED_QUERIES } from '../../../../lib/core/query/named-queries';
import { ATHENA_DDL } from '../../../equivalence/athena-table';
import { openTrinoParser } from '../../../equivalence/sql-syntax';

const LAYOUT = {
  ...{ bucketName: 'logs', organizationId: 'o-exampleorgid', accounts: '111122223333' },
  ...{ regions: 'eu-west-1', firstDay: '2026/01/01' },
};

describe('the tables of Athena', () => {
  it('have the columns and formats of the statement in docs/investigate/sql.md, which Hive reads', () => {
    const columns = LOG_TABLE.columns.map(({ name, type }) => `${name} ${type}`).join(', ');
    const compact = (text: string) =>
      text
        .toLowerCase()
        .replace(/\s+/g, ' ')
        .replace(/([<,:>]) /g, '$1')
        .replace(/ ([<>])/g, '$1');
    const [, documented = ''] = /cloudtrail_logs \((.*)\)\s*PARTITIONED BY/s.exec(ATHENA_DDL) ?? [];
    expect(compact(columns)).toBe(compact(documented.trim()));
    for (const format of [LOG_TABLE.inputFormat, OUTPUT_FORMAT, JSON_SERDE])
      expect(ATHENA_DDL).toContain(`'${format}'`);
  });

  it('have the projection of the statement in docs/investigate/sql.md', () => {
    for (const [name, value] of Object.entries(toTableParameters(LOG_TABLE, LAYOUT))) {
      if (name.startsWith('projection.timestamp') && !name.endsWith('range'))
        expect(ATHENA_DDL).toContain(`'${name}'='${value}'`);
    }
  });

  it('find the files of their folder, in the folders of accounts, Regions and days', () => {
    const locations = ATHENA_TABLES.map((table) => {
      const template = toTableParameters(table, LAYOUT)['storage.location.template'] ?? '';
      return PARTITION_COLUMNS.reduce((url, { name }) => url.replace(`\${${name}}`, name), template);
    });
    const start = 's3://logs/AWSLogs/o-exampleorgid/account';
    expect(locations).toEqual([
      `${start}/CloudTrail/region/timestamp`,
      `${start}/CloudTrail-NetworkActivity/region/timestamp`,
      `${start}/CloudTrail-Insight/region/timestamp`,
      `${start}/CloudTrail-Aggregated/region/timestamp`,
      `${start}/CloudTrail-Digest/region/timestamp`,
    ]);
  });

  it("read Control Tower's layout, whose prefix is the organization", () => {
    const parameters = toTableParameters(LOG_TABLE, { ...LAYOUT, keyPrefix: 'o-exampleorgid' });
    expect(parameters['storage.location.template']).toContain(
      's3://logs/o-exampleorgid/AWSLogs/o-exampleorgid/',
    );
  });
});

describe('a saved query', () => {
  const trino = openTrinoParser();
  const options = { databaseName: 'logs', days: 7, asksForAccount: true };

  it.each(NAMED_QUERIES.map((query) => [query.name, query] as const))(
    'of %s is a statement of Trino that asks for each parameter once',
    (_, query) => {
      const text = toSavedQuery(query, options);
      expect(trino.validate(text)).toEqual([]);
      const asked = query.parameters.filter((parameter) => parameter.default === undefined);
      const statement = text.replace(/^--.*$/gm, '').replace(/'(?:[^']|'')*'/g, '');
      expect(statement.match(/\?/g) ?? []).toHaveLength(asked.length + 1);
      expect(text.match(/^-- Parameter \d+:/gm)).toHaveLength(asked.length + 1);
    },
  );

  it('reads only the days of delivery that are given', () => {
    const [query] = NAMED_QUERIES;
    if (query === undefined) throw new Error('there are no queries');
    const text = toSavedQuery(query, { ...options, asksForAccount: false });
    expect(text).toContain(
      `FROM "logs"."events" WHERE "timestamp" >= date_format(current_date - INTERVAL '7' DAY, '%Y/%m/%d'))`,
    );
  });
});
