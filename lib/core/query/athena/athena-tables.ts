import { ATHENA_COLUMNS, ATHENA_TABLE } from '../../compile/sql/athena-table';
import type { Column, Columns } from '../../compile/sql/column-reading';
import { isList } from '../../json/json-value';
import type { LogFolder } from '../../policy/log-key-patterns';
import { toKeyRoot, toKeyStart } from '../../policy/trail-coordinates';

/** Where an archive has the files of its trails. Every member may be a CDK token. */
export interface TableLayout {
  readonly bucketName: string;
  readonly keyPrefix?: string;
  readonly organizationId?: string;
  /** Separated by commas. Without them a query must name accounts. */
  readonly accounts?: string;
  /** Separated by commas. */
  readonly regions: string;
  /** `2026/01/01` */
  readonly firstDay: string;
}

/** The partition columns, in the order of the folders. */
export const PARTITION_COLUMNS: readonly HiveColumn[] = ['account', 'region', 'timestamp'].map((name) => ({
  name,
  type: 'string',
}));

/** The prefix of the keys of all files of the layout; an account's folder is next. */
export function toAccountsPrefix({ keyPrefix, organizationId }: TableLayout): string {
  return `${toKeyRoot(keyPrefix)}${toKeyStart(organizationId)}`;
}

/** The URL of the folder with all files of the layout. */
export function toLocation(layout: TableLayout): string {
  return `s3://${layout.bucketName}/${toAccountsPrefix(layout)}`;
}

/**
 * The parameters of a table with partition projection: no partition is stored, and each query computes those that it reads.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export function toTableParameters(
  { folder }: AthenaTableShape,
  layout: TableLayout,
): Readonly<Record<string, string>> {
  const partition = PARTITION_COLUMNS.map(({ name }) => `\${${name}}`);
  const [account = '', ...rest] = partition;
  return {
    'projection.enabled': 'true',
    ...(layout.accounts === undefined
      ? { 'projection.account.type': 'injected' }
      : { 'projection.account.type': 'enum', 'projection.account.values': layout.accounts }),
    'projection.region.type': 'enum',
    'projection.region.values': layout.regions,
    'projection.timestamp.type': 'date',
    'projection.timestamp.format': 'yyyy/MM/dd',
    'projection.timestamp.interval': '1',
    'projection.timestamp.interval.unit': 'DAYS',
    'projection.timestamp.range': `${layout.firstDay},NOW`,
    'storage.location.template': `${toLocation(layout)}${[account, folder, ...rest].join('/')}`,
  };
}

/** A column of a table, with its type in Hive's words. */
export interface HiveColumn {
  readonly name: string;
  readonly type: string;
}

/** A table of Athena over the files of one folder of an archive. */
export interface AthenaTableShape {
  readonly name: string;
  readonly description: string;
  /** The folder below the account. */
  readonly folder: LogFolder;
  readonly inputFormat: string;
  /** @default JSON_SERDE */
  readonly serde?: string;
  readonly columns: readonly HiveColumn[];
}

/**
 * Reads the `Records` of a log file; makes JSON texts of `requestParameters`, `responseElements` and `additionalEventData`.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-understanding.html
 */
const LOG_FILE_FORMAT = 'com.amazon.emr.cloudtrail.CloudTrailInputFormat';

/** One JSON object for each line: a digest is one line. */
export const LINE_FORMAT = 'org.apache.hadoop.mapred.TextInputFormat';

export const OUTPUT_FORMAT = 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat';

/** Finds fields by their names, without case. */
export const JSON_SERDE = 'org.apache.hive.hcatalog.data.JsonSerDe';

/** The columns of the table that AWS documents. */
export const LOG_COLUMNS: readonly HiveColumn[] = toHiveColumns(ATHENA_COLUMNS);

const ATTRIBUTES = 'array<struct<value:string,average:double>>';

const INSIGHT_DETAILS = `struct<${[
  ...['state:string', 'eventsource:string', 'eventname:string', 'errorcode:string', 'insighttype:string'],
  `insightcontext:struct<${[
    `statistics:struct<baseline:struct<average:double>,insight:struct<average:double>,insightduration:int,baselineduration:int>`,
    `attributions:array<struct<attribute:string,insight:${ATTRIBUTES},baseline:${ATTRIBUTES}>>`,
  ].join(',')}>`,
].join(',')}>`;

