import { Aws, CfnMapping, Fn, Stack, Token } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import type { TableLayout } from '../../core/query/athena/athena-tables';
import { type StoredView, toEventsView } from '../../core/query/athena/events-view';
import { checkRegionHere } from '../identity/check-region';
import type { TrailIdentity } from '../identity/trail-identity';
import { checkName } from '../preflight/check-name';
import { partitionOfRegion } from '../preflight/check-partition';
import type { LogTableProps } from './log-table-props';

/** The partitions whose Regions the CDK knows, and in which this package can configure CloudTrail. */
const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'];

/** The location of the files that the tables of a construct read. */
export function tableLayoutOf(scope: Construct, props: LogTableProps): TableLayout {
  const { archive, accounts, regions, firstDay } = props;
  for (const account of accounts ?? []) checkName('accounts', 'account id', account);
  for (const region of regions ?? []) checkRegionHere(scope, 'regions', region);
  if (accounts?.length === 0) throw new Error('accounts is empty; name at least one, or leave it out');
  if (regions?.length === 0) throw new Error('regions is empty; name at least one, or leave it out');
  checkDay(firstDay);
  const { organizationId, owners } = ownersOf(props);
  const listed = accounts === undefined ? owners : [...new Set(accounts)];
  return {
    bucketName: archive.bucket.bucketName,
    ...(archive.keyPrefix === undefined ? {} : { keyPrefix: archive.keyPrefix }),
    ...(organizationId === undefined ? {} : { organizationId }),
    ...(listed === undefined ? {} : { accounts: listed.join(',') }),
    // duplicates would be read twice
    regions: regions === undefined ? knownRegions(scope) : [...new Set(regions)].join(','),
    firstDay: firstDay.replaceAll('-', '/'),
  };
}

interface Owners {
  readonly organizationId?: string;
  /** The accounts of the trails; those of an organization are not known. */
  readonly owners?: readonly string[];
}

function ownersOf({ archive, trail, accounts }: LogTableProps): Owners {
  const trails = trail === undefined ? archive.trails : [trail];
  const organizations = new Set(trails.map(({ organizationId }) => organizationId));
  if (organizations.size > 1) {
    const names = trails.map((one) => `'${one.trailName}' (${folderOf(one)})`).join(', ');
    throw new Error(
      `the trails of the archive have their files in different folders: ${names}; name one of them with 'trail', and create a LogTable for each other folder`,
    );
  }
  if (trails.length === 0 && accounts === undefined) {
    throw new Error("the archive names no trails, so their accounts are not known; set 'accounts'");
  }
  const [organizationId] = organizations;
  if (organizationId !== undefined) return { organizationId };
  if (trails.some(({ isOfMembers }) => isOfMembers)) return {};
  return { owners: [...new Set(trails.map(({ ownerAccount }) => ownerAccount))] };
}

function folderOf({ organizationId, ownerAccount }: TrailIdentity): string {
  return `AWSLogs/${organizationId ?? ownerAccount}/`;
}

function checkDay(day: string): void {
  if (Token.isUnresolved(day)) {
    throw new Error('firstDay is known only at deployment; write a day such as 2026-01-01');
  }
  const isDay = /^\d{4}-\d\d-\d\d$/.test(day) && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
  if (isDay) return;
  throw new Error(`firstDay is '${day}'; write a day such as 2026-01-01`);
}

/** If the stack's Region is not known, the partition is determined at deployment. */
function knownRegions(scope: Construct): string {
  const { region } = Stack.of(scope);
  const partition = partitionOfRegion(region);
  if (partition !== undefined) return regionsOf(partition);
  const mapping = Object.fromEntries(PARTITIONS.map((name) => [name, { names: regionsOf(name) }]));
  return new CfnMapping(scope, 'Regions', { mapping }).findInMap(Aws.PARTITION, 'names');
}

function regionsOf(partition: string): string {
  return RegionInfo.regions
    .filter((info) => info.partition === partition)
    .map(({ name }) => name)
    .sort()
    .join(',');
}

/** Where a view is. */
interface ViewPlace {
  readonly databaseName: string;
  /** Of the construct. */
  readonly id?: string;
}

/** A view of a database, with the parameters that identify it as a view in Athena. */
export function createView(
  scope: Construct,
  shape: StoredView,
  { databaseName, id = 'Events' }: ViewPlace,
): CfnTable {
  const view = toEventsView(shape, databaseName);
  const encoded = Token.isUnresolved(view) ? Fn.base64(view) : Buffer.from(view).toString('base64');
  return new CfnTable(scope, id, {
    catalogId: Stack.of(scope).account,
    databaseName,
    tableInput: {
      name: shape.name,
      description: shape.description,
      tableType: 'VIRTUAL_VIEW',
      parameters: { presto_view: 'true', comment: 'Presto View' },
      partitionKeys: [],
      storageDescriptor: {
        columns: shape.columns.map(({ name, type }) => ({ name, type })),
        // Athena rejects a view without them.
        serdeInfo: { name: '-', serializationLibrary: '-' },
      },
      viewOriginalText: `/* Presto View: ${encoded} */`,
      viewExpandedText: '/* Presto View */',
    },
  });
}
