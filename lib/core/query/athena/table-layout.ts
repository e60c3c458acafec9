import { toKeyStart } from '../../policy/trail-coordinates';
import type { AthenaTableShape, HiveColumn } from './athena-tables';

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

/** What the keys of all files of the layout begin with; an account's folder is next. */
export function toAccountsPrefix({ keyPrefix, organizationId }: TableLayout): string {
  return `${toKeyStart(keyPrefix)}AWSLogs/${toKeyStart(organizationId)}`;
}

/** The URL of the folder that holds all files of the layout. */
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
