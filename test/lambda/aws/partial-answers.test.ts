import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccountClient } from '@aws-sdk/client-account';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { listStackResources } from '../../../lambda/aws/change/list-stack-resources';
import { readInterfaces } from '../../../lambda/aws/change/security-groups';
import { filterLogEvents } from '../../../lambda/aws/filter-log-events';
import { getPart } from '../../../lambda/aws/get-found-resource';
import { listFolders, listObjects, listVersions } from '../../../lambda/aws/s3/list-objects';
import { importFinding } from '../../../lambda/aws/send/import-finding';
import { putEvent } from '../../../lambda/aws/send/put-event';
import { sendMessages } from '../../../lambda/aws/send/send-messages';
import { queryItems } from '../../../lambda/aws/table/query-items';
import { lakeImportsOf } from '../../../lambda/aws/trail/lake-imports';
import { listPublicKeys } from '../../../lambda/aws/trail/list-public-keys';
import { listRegions } from '../../../lambda/aws/trail/list-regions';
import { listAccounts, readAccountTags } from '../../../lambda/aws/trail/member-accounts';
import { organizationServicesOf } from '../../../lambda/aws/trail/organization-services';

type Answer = Readonly<Record<string, unknown>>;

/** Gives the answers to one operation, the last one for good; the inputs are what was asked. */
function answering(operation: string, answers: readonly Answer[], others: Record<string, Answer> = {}) {
  const inputs: Answer[] = [];
  for (const client of CLIENTS) {
    const mock = mockClient(client);
    mock.send.callsFake(async (command) => {
      const name = command.constructor.name.replace(/Command$/, '');
      if (name !== operation) return (others[name] ?? {}) as never;
      if (inputs.push(command.input as Answer) > 100) throw new Error(`${operation} is asked without end`);
      return (answers[Math.min(inputs.length, answers.length) - 1] ?? {}) as never;
    });
  }
  return inputs;
}

const CLIENTS = [
  ...[AccountClient, CloudFormationClient, CloudTrailClient, CloudWatchClient, CloudWatchLogsClient],
  ...[DynamoDBClient, EC2Client, EventBridgeClient, IAMClient, LambdaClient, OrganizationsClient, S3Client],
  ...[SecurityHubClient, SNSClient, SQSClient],
] as unknown as (typeof S3Client)[];

const REGION = { region: 'eu-west-1' };
const s3 = () => new S3Client(REGION);
const services = () =>
  organizationServicesOf({
    ...{ organizations: new OrganizationsClient(REGION), iam: new IAMClient(REGION) },
    ...{ cloudFormation: new CloudFormationClient(REGION), cloudTrail: new CloudTrailClient(REGION) },
  });

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const EVENT = { source: 'trailwatch', detailType: 'Trailwatch Alert', detail: {} } as const;

/** A call that AWS does for some of what it is asked for. */
interface Batch {
  readonly call: () => Promise<unknown>;
  /** What is answered with status 200 where a part, or all, was not done. */
  readonly partial: Answer;
  /** What the error says, where the part is not sent again until all is done. */
  readonly reported: string;
}

const BATCHES: Readonly<Record<string, Batch>> = {
  SendMessageBatch: {
    call: () => sendMessages(new SQSClient(REGION), 'q', ['one', 'two']),
    partial: { Successful: [{ Id: '0' }], Failed: [{ Id: '1', Code: 'KmsThrottled', SenderFault: true }] },
    reported: 'SQS did not accept 1 messages: KmsThrottled',
  },
  PutEvents: {
    call: () => putEvent(new EventBridgeClient(REGION), 'bus', EVENT),
    partial: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'later' }] },
    reported: 'EventBridge did not accept the event: ThrottlingException later',
  },
  BatchImportFindings: {
    call: () => importFinding(new SecurityHubClient(REGION), { Id: 'f' } as never),
    partial: { SuccessCount: 0, FailedCount: 1, FailedFindings: [{ Id: 'f', ErrorCode: 'InternalError' }] },
    reported: 'Security Hub did not take the finding: InternalError',
  },
};

/** A list that AWS gives in pages. */
interface Pages {
  /** Lists all; of each, what the list is asked for. */
  readonly list: () => Promise<unknown>;
  readonly page: Answer;
  /** As the service names where the list continues. */
  readonly more?: Answer;
  readonly found: unknown;
  readonly others?: Record<string, Answer>;
}

const RULE = 'arn:aws:events:eu-west-1:111122223333:rule/r';

