import { Duration, Size, Stack } from 'aws-cdk-lib';
import type { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { QUERY_ALARMS } from '../../core/alarm/pipeline/message-alarms';
import { toScheduledQueryStatements } from '../../core/policy/lake/query-statements';
import {
  encodeQuery,
  QUERY_METRICS,
  queryStartMessage,
  SCHEDULED_QUERY_ENVIRONMENT,
} from '../../core/settings/scheduled-query-settings';
import { grantFolderList, grantObjects, LogFolder } from '../archive/log-reading';
import { keepNameUnique } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { describeResource } from '../resource/describe-resource';
import { RuleSeverity } from '../rule/rule-severity';
import { acknowledgeWildcards } from '../statement/acknowledge';
import { grantOnLogGroup } from '../statement/grant-on-log-group';
import { toPolicyStatement } from '../statement/policy-length';
import type { LogTable } from '../table/log-table';
import { createWorkGroup } from '../table/work-group';
import { toQueueTarget } from '../worker/queue-target';
import { createQueueWorker, type QueueWorker } from '../worker/queue-worker';
import { Worker } from '../worker/worker';
import { pipelineGraphs } from '../worker/worker-dashboard';
import type { WorkerJob } from '../worker/worker-function';
import { checkProps, MAX_SCAN, type QueryParts, toParts } from './query-parts';
import type { ScheduledQueryProps } from './scheduled-query-props';

/** The default of the rows of a run, and of its time. */
const MAX_ROWS = 20;
const QUERY_TIMEOUT = Duration.minutes(30);

/** A call takes seconds: the function does not wait for the query. */
const TIMEOUT = Duration.minutes(1);

/** Between two looks at a query a message waits for a minute. */
const MAX_WAIT = Duration.hours(1);

/**
 * Runs a query over log files in Athena, or over a log group in CloudWatch Logs Insights, on a schedule, and sends its rows: a question that is asked every day, such as who
 * subscribed to services, and rules that no engine for single records can express.
 *
 * Scheduled rule → queue → function → Athena, in a workgroup of its own with a scan limit, or Logs Insights → queue → function → topic. A run with rows
 * raises one alert with the first of them, as any other alert; Athena's file with all rows is in the results bucket of the table until
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

  /** The name of the workgroup that the query runs in; undefined in Logs Insights. */
  public readonly workGroupName?: string;

  /** @internal */
  protected readonly _ownMetrics = { noun: 'scheduled query', units: QUERY_METRICS };

  constructor(scope: Construct, id: string, props: ScheduledQueryProps) {
    super(scope, id);
    within(this, () => checkProps(this, props));
    const query = within(this, () => toParts(props));
    this.queryName = query.name;
    const workGroup = props.table === undefined ? undefined : this.createWorkGroup(props, props.table);
    this.workGroupName = workGroup?.name;
    this._parts = within(this, () => this.createParts(props, query));
    if (workGroup !== undefined) this.lambdaFunction.node.addDependency(workGroup);
    const { path } = (props.table ?? props.logGroup ?? this).node;
    describeResource(this.lambdaFunction, () => ({
      construct: 'ScheduledQuery',
      Routes: [[`query ${query.name} over ${path}`, `up to ${props.maxRows ?? MAX_ROWS} rows`]],
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

  /** Queries that were completed. */
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

  private createWorkGroup({ maxScan = MAX_SCAN }: ScheduledQueryProps, table: LogTable): CfnWorkGroup {
    const name = `${table.workGroupName}_${this.queryName.replaceAll('-', '_')}`;
    keepNameUnique(this, { kind: 'workgroup', name, property: 'queryName' });
    return createWorkGroup(this, {
      ...{ name, description: `Runs the scheduled query ${this.queryName}` },
      ...{ prefix: this.resultsPrefix(), results: table.resultsBucket, encryptionKey: table.encryptionKey },
      maxScan,
    });
  }

  private createParts(props: ScheduledQueryProps, query: QueryParts): QueueWorker {
    const { queryTimeout = QUERY_TIMEOUT, logGroup } = props;
    const { ofInsights, ...described } = query;
    const metric = (metricName: string) => this.metric(metricName, { period: Duration.days(1) });
    return createQueueWorker(this, {
      job: this.toJob(props, ofInsights),
      ...{ options: props, timeout: props.timeout ?? TIMEOUT, alertTopic: props.alertTopic, raising: {} },
      document: {
        ...{ id: 'QueryLayer', description: 'The statement of a scheduled query', name: 'query' },
        document: encodeQuery({
          ...{ ...described, severity: props.severity ?? RuleSeverity.MEDIUM },
          ...{ maxRows: props.maxRows ?? MAX_ROWS, reportsEmpty: props.reportEmpty ?? false },
          timeoutSeconds: queryTimeout.toSeconds(),
        }),
      },
      environment: (common, queryFile) =>
        SCHEDULED_QUERY_ENVIRONMENT.encode({
          ...{ ...common, queryFile, queryWorkerName: this._workerName },
          placeName: logGroup?.logGroupName ?? this.workGroupName ?? '',
        }),
      alarms: { pipeline: QUERY_ALARMS, oldestMessageAge: MAX_WAIT },
      graphs: (pipeline) => [
        { title: 'Queries per day', left: [metric('Queries'), metric('QueriesFailed')] },
        { title: 'Rows per day', left: [metric('Rows')] },
        ...pipelineGraphs(pipeline),
      ],
    });
  }

  private toJob({ table, logGroup }: ScheduledQueryProps, ofInsights: boolean): WorkerJob {
    return {
      bundle: 'scheduled-query',
      description:
        logGroup === undefined
          ? 'Runs a query over log files in Athena, and sends its rows'
          : 'Runs a query over a log group in Logs Insights, and sends its rows',
      roleDescription: 'Permissions of the function that runs a scheduled query of trailwatch',
      services: `${logGroup === undefined ? 'Athena' : 'CloudWatch Logs'}, SQS, DynamoDB and SNS`,
      logContents: 'names of queries and counts of rows, no records',
      memorySize: Size.mebibytes(256),
      ...{ batchSize: 1, maxConcurrency: 2 },
      grant: (role) => {
        const folder = ofInsights ? LogFolder.INSIGHTS : LogFolder.RECORDS;
        if (table !== undefined) this.grantQuery(role, table, folder);
        if (logGroup !== undefined) grantLogsQuery(role, logGroup);
      },
    };
  }

  /** Athena reads log files, tables and results with the permissions of the principal that starts a query. */
  private grantQuery(role: Role, table: LogTable, folder: LogFolder): void {
    acknowledgeWildcards(role, {
      's3:AbortMultipartUpload':
        'Athena names the files of results; a policy can name them by their folder only',
      's3:GetObject': 'trails write new objects; a policy can name them by their folders only',
      'glue:GetTable': 'Athena also looks up the view of a table; the database has no other tables',
    });
    const workGroupArn = Stack.of(this).formatArn({
      ...{ service: 'athena', resource: 'workgroup', resourceName: String(this.workGroupName) },
    });
    const resources = { ...table._queryResources(), workGroupArn, resultKeys: `${this.resultsPrefix()}*` };
    for (const statement of toScheduledQueryStatements(resources))
      role.addToPrincipalPolicy(toPolicyStatement(statement));
    grantObjects(table._archive, role, { folders: [folder] });
    grantFolderList(table._archive, role);
  }
}

/** Logs Insights knows a query by its id alone, so that no policy can name the queries that may be read and stopped. */
function grantLogsQuery(role: Role, logGroup: ILogGroup): void {
  const why =
    'CloudWatch Logs defines no resource for queries; their ids are random, and only the function knows them';
  grantOnLogGroup(role, logGroup, 'logs:StartQuery');
  acknowledgeWildcards(role, { 'logs:GetQueryResults': why, 'logs:StopQuery': why });
  role.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['logs:GetQueryResults', 'logs:StopQuery'], resources: ['*'] }),
  );
}
