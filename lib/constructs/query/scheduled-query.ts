import { Duration, Size, Stack } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { QUERY_ALARMS } from '../../core/alarm/pipeline/message-alarms';
import { toScheduledQueryStatements } from '../../core/policy/lake/query-statements';
import { toScheduledQuery, toScheduledStatement } from '../../core/query/athena/scheduled-statement';
import { findNamedQuery } from '../../core/query/named-queries';
import type { NamedQuery } from '../../core/query/named-query';
import {
  encodeQuery,
  QUERY_METRICS,
  queryStartMessage,
  SCHEDULED_QUERY_ENVIRONMENT,
} from '../../core/settings/scheduled-query-settings';
import { grantFolderList, grantObjects, LogFolder } from '../archive/log-reading';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { checkName, keepNameUnique } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { describeResource } from '../resource/describe-resource';
import { RuleSeverity } from '../rule/rule-severity';
import { acknowledgeWildcards } from '../statement/acknowledge';
import { toPolicyStatement } from '../statement/policy-length';
import { checkTablePlace } from '../table/check-table-place';
import { createWorkGroup, scanBounds } from '../table/work-group';
import { memoryBounds } from '../worker/function-options';
import { toQueueTarget } from '../worker/queue-target';
import { createQueueWorker, type QueueWorker } from '../worker/queue-worker';
import { Worker } from '../worker/worker';
import { pipelineGraphs } from '../worker/worker-dashboard';
import type { WorkerJob } from '../worker/worker-function';
import type { ScheduledQueryProps } from './scheduled-query-props';

/** The default of what a run may scan, of its rows, its days and its time. */
const MAX_SCAN = Size.gibibytes(100);
const MAX_ROWS = 20;
const DAYS = 1;
const QUERY_TIMEOUT = Duration.minutes(30);

/** A call of Athena takes seconds: the function does not wait for the query. */
const TIMEOUT = Duration.minutes(1);

/** Between two looks at a query a message waits for a minute. */
const MAX_WAIT = Duration.hours(1);

/** A query with its name. */
interface QueryParts {
  readonly name: string;
  readonly title: string;
  readonly sql: string;
  readonly ofInsights: boolean;
}

/**
 * Runs a query over log files in Athena on a schedule, and sends its rows: a question that is asked every day, such as who
 * subscribed to services, and rules that no engine for single records can express.
 *
 * Scheduled rule → queue → function → Athena, in a workgroup of its own with a scan limit → queue → function → topic. A run with rows
 * raises one alert with the first of them, as any other alert; the file with all rows is in the results bucket of the table until
 * it expires. A run that fails, scans too much or takes too long raises an alert, too.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type AlertTopic, type LogTable, ScheduledQuery } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const table: LogTable;
 * declare const alertTopic: AlertTopic;
 * new ScheduledQuery(stack, 'Subscriptions', { table, alertTopic, namedQuery: 'subscriptions' });
 */
export class ScheduledQuery extends Worker {
  /** The name of the query. */
  public readonly queryName: string;

  /** The name of the workgroup that the query runs in. */
  public readonly workGroupName: string;

  /** @internal */
  protected readonly _ownMetrics = { noun: 'scheduled query', units: QUERY_METRICS };

  constructor(scope: Construct, id: string, props: ScheduledQueryProps) {
    super(scope, id);
    within(this, () => {
      checkProps(props);
      checkTablePlace(Stack.of(this), props.table, 'ScheduledQuery');
    });
    const query = within(this, () => toParts(props));
    this.queryName = query.name;
    this.workGroupName = `${props.table.workGroupName}_${query.name.replaceAll('-', '_')}`;
    keepNameUnique(this, { kind: 'workgroup', name: this.workGroupName, property: 'queryName' });
    const { table } = props;
    const workGroup = createWorkGroup(this, {
      ...{ name: this.workGroupName, description: `Runs the scheduled query ${query.name}` },
      ...{ prefix: this.resultsPrefix(), results: table.resultsBucket, encryptionKey: table.encryptionKey },
      maxScan: props.maxScan ?? MAX_SCAN,
    });
    this._parts = within(this, () => this.createParts(props, query));
    this.lambdaFunction.node.addDependency(workGroup);
    describeResource(this.lambdaFunction, () => ({
      construct: 'ScheduledQuery',
      Routes: [[`query ${query.name} over ${table.node.path}`, `up to ${props.maxRows ?? MAX_ROWS} rows`]],
    }));
    const { queue, deadLetterQueue } = this;
    new Rule(this, 'Schedule', {
      description: `Starts the query ${query.name}`,
      schedule: props.schedule ?? Schedule.cron({ hour: '4', minute: '30' }),
      targets: [
        toQueueTarget(queue, {
          deadLetterQueue,
          message: RuleTargetInput.fromObject(queryStartMessage(EventField.time)),
        }),
      ],
    });
  }

  /** Queries that Athena completed. */
  public metricQueries(props?: MetricOptions): Metric {
    return this.metric('Queries', props);
  }

  /** Queries that failed, were cancelled, or took too long. */
  public metricQueriesFailed(props?: MetricOptions): Metric {
    return this.metric('QueriesFailed', props);
  }

  private resultsPrefix(): string {
    return `scheduled/${this.queryName}/`;
  }

