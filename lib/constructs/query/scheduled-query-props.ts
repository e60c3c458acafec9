import type { Duration, Size } from 'aws-cdk-lib';
import type { Schedule } from 'aws-cdk-lib/aws-events';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IAlertTopic } from '../alert/alert-topic';
import type { RuleSeverity } from '../rule/rule-severity';
import type { LogTable } from '../table/log-table';
import type { WorkerOptions } from '../worker/worker-options';

/** Properties of `ScheduledQuery`. */
export interface ScheduledQueryProps extends WorkerOptions {
  /**
   * The table that is queried in Athena, in the same account and Region.
   *
   * @default - `logGroup` is queried
   */
  readonly table?: LogTable;

  /**
   * The log group that is queried in CloudWatch Logs Insights, such as that of a trail (`AuditTrail.logGroup`), in the same account and
   * Region.
   *
   * @default - `table` is queried
   */
  readonly logGroup?: ILogGroup;

  /** The topic that receives the rows, and the alarms on the function. */
  readonly alertTopic: IAlertTopic;

  /**
   * The name of a query of `trailwatch query list`.
   *
   * @default - `statement` is run
   */
  readonly namedQuery?: string;

  /**
   * The values of the parameters of the named query, by their names.
   *
   * @default - the defaults of the parameters
   */
  readonly parameters?: { readonly [name: string]: string };

  /**
   * A SELECT of your own over the view `events`, which contains the records of the days that the query reads; of a log group, a
   * query in the language of Logs Insights.
   *
   * @default - `namedQuery` is run
   */
  readonly statement?: string;

  /**
   * The name of the query in alerts and in the names of its results and its workgroup: lower-case letters, digits and hyphens.
   * The id of the rule is `trailwatch-query-` and this name.
   *
   * @default - `namedQuery`; required for a `statement`
   */
  readonly queryName?: string;

  /**
   * The title of the alert.
   *
   * @default - that of the named query, or its name
   */
  readonly title?: string;

  /**
   * When the query runs, in UTC. CloudTrail delivers the last log files of a day minutes after it.
   *
   * @default Schedule.cron({ hour: '4', minute: '30' })
   */
  readonly schedule?: Schedule;

  /**
   * The number of days of delivery that each run reads, up to yesterday: 1 to 366, of a log group 1 to 31. With one day and a daily schedule, each log
   * file is read once.
   *
   * @default 1
   */
  readonly days?: number;

  /**
   * The accounts whose log files are read, 12 digits each, at most 200.
   *
   * @default - those that the table lists; required if it lists none, as for an organization. All that a log group has
   */
  readonly accounts?: string[];

  /**
   * The maximum amount of data that one run may scan. Athena cancels a query that scans more, and charges for the data
   * scanned; an alert says so. At least 10 MB. Logs Insights has no such limit: the function looks every ten seconds, and stops a
   * query that has scanned more.
   *
   * @default Size.gibibytes(100), which costs USD 0.49 in most Regions, and 0.50 in Logs Insights
   */
  readonly maxScan?: Size;

  /**
   * How long one run may take after its start: 1 to 60 minutes. It is then stopped, and an alert says so.
   *
   * @default Duration.minutes(30)
   */
  readonly queryTimeout?: Duration;

  /**
   * The timeout of the function, which does not wait for the query: 30 seconds to 15 minutes. The visibility timeout of the queue is
   * derived from it.
   *
   * @default Duration.minutes(1)
   */
  readonly timeout?: Duration;

  /**
   * The maximum number of rows in the alert, 1 to 100. It says whether there are more; all rows are in the file of the result.
   *
   * @default 20
   */
  readonly maxRows?: number;

  /**
   * Whether a result without rows is reported as well, for a report that comes each time.
   *
   * @default false
   */
  readonly reportEmpty?: boolean;

  /**
   * The severity of the alert.
   *
   * @default RuleSeverity.MEDIUM
   */
  readonly severity?: RuleSeverity;
}
