import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { decodeQuery } from '../../../lib/core/settings/scheduled-query-settings';
import {
  AlertTopic,
  LogArchive,
  LogTable,
  RuleSeverity,
  ScheduledQuery,
  type ScheduledQueryProps,
} from '../../../lib/index';
import { ACCOUNT, ORGANIZATION_TRAIL, REGION, resourceOf, resourcesOf, TRAIL } from '../synthesize';

function synthesize(props: Partial<ScheduledQueryProps> = {}, trail = TRAIL) {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const archive = new LogArchive(stack, 'Archive', { trails: [trail] });
  const table = new LogTable(stack, 'Table', {
    archive,
    firstDay: '2026-01-01',
    name: 'logs',
    savedQueries: [],
  });
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const query = new ScheduledQuery(stack, 'Query', {
    ...{ table, alertTopic, namedQuery: 'statement' in props ? undefined : 'subscriptions' },
    ...props,
  });
  return { app, stack, query };
}

function deployed(props: Partial<ScheduledQueryProps>, trail = TRAIL) {
  const { app, stack } = synthesize(props, trail);
  return queryOf(app, stack);
}

/** The query as the function reads it. */
function queryOf(app: App, stack: Stack) {
  const { directory } = app.synth();
  const { Variables } = resourceOf(stack, 'AWS::Lambda::Function', 'Query').Properties.Environment;
  const file = String(Variables.TRAILWATCH_QUERY_FILE).replace('/opt/', '');
  const [path] = readdirSync(directory)
    .map((asset) => join(directory, asset, file))
    .filter((one) => existsSync(one));
  return decodeQuery(readFileSync(path ?? file, 'utf8'));
}

const TABLE_DAYS = `"timestamp" >= 'trailwatch:days-before=1' AND "timestamp" < 'trailwatch:days-before=0'`;

test('a named query reads the whole days before, in a workgroup with a scan limit', () => {
  const { statement, ...query } = deployed({});
  expect(query).toEqual({
    ...{ name: 'subscriptions', title: expect.stringMatching(/subscribed/i), severity: 'medium' },
    ...{ maxRows: 20, reportsEmpty: false, timeoutSeconds: 1800 },
  });
  expect(statement).toContain(`FROM (SELECT * FROM "logs"."cloudtrail_logs" WHERE ${TABLE_DAYS}))`);
  const { stack } = synthesize();
  const group = resourceOf(stack, 'AWS::Athena::WorkGroup', 'Query').Properties;
  expect(group).toMatchObject({
    Name: 'logs_subscriptions',
    WorkGroupConfiguration: {
      ...{ EnforceWorkGroupConfiguration: true, BytesScannedCutoffPerQuery: 100 * 1024 ** 3 },
    },
  });
  expect(JSON.stringify(group)).toContain('/scheduled/subscriptions/');
  expect(resourceOf(stack, 'AWS::Events::Rule', 'QuerySchedule').Properties).toMatchObject({
    ScheduleExpression: 'cron(30 4 * * ? *)',
    Targets: [{ DeadLetterConfig: expect.anything(), InputTransformer: expect.anything() }],
  });
  expect(resourcesOf(stack, 'AWS::CloudWatch::Alarm', 'Query')).toHaveLength(4);
});

test('a statement of its own asks the view events of the days and accounts, in its own words', () => {
  const { statement, ...query } = deployed(
    {
      ...{ statement: 'WITH a AS (SELECT 1) SELECT * FROM events, a;', queryName: 'who-does', title: 'Who' },
      ...{
        days: 7,
        accounts: [ACCOUNT, ACCOUNT],
        maxRows: 5,
        reportEmpty: true,
        severity: RuleSeverity.HIGH,
      },
      ...{
        queryTimeout: Duration.minutes(5),
        maxScan: Size.gibibytes(1),
        schedule: Schedule.rate(Duration.days(7)),
      },
    },
    ORGANIZATION_TRAIL,
  );
  expect(statement).toBe(
    `WITH events AS (SELECT * FROM "logs"."events" WHERE ${TABLE_DAYS.replace('=1', '=7')} AND "account" IN ('${ACCOUNT}')), a AS (SELECT 1) SELECT * FROM events, a`,
  );
  expect(query).toMatchObject({
    name: 'who-does',
    title: 'Who',
    severity: 'high',
    maxRows: 5,
    reportsEmpty: true,
  });
});

