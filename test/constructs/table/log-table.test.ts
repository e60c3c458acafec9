import { CfnParameter, Duration, Lazy, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  type ILogArchive,
  LogArchive,
  LogFolder,
  LogReader,
  LogReaderRole,
  LogTable,
  type LogTableProps,
  TrailIdentity,
} from '../../../lib/index';
import {
  ACCOUNT,
  MANAGEMENT,
  newStack,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  REGION,
  resourceOf,
  resourcesOf,
  type Statement,
  TRAIL,
} from '../synthesize';

const FIRST_DAY = '2026-01-01';

function archiveOf(stack: Stack, ...trails: readonly TrailIdentity[]): ILogArchive {
  return new LogArchive(stack, 'Archive', { trails: [...trails] });
}

function tableIn(stack: Stack, props: Partial<LogTableProps> = {}, id = 'Table'): LogTable {
  const archive = props.archive ?? archiveOf(stack, TRAIL);
  return new LogTable(stack, id, { archive, firstDay: FIRST_DAY, savedQueries: [], ...props });
}

/** The parameters of the table of log files. */
function parametersOf(stack: Stack): Readonly<Record<string, unknown>> {
  return resourceOf(stack, 'AWS::Glue::Table', 'TableLogs').Properties.TableInput.Parameters;
}

function locationOf(stack: Stack): string {
  const template = parametersOf(stack)['storage.location.template'];
  return typeof template === 'string' ? template : JSON.stringify(template);
}

