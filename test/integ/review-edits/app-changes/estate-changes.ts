import { Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  LogTable,
  type LogTableProps,
  ScheduledQuery,
  type ScheduledQueryProps,
  UnifiedIngestion,
  type UnifiedIngestionProps,
} from '../../../../lib/index';
import { ACCOUNT, REGION } from '../../../constructs/synthesize';
import { type AppChange, backwards, type Expected, HERE, type OneAccount, ofAccount } from './app-change';

type Also = NonNullable<OneAccount['also']>;

const NONE: Also = () => undefined;

function also(name: string, expected: readonly [Expected, RegExp?], before: Also, after: Also): AppChange {
  return ofAccount(name, expected, { also: before }, { also: after });
}

const querying =
  (query: Partial<ScheduledQueryProps> = {}, table: Partial<LogTableProps> = {}): Also =>
  ({ stack, trailwatch: { archive, alertTopic } }) => {
    const logs = new LogTable(stack, 'Table', { archive, firstDay: '2026-06-01', ...table });
    new ScheduledQuery(stack, 'Query', { table: logs, alertTopic, namedQuery: 'subscriptions', ...query });
  };
const NIGHTLY = also(
  'a query each night',
  ['weaker', /schedule|less often/i],
  querying({ schedule: Schedule.rate(Duration.hours(6)) }),
  querying({ schedule: Schedule.rate(Duration.hours(24)) }),
);
const LATER = also(
  'a table from a later day',
  ['open'],
  querying(),
  querying({}, { firstDay: '2026-09-01' }),
);

/** Queries and tables. */
const QUERIES: readonly AppChange[] = [
  NIGHTLY,
  backwards(NIGHTLY, 'ordinary'),
  LATER,
  also(
    'results expire later',
    ['ordinary'],
    querying({}, { resultsExpiration: Duration.days(30) }),
    querying(
      {},
      {
        resultsExpiration: Duration.days(60),
      },
    ),
  ),
  also('saved queries', ['ordinary'], querying(), querying({}, { savedQueries: ['subscriptions'] })),
  also('another named query', ['weaker', /Query|query/], querying(), querying({ namedQuery: 'iam-changes' })),
];

const unified =
  (props: UnifiedIngestionProps = {}): Also =>
  ({ stack }) => {
    new UnifiedIngestion(stack, 'Unified', props);
  };
const UNIFIED = also('unified ingestion', ['stronger'], NONE, unified());
const KEPT = also(
  'ingested records are kept for a week',
  ['weaker', /retention|kept/i],
  unified({ retention: RetentionDays.ONE_YEAR }),
  unified({ retention: RetentionDays.ONE_WEEK }),
);
const WIDE = also(
  'ingested from a Region less',
  ['weaker', /eu-west-1|Region/],
  unified({ regions: [REGION, 'eu-west-1'] }),
  unified({ regions: [REGION] }),
);

/** Records that CloudWatch ingests. */
const UNIFIEDS: readonly AppChange[] = [
  UNIFIED,
  backwards(UNIFIED, 'weaker', /Unified/),
  KEPT,
  backwards(KEPT, 'stronger'),
  WIDE,
  backwards(WIDE, 'stronger'),
];

function handler(stack: Stack, id: string, timeout = 10): LambdaFunction {
  return new LambdaFunction(stack, id, {
    ...{ runtime: Runtime.NODEJS_22_X, handler: 'index.handler', timeout: Duration.seconds(timeout) },
    code: Code.fromInline('exports.handler = async () => {};'),
  });
}

const shop =
  (id: string, timeout = 10): Also =>
  ({ stack }) =>
    void handler(stack, id, timeout);
const keyed =
  (days?: number): Also =>
  ({ stack }) => {
    new Key(stack, 'ShopKey', days === undefined ? {} : { pendingWindow: Duration.days(days) });
  };
const stored =
  (removalPolicy: RemovalPolicy): Also =>
  ({ stack }) =>
    void new Bucket(stack, 'Uploads', { removalPolicy });