const COUNTED =
  'struct<dimension:string,statistics:array<struct<name:string,value:bigint>>,aggregationtype:string>';

/** The documented columns of CloudTrail's summaries of data events, which have other names for their account and id. */
const AGGREGATED_COLUMNS: readonly HiveColumn[] = [
  ...toHiveColumns({
    ...{ eventVersion: 'text', accountId: 'text', eventId: 'text', eventCategory: 'text', eventType: 'text' },
    ...{ awsRegion: 'text', eventSource: 'text' },
    timeWindow: { windowStart: 'text', windowEnd: 'text', windowSize: 'text' },
    addendum: { reason: 'text' },
  }),
  { name: 'summary', type: `struct<primarydimension:${COUNTED},details:array<${COUNTED}>>` },
];

const DIGEST_COLUMNS: readonly HiveColumn[] = toHiveColumns({
  awsAccountId: 'text',
  digestStartTime: 'text',
  digestEndTime: 'text',
  digestS3Bucket: 'text',
  digestS3Object: 'text',
  digestPublicKeyFingerprint: 'text',
  digestSignatureAlgorithm: 'text',
  newestEventTime: 'text',
  oldestEventTime: 'text',
  previousDigestS3Bucket: 'text',
  previousDigestS3Object: 'text',
  previousDigestHashValue: 'text',
  previousDigestHashAlgorithm: 'text',
  previousDigestSignature: 'text',
  logFiles: [
    {
      s3Bucket: 'text',
      s3Object: 'text',
      hashValue: 'text',
      hashAlgorithm: 'text',
      newestEventTime: 'text',
      oldestEventTime: 'text',
    },
  ],
});

/** The table of management and data events. */
export const LOG_TABLE: AthenaTableShape = {
  name: ATHENA_TABLE.from,
  description: 'CloudTrail log files: management and data events',
  folder: 'CloudTrail',
  inputFormat: LOG_FILE_FORMAT,
  columns: LOG_COLUMNS,
};

/** The table of digest files. */
export const DIGEST_TABLE: AthenaTableShape = {
  name: 'cloudtrail_digests',
  description: 'CloudTrail digest files: the hashes of the log files of an hour',
  folder: 'CloudTrail-Digest',
  inputFormat: LINE_FORMAT,
  columns: DIGEST_COLUMNS,
};

/** Every table of a `LogTable`. */
export const ATHENA_TABLES: readonly AthenaTableShape[] = [
  LOG_TABLE,
  {
    name: 'cloudtrail_network_activity',
    description: 'CloudTrail log files: network activity events of VPC endpoints',
    folder: 'CloudTrail-NetworkActivity',
    inputFormat: LOG_FILE_FORMAT,
    columns: LOG_COLUMNS,
  },
  {
    name: 'cloudtrail_insights',
    description: 'CloudTrail log files: Insights events',
    folder: 'CloudTrail-Insight',
    inputFormat: LOG_FILE_FORMAT,
    columns: [...LOG_COLUMNS, { name: 'insightdetails', type: INSIGHT_DETAILS }],
  },
  {
    name: 'cloudtrail_aggregated',
    description: 'CloudTrail log files: summaries of data events, of five minutes each',
    folder: 'CloudTrail-Aggregated',
    inputFormat: LOG_FILE_FORMAT,
    columns: AGGREGATED_COLUMNS,
  },
  DIGEST_TABLE,
];

function toHiveColumns(columns: Columns): readonly HiveColumn[] {
  return Object.entries(columns).map(([name, column]) => ({
    name: name.toLowerCase(),
    type: typeOf(column),
  }));
}

function typeOf(column: Column): string {
  if (column === 'texts') return 'map<string,string>';
  if (typeof column === 'string') return 'string';
  if (isList(column)) return `array<${typeOf(column[0])}>`;
  const members = Object.entries(column).map(([name, member]) => `${name.toLowerCase()}:${typeOf(member)}`);
  return `struct<${members.join(',')}>`;
}