  private createParts(props: ScheduledQueryProps, { name, title, sql, ofInsights }: QueryParts): QueueWorker {
    const { queryTimeout = QUERY_TIMEOUT } = props;
    const metric = (metricName: string) => this.metric(metricName, { period: Duration.days(1) });
    return createQueueWorker(this, {
      job: this.toJob(props, ofInsights),
      ...{ options: props, timeout: props.timeout ?? TIMEOUT, alertTopic: props.alertTopic, raising: {} },
      document: {
        ...{ id: 'QueryLayer', description: 'The statement of a scheduled query', name: 'query' },
        document: encodeQuery({
          ...{ name, title, statement: sql, severity: props.severity ?? RuleSeverity.MEDIUM },
          ...{ maxRows: props.maxRows ?? MAX_ROWS, reportsEmpty: props.reportEmpty ?? false },
          timeoutSeconds: queryTimeout.toSeconds(),
        }),
      },
      environment: (common, queryFile) =>
        SCHEDULED_QUERY_ENVIRONMENT.encode({
          ...{ ...common, queryFile, workGroupName: this.workGroupName },
          queryWorkerName: this._workerName,
        }),
      alarms: { pipeline: QUERY_ALARMS, oldestMessageAge: MAX_WAIT },
      graphs: (pipeline) => [
        { title: 'Queries per day', left: [metric('Queries'), metric('QueriesFailed')] },
        { title: 'Rows per day', left: [metric('Rows')] },
        ...pipelineGraphs(pipeline),
      ],
    });
  }

  private toJob({ table }: ScheduledQueryProps, ofInsights: boolean): WorkerJob {
    return {
      bundle: 'scheduled-query',
      description: 'Runs a query over log files in Athena, and sends its rows',
      roleDescription: 'Permissions of the function that runs a scheduled query of trailwatch',
      services: 'Athena, SQS, DynamoDB and SNS',
      logContents: 'names of queries and counts of rows, no records',
      memorySize: Size.mebibytes(256),
      ...{ batchSize: 1, maxConcurrency: 2 },
      grant: (role) => this.grantQuery(role, table, ofInsights ? LogFolder.INSIGHTS : LogFolder.RECORDS),
    };
  }

  /** Athena reads log files, tables and results with the permissions of the principal that starts a query. */
  private grantQuery(role: Role, table: ScheduledQueryProps['table'], folder: LogFolder): void {
    acknowledgeWildcards(role, {
      's3:AbortMultipartUpload':
        'Athena names the files of results; a policy can name them by their folder only',
      's3:GetObject': 'trails write new objects; a policy can name them by their folders only',
      'glue:GetTable': 'Athena also looks up the view of a table; the database has no other tables',
    });
    const workGroupArn = Stack.of(this).formatArn({
      ...{ service: 'athena', resource: 'workgroup', resourceName: this.workGroupName },
    });
    const resources = { ...table._queryResources(), workGroupArn, resultKeys: `${this.resultsPrefix()}*` };
    for (const statement of toScheduledQueryStatements(resources))
      role.addToPrincipalPolicy(toPolicyStatement(statement));
    grantObjects(table._archive, role, { folders: [folder] });
    grantFolderList(table._archive, role);
  }
}

function checkProps(props: ScheduledQueryProps): void {
  checkBounds([
    { property: 'days', value: props.days, least: 1, most: 366 },
    { property: 'maxRows', value: props.maxRows, least: 1, most: 100 },
    timeBound('queryTimeout', props.queryTimeout, { unit: 'minutes', least: 1, most: 60, isNeeded: true }),
    timeBound('timeout', props.timeout, { unit: 'seconds', least: 30, most: 900, isNeeded: true }),
    scanBounds(props),
    memoryBounds(props),
  ]);
  const { accounts, table } = props;
  for (const account of accounts ?? []) checkName('accounts', 'account id', account);
  if (accounts?.length === 0 || (accounts?.length ?? 0) > 200)
    throw new Error(`accounts has ${accounts?.length} accounts; name 1 to 200, or leave it out`);
  if (accounts === undefined && table._layout.accounts === undefined)
    throw new Error(
      "accounts is not set, and the table lists no accounts; name those whose log files are read, here or in 'accounts' of the LogTable",
    );
}

function toParts(props: ScheduledQueryProps): QueryParts {
  const { namedQuery, statement, table, days = DAYS, accounts } = props;
  const named = namedQuery === undefined ? undefined : knownQuery(namedQuery);
  if ((named === undefined) === (statement === undefined))
    throw new Error('namedQuery and statement are both set, or neither is; set one of them');
  if (named === undefined && props.parameters !== undefined)
    throw new Error('parameters is set, but statement has none; write their values into the statement');
  const reading = {
    ...{ databaseName: table.databaseName, days },
    ...(accounts === undefined ? {} : { accounts: [...new Set(accounts)] }),
  };
  const found =
    named === undefined
      ? toScheduledStatement(statement ?? '', reading)
      : toScheduledQuery(named, new Map(Object.entries(props.parameters ?? {})), reading);
  if ('problem' in found)
    throw new Error(`${named === undefined ? 'statement' : 'namedQuery'}: ${found.problem}`);
  const name = props.queryName ?? named?.name;
  if (name === undefined) throw new Error('queryName is not set; a statement needs one');
  // with that of the table it is the name of a workgroup
  const most = Math.min(60, 127 - table.workGroupName.length);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > most)
    throw new Error(
      `queryName '${name}' is not a name; write up to ${most} lower-case letters, digits and single hyphens, such as 'who-subscribes'`,
    );
  return {
    ...{ name, title: props.title ?? named?.title ?? name, sql: found.sql },
    ofInsights: named?.ofInsights === true,
  };
}

function knownQuery(name: string): NamedQuery {
  const found = findNamedQuery(name);
  if ('problem' in found) throw new Error(`namedQuery: ${found.problem}`);
  return found.query;
}