describe('LogTable', () => {
  it("lists the accounts of the archive's trails, and the Regions of the partition", () => {
    const stack = newStack();
    const second = TrailIdentity.account({ trailName: 'two', homeRegion: REGION, ownerAccount: MANAGEMENT });
    tableIn(stack, { archive: archiveOf(stack, TRAIL, second) });
    const parameters = parametersOf(stack);
    expect(parameters).toMatchObject({
      'projection.enabled': 'true',
      'projection.account.type': 'enum',
      'projection.account.values': `${ACCOUNT},${MANAGEMENT}`,
      'projection.timestamp.range': '2026/01/01,NOW',
    });
    const regions = String(parameters['projection.region.values']).split(',');
    expect(regions).toEqual(expect.arrayContaining(['eu-central-1', 'us-east-1']));
    expect(regions.filter((region) => /^(cn|us-gov|us-iso)/.test(region))).toEqual([]);
    expect(locationOf(stack)).toContain(
      ['/AWSLogs/', '{account}/CloudTrail/', '{region}/', '{timestamp}'].join('$').replace('/$', '/$'),
    );
  });

  it('asks for the accounts of an organization, unless they are listed', () => {
    const stack = newStack();
    const archive = archiveOf(stack, ORGANIZATION_TRAIL);
    tableIn(stack, { archive });
    tableIn(stack, { archive, accounts: [ACCOUNT], name: 'listed' }, 'Listed');
    expect(parametersOf(stack)).toMatchObject({ 'projection.account.type': 'injected' });
    expect(parametersOf(stack)).not.toHaveProperty(['projection.account.values']);
    expect(locationOf(stack)).toContain(`/AWSLogs/${ORGANIZATION}/`);
    const listed = resourceOf(stack, 'AWS::Glue::Table', 'ListedLogs').Properties.TableInput.Parameters;
    expect(listed).toMatchObject({
      'projection.account.type': 'enum',
      'projection.account.values': ACCOUNT,
    });
  });

  it("reads an imported bucket with Control Tower's prefix", () => {
    const stack = newStack();
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket: Bucket.fromBucketName(stack, 'Bucket', 'aws-controltower-logs-1-eu-central-1'),
      keyPrefix: ORGANIZATION,
      trails: [ORGANIZATION_TRAIL],
      policyManagedElsewhere: true,
    });
    tableIn(stack, { archive });
    expect(locationOf(stack)).toContain(
      `s3://aws-controltower-logs-1-eu-central-1/${ORGANIZATION}/AWSLogs/${ORGANIZATION}/$`,
    );
  });

  it('leaves the Regions to the partition where the Region of the stack is not known', () => {
    const stack = newStack({});
    tableIn(stack, { accounts: [ACCOUNT] });
    expect(parametersOf(stack)['projection.region.values']).toEqual({
      'Fn::FindInMap': [expect.stringMatching(/^TableRegions/), { Ref: 'AWS::Partition' }, 'names'],
    });
  });

  it.each([
    ['cn-north-1', 'cn-north-1,cn-northwest-1'],
    ['us-gov-west-1', 'us-gov-east-1,us-gov-west-1'],
  ])('lists the Regions of the partition of %s', (region, regions) => {
    const stack = newStack({ env: { account: ACCOUNT, region } });
    const trail = TrailIdentity.account({ trailName: 'one', homeRegion: region, ownerAccount: ACCOUNT });
    tableIn(stack, { archive: archiveOf(stack, trail) });
    expect(parametersOf(stack)['projection.region.values']).toBe(regions);
  });

  it('enforces encryption, a place and a limit for results', () => {
    const stack = newStack();
    const table = tableIn(stack, {
      maxScan: Size.gibibytes(50),
      resultsExpiration: Duration.days(3),
      encryptionKey: Key.fromKeyArn(
        stack,
        'Key',
        `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`,
      ),
    });
    const { Properties } = resourceOf(stack, 'AWS::Athena::WorkGroup');
    expect(Properties.Name).toBe(table.workGroupName);
    expect(Properties.WorkGroupConfiguration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 50 * 1024 ** 3,
      EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
      PublishCloudWatchMetricsEnabled: true,
      ResultConfiguration: {
        EncryptionConfiguration: {
          EncryptionOption: 'SSE_KMS',
          KmsKey: `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`,
        },
      },
    });
    const bucket = resourceOf(stack, 'AWS::S3::Bucket', 'TableResults');
    expect(bucket.DeletionPolicy).toBe('Retain');
    expect(bucket.Properties.LifecycleConfiguration.Rules).toMatchObject([{ ExpirationInDays: 3 }]);
    expect(resourcesOf(stack, 'AWS::KMS::Key', 'Table')).toEqual([]);
  });

  it('removes results and their key where the properties say so', () => {
    const stack = newStack();
    tableIn(stack, { removalPolicy: RemovalPolicy.DESTROY });
    for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::KMS::Key'])
      expect(resourceOf(stack, type, 'Table').DeletionPolicy).toBe('Delete');
  });

  it('saves every query, or those that are named, for the days that are given', () => {
    const stack = newStack();
    const archive = archiveOf(stack, TRAIL);
    tableIn(stack, { archive, savedQueries: ['root-use'], savedQueriesPeriod: Duration.days(30) });
    new LogTable(stack, 'Full', { archive, firstDay: FIRST_DAY });
    const [saved, ...others] = resourcesOf(stack, 'AWS::Athena::NamedQuery', 'TableQuery');
    expect(others).toEqual([]);
    expect(saved?.Properties.QueryString).toContain("INTERVAL '30' DAY");
    expect(resourcesOf(stack, 'AWS::Athena::NamedQuery', 'Full').length).toBeGreaterThan(60);
  });

  it('has a database name that Glue takes, and another for each construct and stack', () => {
    const stack = newStack();
    const archive = archiveOf(stack, TRAIL);
    const names = [
      tableIn(stack, { archive }, 'Table-1'),
      tableIn(stack, { archive }, 'TABLE-1'),
      tableIn(new Stack(stack, 'Other-Stack', { env: { account: ACCOUNT, region: REGION } }), {}),
    ].map(({ databaseName }) => databaseName);
    for (const name of names) expect(name).toMatch(/^[a-z0-9_]{1,120}$/);
    expect(new Set(names).size).toBe(3);
  });

  it('has a view whose definition Athena decodes, also where the name is not known', () => {
    const stack = newStack();
    const archive = archiveOf(stack, TRAIL);
    const { databaseName } = tableIn(stack, { archive });
    tableIn(stack, { archive, name: new CfnParameter(stack, 'Name').valueAsString }, 'Later');
    const { TableInput, DatabaseName } = resourceOf(stack, 'AWS::Glue::Table', 'TableEvents').Properties;
    expect(DatabaseName).toBe(databaseName);
    expect(TableInput).toMatchObject({
      Name: 'events',
      TableType: 'VIRTUAL_VIEW',
      Parameters: { presto_view: 'true', comment: 'Presto View' },
      ViewExpandedText: '/* Presto View */',
    });
    const [, encoded = ''] = /^\/\* Presto View: (\S+) \*\/$/.exec(TableInput.ViewOriginalText) ?? [];
    const view = JSON.parse(Buffer.from(encoded, 'base64').toString());
    expect(view).toMatchObject({ catalog: 'awsdatacatalog', schema: databaseName });
    expect(view.originalSql).toMatch(new RegExp(` FROM "${databaseName}"\\."cloudtrail_logs"$`));
    const types: Readonly<Record<string, string>> = { varchar: 'string', 'timestamp(3)': 'timestamp' };
    const columns = (view.columns as { readonly name: string; readonly type: string }[]).map(
      ({ name, type }) => ({ Name: name, Type: types[type] ?? type.replace('(varchar)', '<string>') }),
    );
    expect(TableInput.StorageDescriptor.Columns).toEqual(columns);
    expect(columns).toContainEqual({ Name: 'event_time', Type: 'timestamp' });
    expect(columns.slice(-3).map(({ Name }) => Name)).toEqual(['account', 'region', 'timestamp']);
    const later = resourceOf(stack, 'AWS::Glue::Table', 'LaterEvents').Properties.TableInput.ViewOriginalText;
    const [before, text, after] = later['Fn::Join'][1];
    expect([before, after]).toEqual(['/* Presto View: ', ' */']);
    const parts = text['Fn::Base64']['Fn::Join'][1] as readonly unknown[];
    const joined = parts.map((part) => (typeof part === 'string' ? part : databaseName)).join('');
    expect(JSON.parse(joined)).toEqual(view);
  });

  it('grants a role what a query needs, and nothing else', () => {
    const stack = newStack();
    const table = tableIn(stack);
    const role = new Role(stack, 'Analyst', { assumedBy: new AccountPrincipal(ACCOUNT) });
    table.grantQuery(role, { folders: [LogFolder.RECORDS] });
    const { Statement: statements } = resourceOf(stack, 'AWS::IAM::Policy', 'Analyst').Properties
      .PolicyDocument as { readonly Statement: readonly Statement[] };
    const actions = statements.flatMap(({ Action }) => Action as string | string[]);
    expect(actions.sort()).toEqual([
      ...['athena:BatchGetNamedQuery', 'athena:BatchGetQueryExecution', 'athena:GetDatabase'],
      ...['athena:GetNamedQuery', 'athena:GetQueryExecution', 'athena:GetQueryResults'],
      ...['athena:GetQueryResultsStream', 'athena:GetQueryRuntimeStatistics', 'athena:GetTableMetadata'],
      ...['athena:GetWorkGroup', 'athena:ListNamedQueries', 'athena:ListQueryExecutions'],
      ...['athena:ListTableMetadata', 'athena:StartQueryExecution', 'athena:StopQueryExecution'],
      ...['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables'],
      ...['kms:Decrypt', 'kms:Decrypt', 'kms:GenerateDataKey'],
      ...['s3:AbortMultipartUpload', 's3:GetBucketLocation', 's3:GetObject', 's3:GetObject'],
      ...['s3:GetObjectVersion', 's3:ListBucket', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      ...['s3:ListBucketVersions', 's3:ListMultipartUploadParts', 's3:PutObject'],
    ]);
    expect(statements.every(({ Resource }) => Resource !== '*')).toBe(true);
  });

  it('lets a LogReaderRole query, and read no more than before', () => {
    const stack = newStack();
    const archive = archiveOf(stack, TRAIL);
    const reader = new LogReaderRole(stack, 'Reader', {
      archive,
      reader: LogReader.ownAccount({ account: '222233334444' }),
      readable: { regions: [REGION] },
    });
    tableIn(stack, { archive }).grantQuery(reader);
    const { Statement: statements } = resourceOf(stack, 'AWS::IAM::Policy', 'Reader').Properties
      .PolicyDocument as { readonly Statement: readonly Statement[] };
    expect(JSON.stringify(statements)).toContain('athena:StartQueryExecution');
    expect(JSON.stringify(statements)).not.toContain('Archive');
  });
});

