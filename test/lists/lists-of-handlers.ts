import { AccountClient } from '@aws-sdk/client-account';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import { getRows } from '../../lambda/aws/athena-queries';
import { listStackResources } from '../../lambda/aws/change/list-stack-resources';
import { readInterfaces } from '../../lambda/aws/change/security-groups';
import { filterLogEvents } from '../../lambda/aws/filter-log-events';
import { getPart } from '../../lambda/aws/get-found-resource';
import { getLogsRows } from '../../lambda/aws/logs-queries';
import { listFolders, listObjects, listVersions } from '../../lambda/aws/s3/list-objects';
import { readSilenceParameters, ssmClient } from '../../lambda/aws/silence-parameters';
import { queryItems } from '../../lambda/aws/table/query-items';
import { lakeImportsOf } from '../../lambda/aws/trail/lake-imports';
import { listPublicKeys } from '../../lambda/aws/trail/list-public-keys';
import { listRegions } from '../../lambda/aws/trail/list-regions';
import { listAccounts, readAccountTags } from '../../lambda/aws/trail/member-accounts';
import { organizationServicesOf } from '../../lambda/aws/trail/organization-services';
import type { Lists } from './list';

const REGION = { region: 'eu-west-1' };
const RULE = 'arn:aws:events:eu-west-1:111122223333:rule/r';

const s3 = () => new S3Client(REGION);
const organizations = () => new OrganizationsClient(REGION);
const services = () =>
  organizationServicesOf({
    ...{ organizations: organizations(), iam: new IAMClient(REGION) },
    ...{ cloudFormation: new CloudFormationClient(REGION), cloudTrail: new CloudTrailClient(REGION) },
  });

/** The items, or what is asked for of each. */
async function all<T, Found = T>(
  items: AsyncIterable<T>,
  of: (item: T) => Found = (item) => item as unknown as Found,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const item of items) found.push(of(item));
  return found;
}

const objects = (token: string) => ({ IsTruncated: true, NextContinuationToken: token });