const queued =
  (days: number): Also =>
  ({ stack }) =>
    void new Queue(stack, 'Jobs', { retentionPeriod: Duration.days(days) });
const alarmed =
  (threshold: number): Also =>
  ({ stack }) =>
    void new Alarm(stack, 'Latency', {
      ...{ threshold, evaluationPeriods: 3 },
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      metric: new Metric({ namespace: 'Shop', metricName: 'Latency' }),
    });
const apart =
  (id?: string): Also =>
  ({ app, stack }) => {
    handler(id === undefined ? stack : new Stack(app, id, { env: HERE }), 'Mover');
  };
const may = (...actions: string[]) => new PolicyStatement({ actions, resources: ['*'] });
const developer =
  (...statements: readonly PolicyStatement[]): Also =>
  ({ stack }) => {
    const made = new Role(stack, 'Developer', { assumedBy: new AccountPrincipal(ACCOUNT) });
    for (const statement of statements) made.addToPolicy(statement);
  };
const gains = (action: string, expects: Expected = 'weaker') =>
  also(
    `a developer may ${action}`,
    expects === 'weaker' ? [expects, /Developer/] : [expects],
    developer(may('s3:ListAllMyBuckets')),
    developer(may('s3:ListAllMyBuckets'), may(action)),
  );

/** What a team does beside trailwatch in the same stack. */
const BESIDE: readonly AppChange[] = [
  also('a function has another name', ['ordinary'], shop('Cart'), shop('Basket')),
  also('a function takes longer', ['ordinary'], shop('Cart'), shop('Cart', 60)),
  also('a function moves to another stack', ['ordinary'], apart(), apart('Shop')),
  also('a function moves between stacks', ['ordinary'], apart('Shop'), apart('Store')),
  also('a key of the shop', ['ordinary'], NONE, keyed()),
  also('a key of the shop no more', ['ordinary'], keyed(), NONE),
  also('a bucket of the shop', ['ordinary'], NONE, stored(RemovalPolicy.DESTROY)),
  also('a queue of the shop no more', ['ordinary'], queued(4), NONE),
  also('a queue of the shop keeps less', ['ordinary'], queued(14), queued(1)),
  also('an alarm of the shop at more', ['ordinary'], alarmed(10), alarmed(100)),
  also('an alarm of the shop no more', ['ordinary'], alarmed(10), NONE),
  also('tags of the shop', ['ordinary'], shop('Cart'), (parts) => {
    shop('Cart')(parts);
    Tags.of(parts.stack).add('team', 'shop');
  }),
  gains('ec2:DescribeInstances', 'ordinary'),
  gains('dynamodb:ListTables', 'ordinary'),
  gains('lambda:InvokeFunction'),
  gains('cloudtrail:StopLogging'),
  gains('cloudtrail:PutEventSelectors'),
  gains('s3:PutBucketPolicy'),
  gains('s3:PutLifecycleConfiguration'),
  gains('kms:ScheduleKeyDeletion'),
  gains('events:DisableRule'),
  gains('sns:DeleteTopic'),
  gains('sqs:PurgeQueue'),
  gains('cloudwatch:DeleteAlarms'),
  gains('lambda:UpdateFunctionConfiguration'),
  gains('lambda:PutFunctionConcurrency'),
  gains('lambda:DeleteEventSourceMapping'),
  gains('dynamodb:PutItem'),
  gains('dynamodb:DeleteItem'),
  gains('iam:PutRolePolicy'),
  gains('iam:PassRole'),
  gains('cloudformation:DeleteStack'),
  gains('logs:DeleteLogGroup'),
  gains('ssm:PutParameter', 'ordinary'),
];

/** Changes of queries, of ingestion, and of a product and its people beside trailwatch. */
export const ESTATE_CHANGES: readonly AppChange[] = [...QUERIES, ...UNIFIEDS, ...BESIDE];