const PAGES: Readonly<Record<string, Pages>> = {
  FilterLogEvents: {
    list: async () =>
      (
        await all(
          filterLogEvents(new CloudWatchLogsClient(REGION), {
            ...{ logGroupName: 'g', filterPattern: '', fromMs: 0, toMs: 1 },
          }),
        )
      ).flat(),
    page: { events: [{ eventId: 'e', logStreamName: 's', message: 'm' }] },
    more: { nextToken: 't' },
    found: [{ id: 'e', logStream: 's', message: 'm' }],
  },
  ListImports: {
    list: async () =>
      (await all(lakeImportsOf(new CloudTrailClient(REGION)).into('store'))).map(({ id }) => id),
    page: { Imports: [{ ImportId: 'i' }] },
    others: { GetImport: { ImportId: 'i' } },
    found: ['i'],
  },
  ListPublicKeys: {
    list: () => listPublicKeys(new CloudTrailClient(REGION), 0, 1),
    page: { PublicKeyList: [{ Fingerprint: 'f' }] },
    found: [{ Fingerprint: 'f' }],
  },
  ListTargetsByRule: {
    list: async () => {
      const clients = { events: new EventBridgeClient(REGION) } as never;
      return (await getPart(clients, { type: 'AWS::Events::Rule', arn: RULE, physicalId: '' })).properties
        .Targets;
    },
    page: { Targets: [{ Id: 'i', Arn: 'a' }] },
    found: [{ Id: 'i', Arn: 'a' }],
  },
  ListStackResources: {
    list: async () => [...(await listStackResources(new CloudFormationClient(REGION), 's')).values()],
    page: { StackResourceSummaries: [{ LogicalResourceId: 'l', PhysicalResourceId: 'p' }] },
    found: ['p'],
  },
  ListObjectsV2: {
    list: async () => (await all(listObjects(s3(), 'b', ''))).map(({ key }) => key),
    page: { Contents: [{ Key: 'k' }] },
    more: { IsTruncated: true, NextContinuationToken: 't' },
    found: ['k'],
  },
  'ListObjectsV2 of folders': {
    list: () => all(listFolders(s3(), 'b', '')),
    page: { CommonPrefixes: [{ Prefix: 'k/' }] },
    more: { IsTruncated: true, NextContinuationToken: 't' },
    found: ['k/'],
  },
  ListObjectVersions: {
    list: async () => (await all(listVersions(s3(), 'b', ['', undefined]))).map(({ key }) => key),
    page: { Versions: [{ Key: 'k' }] },
    more: { IsTruncated: true, NextKeyMarker: 'j', NextVersionIdMarker: 'v' },
    found: ['k'],
  },
  DescribeNetworkInterfaces: {
    list: async () =>
      (await readInterfaces(new EC2Client(REGION), 'i')).map(({ interfaceId }) => interfaceId),
    page: { NetworkInterfaces: [{ NetworkInterfaceId: 'eni' }] },
    found: ['eni'],
  },
  Query: {
    list: () => all(queryItems({ client: new DynamoDBClient(REGION), tableName: 't' }, 'p')),
    page: { Items: [{ item: { S: 'i' } }] },
    more: { LastEvaluatedKey: { item: { S: 'h' } } },
    found: [{ item: { S: 'i' } }],
  },
  ListRegions: {
    list: () => listRegions(new AccountClient(REGION)),
    page: { Regions: [{ RegionName: 'eu-west-1' }] },
    found: ['eu-west-1'],
  },
  ListAccounts: {
    list: async () => (await listAccounts(new OrganizationsClient(REGION))).map(({ id }) => id),
    page: { Accounts: [{ Id: '1' }] },
    found: ['1'],
  },
  ListTagsForResource: {
    list: () => readAccountTags(new OrganizationsClient(REGION), '1', ['team']),
    page: { Tags: [{ Key: 'team', Value: 'a' }] },
    found: { team: 'a' },
  },
  ListAWSServiceAccessForOrganization: {
    list: () => services().trusted(),
    page: { EnabledServicePrincipals: [{ ServicePrincipal: 's' }] },
    found: ['s'],
  },
  ListDelegatedAdministrators: {
    list: () => services().administratorsOf('s'),
    page: { DelegatedAdministrators: [{ Id: '1' }] },
    found: ['1'],
  },
  ListDelegatedServicesForAccount: {
    list: () => services().administratorSince('1', 's'),
    page: { DelegatedServices: [{ ServicePrincipal: 's', DelegationEnabledDate: new Date(0) }] },
    found: new Date(0),
  },
};

/** One thing is asked for by its name: there is no second page. */
const OF_ONE = ['DescribeAlarms', 'DescribeSecurityGroups', 'DescribeStacks', 'ListTags'];

