import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import type { IStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { COMPACTION_ALARMS } from '../../core/alarm/pipeline/machine-alarms';
import type { WrittenFolder } from '../../core/policy/lake/query-statements';
import { LOG_TABLE, toAccountsPrefix } from '../../core/query/athena/athena-tables';
import { COMPACTED_TABLE_NAME } from '../../core/query/athena/compacted-table';
import { COMPACTED_EVENTS_VIEW } from '../../core/query/athena/events-view';
import {
  toCompactedReadStatements,
  toCompactionStatements,
} from '../../core/query/compaction/compaction-statements';
import { toCompactionDefinition } from '../../core/query/compaction/machine-definition';
import { checkTopicRegion } from '../alert/check-topic-region';
import { createEvidenceBucket, logRequests } from '../archive/evidence-bucket';
import { signingKeyOf } from '../archive/signing-key-of';
import { toMachineCallerStatements } from '../machine/state-machine';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { keepNameUnique } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { setDefaultChild } from '../resource/describe-resource';
import { describeBucket } from '../resource/describe-retention';
import { givenOrOwnKey } from '../resource/own-key';
import { markWrittenByRoles } from '../resource/written-buckets';
import { acknowledgeControls } from '../statement/acknowledge';
import { grantAll } from '../statement/grant-statement';
import { toPolicyStatement } from '../statement/policy-length';
import { checkTablePlace } from '../table/check-table-place';
import type { LogTable } from '../table/log-table';
import { createView } from '../table/table-layout-of';
import { createWorkGroup, scanBounds } from '../table/work-group';
import { createRuleRole } from '../worker/rule-role';
import { createPipelineAlarm } from '../worker/worker-alarms';
import { createCompactionMachine } from './compaction-machine';
import type { LogTableCompactionProps } from './log-table-compaction-props';

/** The folder of the Iceberg table in its bucket. */
const FOLDER = `${COMPACTED_TABLE_NAME}/`;

/** The prefix of statement results, which contain the number of rows written. */
const RESULTS = 'compaction/';

const DAYS = 2;
const ACCOUNTS_AT_ONCE = 20;

/** How long files that Athena or another principal deleted can be restored. */
const RESTORABLE = Duration.days(7);

/** The location of the Iceberg table. */
interface CompactionStore {
  readonly bucket: Bucket;
  readonly key: IKey;
}

/** The bucket of the compacted table, and its key. */
function createCompactionStore(scope: Construct, props: LogTableCompactionProps): CompactionStore {
  const { removalPolicy = RemovalPolicy.RETAIN, autoDeleteObjects } = props;
  const key = givenOrOwnKey(scope, props, {
    noun: 'compacted table',
    description: 'Encrypts compacted CloudTrail log files',
  });
  const bucket = createEvidenceBucket(scope, {
    ...{ encryptionKey: key, removalPolicy, autoDeleteObjects },
    lifecycleRules: [
      {
        id: 'DeleteReplaced',
        noncurrentVersionExpiration: RESTORABLE,
        expiredObjectDeleteMarker: true,
        abortIncompleteMultipartUploadAfter: RESTORABLE,
      },
    ],
  });
  describeBucket(bucket, 'LogTableCompaction');
  markWrittenByRoles(bucket);
  logRequests(scope, bucket, {
    ...{ target: props.serverAccessLogsBucket, prefix: 'compacted/', removalPolicy, autoDeleteObjects },
  });
  acknowledgeControls(bucket, {
    S3BucketReplicationEnabled: 'the archive has every record; lost files are compacted again',
  });
  return { bucket, key };
}

/**
 * Copies the log files of a `LogTable` into an Apache Iceberg table every day, so that repeated queries read Parquet columns
 * instead of whole JSON files.
 *
 * Scheduled rule → state machine → statements in Athena; no function. The table is `cloudtrail_compacted` in the same database,
 * with the columns of `cloudtrail_logs`, its partitions `account`, `region` and `"timestamp"`, and the URL of the log file in
 * `source_file`; it contains every event once. The view `compacted_events` has the columns of `events`. Both exist after the
 * first execution of the state machine. An execution with an input such as
 * `{"firstDay": "2026-01-01", "lastDay": "2026-03-31"}` compacts these days.
 *
 * The table is a copy, without network activity events, Insights events and digests; the archive is the evidence.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type LogTable, LogTableCompaction } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const table: LogTable;
 * new LogTableCompaction(stack, 'Compaction', { table });
 */
export class LogTableCompaction extends Construct {
  /** The state machine. Each execution compacts some days. */
  public readonly stateMachine: IStateMachine;

  /** The bucket of the compacted table. */
  public readonly bucket: IBucket;

  /** The key that the compacted table is encrypted with. */
  public readonly encryptionKey: IKey;

  /** The name of the workgroup that compacts. */
  public readonly workGroupName: string;

  private readonly table: LogTable;

  constructor(scope: Construct, id: string, props: LogTableCompactionProps) {
    super(scope, id);
    within(this, () => {
      checkProps(props);
      checkTablePlace(Stack.of(this), props.table, 'LogTableCompaction');
      if (signingKeyOf(props.table._archive) !== undefined)
        throw new Error(
          'table reads events from outside AWS, whose files are not compacted; query the LogTable, and leave LogTableCompaction out',
        );
    });
    this.table = props.table;
    this.workGroupName = `${props.table.workGroupName}_compaction`;
    keepNameUnique(this, { kind: 'workgroup', name: this.workGroupName, property: 'table' });
    const { bucket, key } = within(this, () => createCompactionStore(this, props));
    this.bucket = bucket;
    this.encryptionKey = key;
    const workGroup = createWorkGroup(this, {
      ...{ name: this.workGroupName, description: 'Compacts CloudTrail log files', prefix: RESULTS },
      ...{ results: props.table.resultsBucket, encryptionKey: props.table.encryptionKey },
      maxScan: props.maxScan,
    });
    createView(this, COMPACTED_EVENTS_VIEW, props.table).node.addDependency(props.table);
    const machine = within(this, () => this.createMachine(props));
    machine.node.addDependency(workGroup);
    this.stateMachine = machine;
    setDefaultChild(this, machine);
    within(this, () => this.createSchedule(machine, props));
    this.createAlarm(machine, props);
  }

  /**
   * Grants permission to query the compacted table, for all its accounts and Regions: to run queries in the workgroup of the
   * `LogTable`, see its tables, read and write results, and read the compacted table. The log files are not included.
   */
  public grantQuery(grantee: IGrantable): Grant {
    return this.table
      ._grantTables(grantee)
      .combine(
        grantAll(
          { scope: this, grantee, method: 'grantQuery', services: 'Athena and AWS Glue have' },
          toCompactedReadStatements(this.data),
        ),
      );
  }

  private get data(): WrittenFolder {
    return { bucketArn: this.bucket.bucketArn, keys: `${FOLDER}*`, keyArn: this.encryptionKey.keyArn };
  }

  private createMachine(props: LogTableCompactionProps): StateMachine {
    const { databaseName, _layout: layout } = props.table;
    const { workGroupName } = this;
    const { accounts = { bucket: layout.bucketName, prefix: toAccountsPrefix(layout) } } = layout;
    const definition = toCompactionDefinition({
      ...{ partition: Aws.PARTITION, databaseName, workGroupName, accounts },
      location: this.bucket.s3UrlForObject(FOLDER),
      days: props.days ?? DAYS,
      groupSize: props.groupSize ?? ACCOUNTS_AT_ONCE,
      ...(props.keepFor === undefined ? {} : { keepDays: props.keepFor.toDays() }),
    });
    return createCompactionMachine(this, { props, definition, statements: this.toStatements() });
  }

  private toStatements() {
    const queries = this.table._queryResources();
    const tableArn = (resourceName: string) =>
      Stack.of(this.table).formatArn({ service: 'glue', resource: 'table', resourceName });
    const { databaseName } = this.table;
    return toCompactionStatements({
      ...queries,
      workGroupArn: Stack.of(this).formatArn({
        service: 'athena',
        resource: 'workgroup',
        resourceName: this.workGroupName,
      }),
      logTableArn: tableArn(`${databaseName}/${LOG_TABLE.name}`),
      compactedTableArn: tableArn(`${databaseName}/${COMPACTED_TABLE_NAME}`),
      results: {
        bucketArn: queries.resultsBucketArn,
        keys: `${RESULTS}*`,
        keyArn: queries.resultsKeyArn,
      },
      data: this.data,
    });
  }

  private createSchedule(machine: StateMachine, { schedule }: LogTableCompactionProps): void {
    const role = createRuleRole(this, 'ScheduleRole', 'Starts the compaction of log files');
    for (const statement of toMachineCallerStatements(this, {})) {
      role.addToPrincipalPolicy(toPolicyStatement(statement));
    }
    new Rule(this, 'Schedule', {
      description: 'Compacts the log files of the last days',
      schedule: schedule ?? Schedule.cron({ hour: '3', minute: '15' }),
      targets: [new SfnStateMachine(machine, { role, input: RuleTargetInput.fromObject({}) })],
    });
  }

  private createAlarm(machine: StateMachine, { alertTopic }: LogTableCompactionProps): void {
    if (alertTopic === undefined) return;
    checkTopicRegion(this, alertTopic);
    const watch = {
      ...{ id: 'FailedAlarm', about: COMPACTION_ALARMS.FailedAlarm, threshold: 1, periods: 1 },
      metric: (period: Duration) => machine.metricFailed({ period }),
    };
    createPipelineAlarm(this, watch, { alertTopic });
  }
}

function checkProps({ days, groupSize, keepFor, maxScan }: LogTableCompactionProps): void {
  checkBounds([
    { property: 'days', value: days, least: 1, most: 30 },
    { property: 'groupSize', value: groupSize, least: 1, most: 200 },
    timeBound('keepFor', keepFor, { unit: 'days', least: (days ?? DAYS) + 1, most: 36_500 }),
    scanBounds({ maxScan }),
  ]);
}
