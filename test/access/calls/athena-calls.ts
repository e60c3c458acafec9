import { partitionOf } from '../../../lib/core/record/region';
import { MANAGEMENT } from '../../constructs/synthesize';
import { resolveText, resolveValue } from '../template/intrinsic';
import { type Call, type CallsOf, keyArn, keyCalls, type Surroundings } from './call';
import { arnAt, type DeployedFunction } from './deployed-function';
import { onLogGroup, setting } from './worker-calls';

/** The engine of a scheduled query: its place is a workgroup of Athena, or a log group. */
function isAthena(at: DeployedFunction, { resources }: Surroundings): boolean {
  const name = setting(at, 'TRAILWATCH_QUERY_PLACE');
  return resources
    .ofType('AWS::Athena::WorkGroup')
    .some(({ properties, at: place }) => resolveText(properties.Name, place) === name);
}

/** What is called in Athena; nothing by a function that asks Logs Insights. */
const inAthena =
  (calls: CallsOf): CallsOf =>
  (at, around) =>
    isAthena(at, around) ? calls(at, around) : [];

/** What is called in Logs Insights; nothing by a function that asks Athena. Queries are no resources. */
const inLogs =
  (action: string, calls: CallsOf = () => [{ action: `logs:${action}`, arn: '*' }]): CallsOf =>
  (at, around) =>
    isAthena(at, around) ? [] : calls(at, around);

const inWorkGroup = (action: string): CallsOf =>
  inAthena((at) => [
    {
      action: `athena:${action}`,
      arn: arnAt(at, 'athena', `workgroup/${setting(at, 'TRAILWATCH_QUERY_PLACE')}`),
    },
  ]);

/** The settings of a workgroup of the estate. */
interface Results {
  readonly outputLocation: string;
  readonly keyArn: string;
}

function resultsOf(at: DeployedFunction, { resources }: Surroundings): Results {
  const name = setting(at, 'TRAILWATCH_QUERY_PLACE');
  const group = resources
    .ofType('AWS::Athena::WorkGroup')
    .find(({ properties, at: place }) => resolveText(properties.Name, place) === name);
  if (group === undefined) throw new Error(`there is no workgroup ${name}`);
  const { ResultConfiguration: of } = resolveValue(group.properties.WorkGroupConfiguration, group.at) as {
    readonly ResultConfiguration: {
      readonly OutputLocation: string;
      readonly EncryptionConfiguration: { readonly KmsKey: string };
    };
  };
  const key = keyArn(of.EncryptionConfiguration.KmsKey, group, resources);
  return { outputLocation: of.OutputLocation, keyArn: key };
}

/** What Athena does with results in the name of who starts a query. */
function writing({ outputLocation, keyArn: key }: Results, partition: string): readonly Call[] {
  const bucket = `arn:${partition}:s3:::${outputLocation.split('/')[2]}`;
  const object = `arn:${partition}:s3:::${outputLocation.replace('s3://', '')}id.csv`;
  const of = (arn: string, ...actions: string[]) =>
    actions.map((action) => ({ action: `s3:${action}`, arn }));
  return [
    ...of(bucket, 'GetBucketLocation', 'ListBucket', 'ListBucketMultipartUploads'),
    ...of(object, 'AbortMultipartUpload', 'GetObject', 'ListMultipartUploadParts', 'PutObject'),
    ...['Decrypt', 'GenerateDataKey'].map((action) => ({ action: `kms:${action}`, arn: key })),
  ];
}

interface GlueTable {
  readonly DatabaseName: string;
  readonly TableInput: { readonly Name: string; readonly StorageDescriptor: { readonly Location: string } };
}

/** Athena looks up the tables of the database that the workgroup is named after, and reads the files of their location. */
const reading: CallsOf = (at, around) => {
  const group = setting(at, 'TRAILWATCH_QUERY_PLACE');
  const table = around.resources
    .ofType('AWS::Glue::Table')
    .map(({ properties, at: place }) => resolveValue(properties, place) as GlueTable)
    .find((one) => group.startsWith(`${one.DatabaseName}_`) && one.TableInput.Name === 'cloudtrail_logs');
  if (table === undefined) throw new Error(`there is no table for the workgroup ${group}`);
  const { DatabaseName: database, TableInput } = table;
  const location = TableInput.StorageDescriptor.Location.replace('s3://', '');
  const partition = partitionOf(at.at.region);
  const bucket = `arn:${partition}:s3:::${location.split('/')[0]}`;
  const prefix = `${location.slice(location.indexOf('/') + 1)}${at.at.accountId}/CloudTrail/${at.at.region}/2026/11/30/`;
  const older = location.includes('/o-') ? prefix.replace(/o-[a-z0-9]+\/\d{12}/, MANAGEMENT) : prefix;
  const inCatalog = ['catalog', `database/${database}`];
  const glue = [
    ...inCatalog.map((rest) => ({ action: 'glue:GetDatabase', arn: arnAt(at, 'glue', rest) })),
    ...[...inCatalog, `table/${database}/events`].map((rest) => ({
      ...{ action: 'glue:GetTable', arn: arnAt(at, 'glue', rest) },
    })),
  ];
  return [
    ...glue,
    { action: 's3:GetObject', arn: `${bucket}/${prefix}file.json.gz` },
    // A trail of the management account wrote below its account before it became that of the organization.
    { action: 's3:GetObject', arn: `${bucket}/${older}file.json.gz` },
    { action: 's3:ListBucket', arn: bucket, context: { 's3:prefix': prefix } },
    ...keyCalls(bucket, ['Decrypt'], around),
  ];
};

/** What a scheduled query does in Athena, and Athena in its name, or in Logs Insights. */
export const ATHENA_CALLS: Readonly<Record<string, CallsOf>> = {
  StartQueryExecution: inAthena((at, around) => [
    ...inWorkGroup('StartQueryExecution')(at, around),
    ...writing(resultsOf(at, around), partitionOf(at.at.region)),
    ...reading(at, around),
  ]),
  StartQuery: inLogs('StartQuery', onLogGroup('StartQuery', 'TRAILWATCH_QUERY_PLACE')),
  StopQuery: inLogs('StopQuery'),
  GetQueryExecution: inWorkGroup('GetQueryExecution'),
  GetQueryResults: (at, around) => [
    ...inWorkGroup('GetQueryResults')(at, around),
    ...inLogs('GetQueryResults')(at, around),
  ],
  StopQueryExecution: inWorkGroup('StopQueryExecution'),
};