/** The members of an answer that say that AWS did a part only. */
const PARTIAL = /^(?:Unprocessed|Failed|Unsuccessful|Rejected)/;
/** Those that say that there is more. */
const CONTINUED = /^(?:Next(?:Continuation)?Token|NextKeyMarker|LastEvaluatedKey|NextMarker)$/i;

/** The operations that handlers call, with the members of their answers by what the SDK knows of them. */
async function operationsOf(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const operations = new Map<string, readonly string[]>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    for (const [, names = '', sdk = ''] of text.matchAll(
      /import \{([^}]*)\} from '(@aws-sdk\/client-[\w-]+)'/g,
    ))
      for (const [, paginated, command] of names.matchAll(/\bpaginate(\w+)|\b(\w+)Command\b/g)) {
        const operation = paginated ?? command ?? '';
        operations.set(operation, membersOf(await import(sdk), operation));
      }
  }
  return operations;
}

type Schema = readonly [kind: number, service: string, name: string, traits: unknown, ...rest: unknown[]];
type Sdk = Readonly<Record<string, new (input: object) => { readonly schema: Schema }>>;

function membersOf(sdk: Sdk, operation: string): readonly string[] {
  const Command = sdk[`${operation}Command`];
  if (Command === undefined) throw new Error(`the SDK has no ${operation}`);
  const output = new Command({}).schema[5] as Schema | (() => Schema);
  return ((typeof output === 'function' ? output() : output)[4] ?? []) as readonly string[];
}

function operationOf(name: string): string {
  return name.split(' ')[0] ?? '';
}

test('every call of a handler that AWS may do in part is one of these', async () => {
  const operations = [...(await operationsOf('lambda'))];
  const withMember = (member: RegExp) =>
    operations.filter(([, members]) => members.some((name) => member.test(name))).map(([name]) => name);
  expect(operations.length).toBeGreaterThan(80);
  expect(withMember(PARTIAL).sort()).toEqual(Object.keys(BATCHES).sort());
  const listed = new Set(Object.keys(PAGES).map(operationOf));
  expect(withMember(CONTINUED).sort()).toEqual([...listed, ...OF_ONE].sort());
});

test.each(Object.entries(BATCHES))('what %s did not take is an error', async (name, batch) => {
  answering(name, [batch.partial, { ...batch.partial, Successful: [] }]);
  await expect(batch.call()).rejects.toThrow(batch.reported);
});

test('what SQS did not take is sent again, and nothing else', async () => {
  const inputs = answering('SendMessageBatch', [
    { Successful: [{ Id: '1' }], Failed: [{ Id: '0' }] },
    { Successful: [{ Id: '0' }] },
  ]);
  await sendMessages(new SQSClient(REGION), 'q', ['one', 'two']);
  expect(inputs.map(({ Entries }) => (Entries as Answer[]).map(({ MessageBody }) => MessageBody))).toEqual([
    ['one', 'two'],
    ['one'],
  ]);
});

test.each(Object.entries(PAGES))('an empty page of %s is not the last one', async (name, pages) => {
  const { list, page, more = { NextToken: 't' }, found, others } = pages;
  const empty = Object.fromEntries(Object.keys(page).map((member) => [member, []]));
  const inputs = answering(operationOf(name), [{ ...empty, ...more }, page], others);
  expect(await list()).toEqual(found);
  expect(inputs.length).toBeGreaterThan(1);
});

/** Lists that DynamoDB or S3 continues at a key, and those that the SDK pages. */
const BY_KEY = ['ListObjectVersions', 'Query'];
const BY_SDK = /^(?:ListStack|Describe|ListAccounts|ListTagsForResource|ListAWS|ListDelegated)/;

test.each(Object.entries(PAGES).filter(([name]) => !BY_KEY.includes(name) && !BY_SDK.test(name)))(
  'fails when the token of a page of %s comes again',
  async (name, { list, page, more = { NextToken: 't' }, others }) => {
    const inputs = answering(operationOf(name), [{ ...page, ...more }], others);
    await expect(list()).rejects.toThrow('a token that it had returned before');
    expect(inputs.length).toBe(2);
  },
);

test('fails when S3 gives a part of a list, and not where it continues', async () => {
  answering('ListObjectsV2', [{ IsTruncated: true, Contents: [{ Key: 'k' }] }]);
  await expect(all(listObjects(s3(), 'b', ''))).rejects.toThrow('S3 returned part of the list of b');
  answering('ListObjectVersions', [{ IsTruncated: true, Versions: [{ Key: 'k' }] }]);
  await expect(all(listVersions(s3(), 'b', ['', undefined]))).rejects.toThrow(
    'S3 returned part of the list of b',
  );
});
