import { ArnFormat, type RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import { CfnNamedQuery } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type QueryResources, toQueryStatements } from '../../core/policy/lake/query-statements';
import {
  ATHENA_TABLES,
  type AthenaTableShape,
  DIGEST_TABLE,
  JSON_SERDE,
  OUTPUT_FORMAT,
  PARTITION_COLUMNS,
  type TableLayout,
  toLocation,
  toTableParameters,
} from '../../core/query/athena/athena-tables';
import { EVENTS_VIEW } from '../../core/query/athena/events-view';
import {
  EXTERNAL_EVENTS_VIEW,
  EXTERNAL_LOGS_VIEW,
  EXTERNAL_TABLE,
} from '../../core/query/athena/external-table';
import { toSavedQuery } from '../../core/query/athena/saved-query';
import type { NamedQuery } from '../../core/query/named-query';
import { LogReaderRole } from '../access/log-reader-role';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { LogReadOptions } from '../archive/log-reading';
import { signingKeyOf } from '../archive/signing-key-of';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { checkName, keepNameUnique } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { setDefaultChild } from '../resource/describe-resource';
import { removeParts, tableNameOf } from '../resource/generated-name';
import { grantAll } from '../statement/grant-statement';
import type { LogTableProps } from './log-table-props';
import { createResultsBucket, resultsKey, savedQueriesOf, toSavedQueryId } from './results-bucket';
import { createView, tableLayoutOf } from './table-layout-of';
import { createWorkGroup, scanBounds } from './work-group';

const DAYS = 7;

/** The prefix of results. */
const RESULTS = 'results/';

/**
 * Tables over the files of an archive, for SQL in Amazon Athena: a database of the AWS Glue Data Catalog, a workgroup with a
 * scan limit per query, a bucket whose results expire, and the named queries of `trailwatch query list`.
 *
 * The tables are `cloudtrail_logs`, `cloudtrail_network_activity`, `cloudtrail_insights`, `cloudtrail_aggregated` and
 * `cloudtrail_digests`. Their partitions
 * are `account`, `region` and `"timestamp"`, the day of delivery as `2026/11/20`; they are computed by each query, so new accounts,
 * Regions and days need no crawler. The view `events` has the columns of `trailwatch query` over `cloudtrail_logs`, and the same
 * partitions. Athena charges for what it scans: limit `"timestamp"` in every query.
 *
 * Over an archive of `ExternalEvents` there are `external_lines` and `cloudtrail_digests`, and the views `cloudtrail_logs`, with the columns of
 * that table, and `events`.
 *
 * If AWS Lake Formation manages new databases, its permissions are required in addition to those of `grantQuery`.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type LogArchive, LogTable } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const archive: LogArchive;
 * new LogTable(stack, 'Table', { archive, firstDay: '2026-01-01' });
 */
export class LogTable extends Resource {
  /** The name of the database in the AWS Glue Data Catalog. */
  public readonly databaseName: string;

  /** The name of the workgroup, which is the same as the database name. */
  public readonly workGroupName: string;

  /** The workgroup's ARN. */
  public readonly workGroupArn: string;

  /** The bucket for results of Athena. */
  public readonly resultsBucket: IBucket;

  /** The key that results are encrypted with. */
  public readonly encryptionKey: IKey;

  /** @internal */
  public readonly _archive: ILogArchive;

  /** @internal */
  public readonly _layout: TableLayout;

  constructor(scope: Construct, id: string, props: LogTableProps) {
    super(scope, id);
    within(this, () => checkProps(props));
    this._archive = props.archive;
    this.databaseName = props.name ?? tableNameOf(this);
    this.workGroupName = this.databaseName;
    this.workGroupArn = this.arnOf('athena', 'workgroup', this.workGroupName);
    keepNameUnique(this, { kind: 'database', name: this.databaseName, property: 'name' });
    const layout = within(this, () => tableLayoutOf(this, props));
    this._layout = layout;
    this.encryptionKey = resultsKey(this, props);
    this.resultsBucket = createResultsBucket(this, this.encryptionKey, props);
    const workGroup = createWorkGroup(this, {
      ...{ name: this.workGroupName, description: 'Queries over CloudTrail log files', prefix: RESULTS },
      ...{ results: this.resultsBucket, encryptionKey: this.encryptionKey, maxScan: props.maxScan },
    });
    setDefaultChild(this, workGroup);
    const database = this.createDatabase();
    const parts =
      signingKeyOf(props.archive) !== undefined
        ? this.createExternalTables(layout)
        : this.createTables(layout);
    for (const part of parts) part.node.addDependency(database);
    const queries = within(this, () => savedQueriesOf(props));
    for (const query of queries) this.saveQuery(query, { props, layout }).node.addDependency(workGroup);
  }