/** The lists of `lambda`, by the file and the operation. */
export const LISTS_OF_HANDLERS: Lists = {
  'lambda/aws/filter-log-events.ts FilterLogEvents': {
    read: async () => {
      const query = { logGroupName: 'g', filterPattern: '', fromMs: 0, toMs: 1 };
      const pages = await all(filterLogEvents(new CloudWatchLogsClient(REGION), query));
      return pages.flat().map(({ id }) => id);
    },
    page: (names) => ({ events: names.map((eventId) => ({ eventId })) }),
    more: (nextToken) => ({ nextToken }),
  },
  'lambda/aws/athena-queries.ts GetQueryResults': {
    read: async () => {
      const query = { executionId: 'q', maxRows: 100 };
      const { rows, isComplete } = await getRows(new AthenaClient(REGION), query);
      return isComplete ? rows.flat() : [];
    },
    // the first row of all has the names of the columns
    page: (names) => ({
      ResultSet: {
        Rows: names
          .flatMap((name) => (name === '1' ? ['n', name] : [name]))
          .map((VarCharValue) => ({ Data: [{ VarCharValue }] })),
      },
    }),
  },
  'lambda/aws/logs-queries.ts GetQueryResults': {
    read: async () => {
      const query = { executionId: 'q', maxRows: 100 };
      const { rows, isComplete } = await getLogsRows(new CloudWatchLogsClient(REGION), query);
      return isComplete ? rows.flat() : [];
    },
    page: (names) => ({ results: names.map((value) => [{ field: 'n', value }]) }),
    more: (nextToken) => ({ nextToken }),
  },
  'lambda/aws/trail/lake-imports.ts ListImports': {
    read: () => all(lakeImportsOf(new CloudTrailClient(REGION)).into('store'), ({ id }) => id),
    page: (names) => ({ Imports: names.map((ImportId) => ({ ImportId })) }),
    others: { GetImport: {} },
  },
  'lambda/aws/trail/list-public-keys.ts ListPublicKeys': {
    read: async () =>
      (await listPublicKeys(new CloudTrailClient(REGION), 0, 1)).map(({ Fingerprint }) => Fingerprint),
    page: (names) => ({ PublicKeyList: names.map((Fingerprint) => ({ Fingerprint })) }),
  },
  'lambda/aws/get-found-resource.ts ListTargetsByRule': {
    read: async () => {
      const clients = { events: new EventBridgeClient(REGION) } as never;
      const { properties } = await getPart(clients, { type: 'AWS::Events::Rule', arn: RULE, physicalId: '' });
      return (properties.Targets as { Id: string }[]).map(({ Id }) => Id);
    },
    page: (names) => ({ Targets: names.map((Id) => ({ Id, Arn: 'a' })) }),
  },
  'lambda/aws/change/list-stack-resources.ts ListStackResources': {
    read: async () => [...(await listStackResources(new CloudFormationClient(REGION), 's')).values()],
    page: (names) => ({
      StackResourceSummaries: names.map((name) => ({ LogicalResourceId: name, PhysicalResourceId: name })),
    }),
  },
  'lambda/aws/s3/list-objects.ts ListObjectsV2': {
    read: () => all(listObjects(s3(), 'b', ''), ({ key }) => key),
    page: (names) => ({ Contents: names.map((Key) => ({ Key })) }),
    more: objects,
  },
  'lambda/aws/s3/list-objects.ts ListObjectsV2 of folders': {
    read: () => all(listFolders(s3(), 'b', '')),
    page: (names) => ({ CommonPrefixes: names.map((Prefix) => ({ Prefix })) }),
    more: objects,
  },
  'lambda/aws/s3/list-objects.ts ListObjectVersions': {
    read: () => all(listVersions(s3(), 'b', ['', undefined]), ({ key }) => key),
    page: (names) => ({ Versions: names.map((Key) => ({ Key })) }),
    // the versions of one object go on over many pages
    more: (token) => ({ IsTruncated: true, NextKeyMarker: 'k', NextVersionIdMarker: token }),
  },
  'lambda/aws/change/security-groups.ts DescribeNetworkInterfaces': {
    read: async () =>
      (await readInterfaces(new EC2Client(REGION), 'i')).map(({ interfaceId }) => interfaceId),
    page: (names) => ({ NetworkInterfaces: names.map((NetworkInterfaceId) => ({ NetworkInterfaceId })) }),
  },
  'lambda/aws/table/query-items.ts Query': {
    read: () =>
      all(queryItems({ client: new DynamoDBClient(REGION), tableName: 't' }, 'p'), ({ item }) => item?.S),
    page: (names) => ({ Items: names.map((name) => ({ item: { S: name } })) }),
    more: (token) => ({ LastEvaluatedKey: { window: { S: 'p' }, item: { S: token } } }),
  },
  'lambda/aws/silence-parameters.ts GetParametersByPath': {
    read: async () =>
      (await readSilenceParameters(ssmClient(REGION), '/p')).parameters.map(({ name }) => name),
    page: (names) => ({ Parameters: names.map((Name) => ({ Name, Value: 'v', LastModifiedDate: 0 })) }),
  },
  'lambda/aws/trail/list-regions.ts ListRegions': {
    read: () => listRegions(new AccountClient(REGION)),
    page: (names) => ({ Regions: names.map((RegionName) => ({ RegionName })) }),
  },
  'lambda/aws/trail/member-accounts.ts ListAccounts': {
    read: async () => (await listAccounts(organizations())).map(({ id }) => id),
    page: (names) => ({ Accounts: names.map((Id) => ({ Id })) }),
  },
  'lambda/aws/trail/member-accounts.ts ListTagsForResource': {
    read: async () => Object.values(await readAccountTags(organizations(), '1', ['1', '2', '3'])),
    page: (names) => ({ Tags: names.map((name) => ({ Key: name, Value: name })) }),
  },
  'lambda/aws/trail/organization-services.ts ListAWSServiceAccessForOrganization': {
    read: () => services().trusted(),
    page: (names) => ({ EnabledServicePrincipals: names.map((ServicePrincipal) => ({ ServicePrincipal })) }),
  },
  'lambda/aws/trail/organization-services.ts ListDelegatedAdministrators': {
    read: () => services().administratorsOf('s'),
    page: (names) => ({ DelegatedAdministrators: names.map((Id) => ({ Id })) }),
  },
  'lambda/aws/trail/organization-services.ts ListDelegatedServicesForAccount': {
    read: async () => [await services().administratorSince('1', '3')],
    page: (names) => ({
      DelegatedServices: names.map((ServicePrincipal) => ({
        ...{ ServicePrincipal, DelegationEnabledDate: new Date(0) },
      })),
    }),
    found: [new Date(0)],
  },
};