test('a recursive statement stays one', () => {
  const statement =
    'with recursive a (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a WHERE n < 3) SELECT * FROM a';
  expect(deployed({ statement, queryName: 'three' }).statement).toMatch(
    /^WITH recursive events AS \(SELECT .+\), a \(n\) AS \(SELECT 1 UNION/,
  );
});

test('the role may run queries in its own workgroup, read log files and tables, and write its own results', () => {
  const { stack } = synthesize();
  const [policy] = resourcesOf(stack, 'AWS::IAM::Policy', 'QueryRole');
  const statements = policy?.Properties.PolicyDocument.Statement as {
    Action: string | string[];
    Resource: unknown;
  }[];
  const of = (service: string) =>
    statements.filter(({ Action }) => [Action].flat().some((action) => action.startsWith(`${service}:`)));
  expect(of('athena').map(({ Action }) => Action)).toEqual([
    [
      'athena:GetQueryExecution',
      'athena:GetQueryResults',
      'athena:StartQueryExecution',
      'athena:StopQueryExecution',
    ],
  ]);
  expect(JSON.stringify(of('athena')[0]?.Resource)).toContain('workgroup/logs_subscriptions');
  const puts = of('s3').filter(({ Action }) => Action.includes('s3:PutObject'));
  expect(puts.map(({ Resource }) => JSON.stringify(Resource))).toEqual([
    expect.stringContaining('/scheduled/subscriptions/*'),
  ]);
  expect(JSON.stringify(of('s3'))).toContain('AWSLogs/111122223333/CloudTrail/*');
  expect(JSON.stringify(of('s3'))).not.toMatch(/CloudTrail-(Digest|Insight)/);
});

test('a query of Insights events reads their files', () => {
  const { stack } = synthesize({ namedQuery: 'insights' });
  const text = JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy', 'QueryRole'));
  expect(text).toContain('/CloudTrail-Insight/*');
  expect(text).not.toContain('/CloudTrail/*');
});

test.each<[Partial<ScheduledQueryProps>, string]>([
  [
    { namedQuery: 'subscription' },
    "namedQuery: there is no query 'subscription'; did you mean 'subscriptions'?",
  ],
  [{ namedQuery: 'key-users' }, 'namedQuery: query key-users needs --param key='],
  [{ parameters: { no: 'x' } }, "query subscriptions has no parameter 'no'"],
  [{ statement: 'SELECT 1' }, 'queryName is not set; a statement needs one'],
  [{ statement: 'DROP TABLE a', queryName: 'a' }, 'statement: it does not begin with SELECT or WITH'],
  [{ statement: 'SELECT 1', queryName: 'Who Does' }, "queryName 'Who Does' is not a name"],
  [
    { statement: 'SELECT 1', namedQuery: 'subscriptions' },
    'namedQuery and statement are both set, or neither is',
  ],
  [{ statement: 'SELECT 1', queryName: 'a', parameters: {} }, 'parameters is set, but statement has none'],
  [{ days: 0 }, 'days is 0'],
  [{ maxRows: 101 }, 'maxRows is 101'],
  [{ accounts: [] }, 'accounts has 0 accounts'],
  [{ accounts: ['1'] }, "accounts '1' is not a valid account id"],
  [{ maxScan: Size.mebibytes(1) }, 'maxScan is'],
  [{ queryTimeout: Duration.hours(2) }, 'queryTimeout is'],
  [{ timeout: Duration.seconds(20) }, 'timeout is'],
])('fails on %j', (props, message) => {
  expect(() => synthesize(props)).toThrow(message);
});

test('fails with a name that is too long for the workgroup of a table with a long name', () => {
  const { stack } = synthesize();
  const table = new LogTable(stack, 'Long', {
    ...{ archive: stack.node.findChild('Archive') as LogArchive, firstDay: '2026-01-01', savedQueries: [] },
    name: 'l'.repeat(115),
  });
  const alertTopic = stack.node.findChild('Alerts') as AlertTopic;
  const create = (id: string, queryName: string) =>
    new ScheduledQuery(stack, id, { table, alertTopic, queryName, namedQuery: 'subscriptions' });
  expect(create('Twelve', 'twelve-chars').workGroupName).toHaveLength(128);
  expect(() => create('More', 'twelve-chars1')).toThrow('write up to 12 lower-case letters');
});

test('fails with the name of another query of the table', () => {
  const { app, stack } = synthesize();
  const table = stack.node.findChild('Table') as LogTable;
  const alertTopic = stack.node.findChild('Alerts') as AlertTopic;
  new ScheduledQuery(stack, 'Same', { table, alertTopic, namedQuery: 'subscriptions', days: 7 });
  expect(() => app.synth()).toThrow(
    "'Stack/Query' and 'Stack/Same' both have the workgroup name 'logs_subscriptions'",
  );
});

test('fails without accounts on a table that lists none', () => {
  expect(() => synthesize({}, ORGANIZATION_TRAIL)).toThrow(
    "accounts is not set, and the table lists no accounts; name those whose log files are read, here or in 'accounts' of the LogTable",
  );
});

test('fails in another Region than the table', () => {
  const { app, query } = synthesize();
  const other = new Stack(app, 'Other', { env: { account: ACCOUNT, region: 'us-west-2' } });
  const table = query.node.scope!.node.findChild('Table') as LogTable;
  const alertTopic = new AlertTopic(other, 'Alerts');
  expect(
    () => new ScheduledQuery(other, 'Query', { table, alertTopic, namedQuery: 'subscriptions' }),
  ).toThrow(/put ScheduledQuery into a stack of the table's account and Region/);
});

const LOG_GROUP = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:company-trail`;

/** A query in Logs Insights, of a log group here or elsewhere. */
function inLogs(props: Partial<ScheduledQueryProps> = {}, arn = LOG_GROUP) {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const query = new ScheduledQuery(stack, 'Query', {
    alertTopic: new AlertTopic(stack, 'Alerts'),
    logGroup: LogGroup.fromLogGroupArn(stack, 'Trail', arn),
    ...{ namedQuery: 'statement' in props ? undefined : 'subscriptions' },
    ...props,
  });
  return { app, stack, query };
}

describe('a query in Logs Insights', () => {
  test('is compiled for it, of these accounts, with what it may scan, and has no workgroup', () => {
    const { app, stack, query } = inLogs({ accounts: [ACCOUNT], days: 7, maxScan: Size.gibibytes(2) });
    expect(queryOf(app, stack)).toMatchObject({
      name: 'subscriptions',
      logs: { days: 7, maxScanBytes: 2 * 1024 ** 3 },
      statement: expect.stringMatching(
        new RegExp(`^filter recipientAccountId in \\["${ACCOUNT}"\\]\\n\\| filter [\\s\\S]*\\| limit 10000$`),
      ),
    });
    expect(query.workGroupName).toBeUndefined();
    expect(resourcesOf(stack, 'AWS::Athena::WorkGroup')).toEqual([]);
  });

  test('takes a statement in its own language', () => {
    const { app, stack } = inLogs({ statement: 'stats count(*) by eventName', queryName: 'names' });
    expect(queryOf(app, stack)).toMatchObject({ name: 'names', statement: 'stats count(*) by eventName' });
  });

  test('may be started on its log group alone, and reads no log files and no tables', () => {
    const { stack } = inLogs();
    const [policy] = resourcesOf(stack, 'AWS::IAM::Policy', 'QueryRole');
    const statements = policy?.Properties.PolicyDocument.Statement as {
      Action: string | string[];
      Resource: unknown;
    }[];
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /^(s3|athena|glue):/.test(action))).toEqual([]);
    const ofQueries = statements.filter(({ Action }) =>
      [Action].flat().some((one) => /^logs:.*Quer/.test(one)),
    );
    expect(ofQueries.map(({ Action }) => Action)).toEqual([
      'logs:StartQuery',
      ['logs:GetQueryResults', 'logs:StopQuery'],
    ]);
    const [ofLogGroup, ofAll] = ofQueries.map(({ Resource }) => JSON.stringify(Resource));
    expect(ofLogGroup?.match(/log-group:[^"]*/g)).toEqual([
      'log-group:company-trail',
      'log-group:company-trail:*',
    ]);
    expect(ofAll).toBe('"*"');
  });

  test.each<[Partial<ScheduledQueryProps>, string]>([
    [{ logGroup: undefined }, 'table and logGroup are both set, or neither is; set one of them'],
    [{ days: 32 }, 'days is 32'],
    [{ namedQuery: 'insights' }, 'namedQuery: query insights cannot be expressed in Logs Insights'],
    [{ statement: ' ', queryName: 'a' }, 'statement: it is empty'],
    [
      { statement: `filter eventName = "${'x'.repeat(10_000)}"`, queryName: 'a' },
      'Logs Insights accepts at most 10000',
    ],
    [{ statement: 'fields a' }, 'queryName is not set; a statement needs one'],
  ])('fails on %j', (props, message) => {
    expect(() => inLogs(props)).toThrow(message);
  });

  test('fails on a log group of another account or Region', () => {
    for (const [part, arn] of [
      ['account', LOG_GROUP.replace(ACCOUNT, '555566667777')],
      ['region', LOG_GROUP.replace(REGION, 'us-west-2')],
    ] as const)
      expect(() => inLogs({}, arn)).toThrow(`logGroup is in ${part} '`);
  });
});