  /** Applies to the results bucket, its policy, and the key unless it is given. */
  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    removeParts(this, policy);
  }

  /**
   * Grants permission to query the tables: to run queries in the workgroup, see the tables, read and list the files of the
   * archive, and read and write results.
   *
   * A `LogReaderRole` keeps its limits on files and time: only the permission to query is added. Existing results can be read
   * as long as its session lasts. Athena uses tables of its own account: a reader in another account must assume a role in this
   * one.
   *
   * @param options the files that may be read; a query of other files fails. No effect on a `LogReaderRole`
   */
  public grantQuery(grantee: IGrantable, options: LogReadOptions = {}): Grant {
    const querying = this._grantTables(grantee);
    if (grantee instanceof LogReaderRole) return querying;
    return querying
      .combine(this._archive.grantRead(grantee, options))
      .combine(this._archive.grantList(grantee, options));
  }

  /**
   * Like `grantQuery`, without the log files.
   *
   * @internal
   */
  public _grantTables(grantee: IGrantable): Grant {
    const own = { scope: this, grantee, method: 'grantQuery', services: 'Athena and AWS Glue have' };
    return grantAll(own, toQueryStatements(this._queryResources()));
  }

  /** @internal */
  public _queryResources(): QueryResources {
    return {
      workGroupArn: this.workGroupArn,
      dataCatalogArn: this.arnOf('athena', 'datacatalog', 'AwsDataCatalog'),
      glueCatalogArn: this.arnOf('glue', 'catalog'),
      databaseArn: this.arnOf('glue', 'database', this.databaseName),
      tablesArn: this.arnOf('glue', 'table', `${this.databaseName}/*`),
      resultsBucketArn: this.resultsBucket.bucketArn,
      resultKeys: `${RESULTS}*`,
      resultsKeyArn: this.encryptionKey.keyArn,
    };
  }

  private arnOf(service: string, resource: string, resourceName?: string): string {
    return Stack.of(this).formatArn({
      ...{ service, resource },
      ...(resourceName === undefined ? { arnFormat: ArnFormat.NO_RESOURCE_NAME } : { resourceName }),
    });
  }

  private createDatabase(): CfnDatabase {
    return new CfnDatabase(this, 'Database', {
      catalogId: this.stack.account,
      databaseInput: { name: this.databaseName, description: 'CloudTrail log files and digests' },
    });
  }

  private createTables(layout: TableLayout): readonly CfnTable[] {
    return [
      ...ATHENA_TABLES.map((table) => this.createTable(table, layout)),
      createView(this, EVENTS_VIEW, this),
    ];
  }

  /** The lines, a view of them with the name and columns of the table of log files, and the digests. */
  private createExternalTables(layout: TableLayout): readonly CfnTable[] {
    const { databaseName } = this;
    return [
      ...[EXTERNAL_TABLE, DIGEST_TABLE].map((table) => this.createTable(table, layout)),
      createView(this, EXTERNAL_LOGS_VIEW, { databaseName, id: 'LogsView' }),
      createView(this, EXTERNAL_EVENTS_VIEW, { databaseName }),
    ];
  }

  private createTable(shape: AthenaTableShape, layout: TableLayout): CfnTable {
    return new CfnTable(this, TABLE_IDS[shape.folder], {
      catalogId: this.stack.account,
      databaseName: this.databaseName,
      tableInput: {
        name: shape.name,
        description: shape.description,
        tableType: 'EXTERNAL_TABLE',
        parameters: { EXTERNAL: 'TRUE', ...toTableParameters(shape, layout) },
        partitionKeys: [...PARTITION_COLUMNS],
        storageDescriptor: {
          columns: [...shape.columns],
          location: toLocation(layout),
          inputFormat: shape.inputFormat,
          outputFormat: OUTPUT_FORMAT,
          serdeInfo: { serializationLibrary: shape.serde ?? JSON_SERDE },
        },
      },
    });
  }

  private saveQuery(
    query: NamedQuery,
    { props, layout }: { readonly props: LogTableProps; readonly layout: TableLayout },
  ): CfnNamedQuery {
    return new CfnNamedQuery(this, toSavedQueryId(query), {
      name: query.name,
      description: query.title,
      database: this.databaseName,
      workGroup: this.workGroupName,
      queryString: toSavedQuery(query, {
        databaseName: this.databaseName,
        days: props.savedQueriesPeriod?.toDays() ?? DAYS,
        asksForAccount: layout.accounts === undefined,
      }),
    });
  }
}

const TABLE_IDS: Readonly<Record<AthenaTableShape['folder'], string>> = {
  CloudTrail: 'Logs',
  'CloudTrail-NetworkActivity': 'NetworkActivity',
  'CloudTrail-Insight': 'Insights',
  'CloudTrail-Aggregated': 'Aggregated',
  'CloudTrail-Digest': 'Digests',
};

function checkProps({ name, maxScan, savedQueriesPeriod, resultsExpiration }: LogTableProps): void {
  checkName('name', 'database name', name);
  checkBounds([
    scanBounds({ maxScan }),
    timeBound('savedQueriesPeriod', savedQueriesPeriod, { unit: 'days', least: 1, most: 36_500 }),
    timeBound('resultsExpiration', resultsExpiration, { unit: 'days', least: 1, most: 36_500 }),
  ]);
}
