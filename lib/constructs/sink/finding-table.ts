import { Stack } from 'aws-cdk-lib';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';
import { FINDING_COLUMNS, toHiveType } from '../../core/alert/sink/to-stream-record';
import { keepNameUnique } from '../preflight/check-name';
import { tableNameOf } from '../resource/generated-name';

/** The folder of a day, and its partition column. */
export const DAY_COLUMN = 'day';

const TABLE_NAME = 'findings';

const PARQUET = 'org.apache.hadoop.hive.ql.io.parquet';

/** A query without a day reads each day in this range as a partition. */
const DAYS = 'NOW-10YEARS,NOW';

/** A table of AWS Glue, by its names. */
export interface FindingTable {
  readonly databaseName: string;
  readonly table: CfnTable;
}

/** A database with the table of findings at a location such as `s3://bucket/findings/`, which Firehose and Athena share. */
export function createFindingTable(sink: Construct, scope: Construct, location: string): FindingTable {
  const databaseName = tableNameOf(sink);
  keepNameUnique(scope, { kind: 'database', name: databaseName, property: 'name' });
  const catalogId = Stack.of(scope).account;
  const database = new CfnDatabase(scope, 'Database', {
    catalogId,
    databaseInput: { name: databaseName, description: 'Findings of trailwatch' },
  });
  const table = new CfnTable(scope, 'Table', {
    catalogId,
    databaseName,
    tableInput: {
      name: TABLE_NAME,
      description:
        'OCSF Detection Findings (class 2004) of trailwatch; a partition is a day of delivery in UTC',
      tableType: 'EXTERNAL_TABLE',
      parameters: { EXTERNAL: 'TRUE', classification: 'parquet', ...projectionOf(location) },
      partitionKeys: [{ name: DAY_COLUMN, type: 'string' }],
      storageDescriptor: {
        columns: Object.entries(FINDING_COLUMNS).map(([name, type]) => ({ name, type: toHiveType(type) })),
        location,
        inputFormat: `${PARQUET}.MapredParquetInputFormat`,
        outputFormat: `${PARQUET}.MapredParquetOutputFormat`,
        serdeInfo: { serializationLibrary: `${PARQUET}.serde.ParquetHiveSerDe` },
      },
    },
  });
  table.node.addDependency(database);
  return { databaseName, table };
}

/** @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html */
function projectionOf(location: string): Readonly<Record<string, string>> {
  const projection = `projection.${DAY_COLUMN}`;
  return {
    'projection.enabled': 'true',
    [`${projection}.type`]: 'date',
    [`${projection}.format`]: 'yyyy-MM-dd',
    [`${projection}.interval`]: '1',
    [`${projection}.interval.unit`]: 'DAYS',
    [`${projection}.range`]: DAYS,
    'storage.location.template': `${location}${DAY_COLUMN}=\${${DAY_COLUMN}}/`,
  };
}