it('finds an account and a Region once, however often they are named', () => {
  const stack = newStack();
  tableIn(stack, { accounts: [ACCOUNT, ACCOUNT], regions: [REGION, 'us-east-1', REGION] });
  expect(parametersOf(stack)).toMatchObject({
    'projection.account.values': ACCOUNT,
    'projection.region.values': `${REGION},us-east-1`,
  });
});

describe('LogTable, which fails', () => {
  it('to let principals of another account query, and lets them read nothing', () => {
    const stack = newStack();
    const table = tableIn(stack);
    expect(() => table.grantQuery(new AccountPrincipal('222233334444'))).toThrow(
      'let principals of another account assume such a role',
    );
    expect(JSON.stringify(resourcesOf(stack, 'AWS::S3::BucketPolicy'))).not.toContain('222233334444');
  });

  it.each<readonly [string, Partial<LogTableProps>, string]>([
    [
      'at a day that is none',
      { firstDay: '2026-02-31' },
      "firstDay is '2026-02-31'; write a day such as 2026-01-01",
    ],
    [
      'at a day that only the deployment knows',
      { firstDay: Lazy.string({ produce: () => FIRST_DAY }) },
      'firstDay is known only at deployment; write a day such as 2026-01-01',
    ],
    ['without an account', { accounts: [] }, 'accounts is empty; name at least one, or leave it out'],
    ['without a Region', { regions: [] }, 'regions is empty; name at least one, or leave it out'],
    ['at an account that is none', { accounts: ['1'] }, "accounts '1' is not a valid account id"],
    [
      'at a Region of another partition',
      { regions: ['cn-north-1'] },
      "regions 'cn-north-1' is of the partition 'aws-cn'",
    ],
    ['at a name that Glue does not take', { name: 'Logs-1' }, "name 'Logs-1' is not a valid database name"],
    [
      'at a limit that Athena does not take',
      { maxScan: Size.mebibytes(9) },
      'maxScan is 9437184 bytes, but must be',
    ],
    [
      'at a query that there is not',
      { savedQueries: ['root-usage'] },
      "savedQueries: there is no query 'root-usage'; did you mean 'root-use'?",
    ],
  ])('%s', (_, props, message) => {
    const stack = newStack();
    expect(() => tableIn(stack, props)).toThrow(message);
  });

  it('where trails have their files in different folders, unless one is named', () => {
    const stack = newStack();
    const archive = archiveOf(stack, TRAIL, ORGANIZATION_TRAIL);
    expect(() => tableIn(stack, { archive }, 'Both')).toThrow(
      `the trails of the archive have their files in different folders: 'primary' (AWSLogs/${ACCOUNT}/), 'everyone' (AWSLogs/${ORGANIZATION}/)`,
    );
    tableIn(stack, { archive, trail: TRAIL });
    expect(parametersOf(stack)).toMatchObject({ 'projection.account.values': ACCOUNT });
  });

  it('where two have one name in one account and Region', () => {
    const stack = newStack();
    const archive = archiveOf(stack, TRAIL);
    tableIn(stack, { archive, name: 'logs' }, 'One');
    tableIn(stack, { archive, name: 'logs' }, 'Two');
    expect(() => resourcesOf(stack, 'AWS::Glue::Database')).toThrow("both have the database name 'logs'");
  });
});
