import { Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, IBucket, LifecycleRule } from 'aws-cdk-lib/aws-s3';
import type { IStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import {
  type SearchWorker,
  toFollowStatements,
  toSearchStatements,
  toStartStatements,
} from '../../core/archive-search/search-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { LATE_DELIVERY_DAYS } from '../../core/record/object-key';
import { checkRemoval, createPrivateBucket, logRequests } from '../archive/evidence-bucket';
import { LogArchive } from '../archive/log-archive';
import { rootOf } from '../archive/log-archive-interface';
import { grantFolderList } from '../archive/log-reading';
import { checkSharedTable } from '../detection/check-shared-table';
import { toMachineCallerStatements } from '../machine/state-machine';
import type { PlatformOptions } from '../platform/platform-defaults';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { errorAt, within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { refusalOf, warnOfAll } from '../preflight/report-finding';
import { setDefaultChild } from '../resource/describe-resource';
import { describeBucket } from '../resource/describe-retention';
import { givenOrOwnKey } from '../resource/own-key';
import { markWrittenByRoles } from '../resource/written-buckets';
import { noteRules } from '../rule/known-rules';
import { refuseAllowingEverybody } from '../rule/refuse-allowing-everybody';
import { RuleSet } from '../rule/rule-set';
import { acknowledgeControls } from '../statement/acknowledge';
import { grantAll } from '../statement/grant-statement';
import { memoryBounds } from '../worker/function-options';
import type { ArchiveSearchProps } from './archive-search-props';
import {
  createBatchFunction,
  createPlanFunction,
  createSummaryFunction,
  type SearchFunctionsProps,
} from './search-functions';
import { createSearchMachine, createSendFunction, machineArns } from './search-machine';

/**
 * Searches the existing log files of an archive: when a rule is new, a year of log files is searched with as many concurrent
 * invocations as you allow. It finds what `LogProcessor` would have found, with the same ids.
 *
 * State machine → plan → a child workflow for each batch of log files → summary. Nothing runs, and only the storage of results
 * is charged, until a search is started: an execution of the state machine with an input such as
 * `{"start": "2026-01-01", "end": "2026-03-31"}`.
 *
 * It does not verify digests: `IntegrityMonitor` and `trailwatch validate` do. Alerts are files in the results bucket. With
 * `processor`, a search that is started with `send` also sends them to its topic, except those already sent.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { ArchiveSearch, type LogArchive } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const archive: LogArchive;
 * new ArchiveSearch(stack, 'ArchiveSearch', { archive, maxConcurrency: 500 });
 */
export class ArchiveSearch extends Construct {
  /** The state machine. Each execution is a search. */
  public readonly stateMachine: IStateMachine;

  /** The bucket for plans, alerts and summaries. */
  public readonly resultsBucket: IBucket;

  /** The key that the results are encrypted with. */
  public readonly encryptionKey: IKey;

  /** The alarm on the sending of alerts, which notifies the processor's topic; none without `processor`. */
  public readonly alarms: IAlarm[] = [];

  private readonly machine: StateMachine;
  private readonly options: PlatformOptions;
  private readonly archive: ArchiveSearchProps['archive'];

  constructor(scope: Construct, id: string, props: ArchiveSearchProps) {
    super(scope, id);
    within(this, () =>
      checkBounds([
        timeBound('keepResultsFor', props.keepResultsFor, { unit: 'days', least: 1, most: 36_500 }),
        { property: 'maxConcurrency', value: props.maxConcurrency, least: 1, most: 10_000 },
        memoryBounds(props),
      ]),
    );
    this.checkArchive(props);
    this.checkAlarmOptions(props);
    if (props.processor !== undefined) checkSharedTable(this, 'the archive search is', props.processor);
    const rules = props.rules ?? props.processor?._rules ?? RuleSet.builtIn();
    this.checkRules(rules, props.processor?._rules);
    this.archive = props.archive;
    this.options = props;
    const { bucket, key } = within(this, () => createResultsBucket(this, props));
    this.resultsBucket = bucket;
    this.encryptionKey = key;
    this.machine = within(this, () => this.createMachine(props, rules));
    this.stateMachine = this.machine;
    setDefaultChild(this, this.machine);
  }

  /**
   * Grants permission to start and follow searches: with the deployed rules, or with rules that the grantee writes to the
   * results bucket. It includes listing the log files of the archive, which the cost estimate of a search requires.
   */
  public grantStart(grantee: IGrantable): Grant {
    return within(this, () =>
      grantAll(this.grantOf(grantee, 'grantStart'), [
        ...toStartStatements(machineArns(this.machine)),
        ...toMachineCallerStatements(this, this.options),
        ...this.statementsOf('starter'),
      ]).combine(grantFolderList(this.archive, grantee)),
    );
  }

  /**
   * Grants permission to follow searches, and to read their alerts and summaries, which contain whole records of the archive.
   */
  public grantReadResults(grantee: IGrantable): Grant {
    return grantAll(this.grantOf(grantee, 'grantReadResults'), [
      ...toFollowStatements(machineArns(this.machine)),
      ...toMachineCallerStatements(this, this.options),
      ...this.statementsOf('reader'),
    ]);
  }

  private grantOf(grantee: IGrantable, method: string) {
    return { scope: this, grantee, method, services: 'AWS Step Functions has' };
  }

  private statementsOf(worker: SearchWorker): readonly PolicyStatementData[] {
    return toSearchStatements(worker, {
      bucketArn: this.resultsBucket.bucketArn,
      keyArn: this.encryptionKey.keyArn,
    });
  }

  private createMachine(props: ArchiveSearchProps, rules: RuleSet): StateMachine {
    const { archive } = props;
    const place = {
      archiveBucket: archive.bucket.bucketName,
      root: rootOf(archive),
      resultsBucket: this.resultsBucket.bucketName,
    };
    const results = { bucketArn: this.resultsBucket.bucketArn, keyArn: this.encryptionKey.keyArn };
    const searchName = Names.uniqueResourceName(this, { maxLength: 128 });
    const parts: SearchFunctionsProps = { props, rules, place, results, searchName };
    const steps = {
      plan: createPlanFunction(this, parts),
      search: createBatchFunction(this, parts),
      summary: createSummaryFunction(this, parts),
    };
    const sending =
      props.processor === undefined ? undefined : createSendFunction(this, props.processor, parts);
    if (sending !== undefined) this.alarms.push(sending.alarm);
    const functions = sending === undefined ? steps : { ...steps, send: sending.lambdaFunction };
    const chosen = props.memorySize === undefined ? {} : { memoryMib: props.memorySize.toMebibytes() };
    const remembered = sending === undefined ? {} : { rememberDays: sending.rememberDays };
    return createSearchMachine(this, {
      ...{ props, functions, statements: this.statementsOf('machine') },
      place: { ...place, lateDays: LATE_DELIVERY_DAYS, ...chosen, ...remembered },
    });
  }

  private checkArchive({ archive }: ArchiveSearchProps): void {
    const { account, region } = Stack.of(this);
    const there = archive.bucket.env;
    const stack = `the stack of '${this.node.path}' deploys to`;
    if (isKnownDifference(region, there.region)) {
      const found = `the archive is in '${there.region}', but ${stack} '${region}'`;
      throw errorAt(this, refusalOf('searchElsewhere', found).message);
    }
    if (archive instanceof LogArchive && isKnownDifference(account, there.account)) {
      const found = `the archive is in account '${there.account}', but ${stack} account '${account}'`;
      throw errorAt(this, refusalOf('searchOfAnotherAccount', found).message);
    }
  }

  private checkAlarmOptions({ processor, runbooks, alarmActions }: ArchiveSearchProps): void {
    if (processor !== undefined) return;
    const [given] = Object.entries({ runbooks, alarmActions }).find(([, value]) => value !== undefined) ?? [];
    if (given === undefined) return;
    throw errorAt(
      this,
      `${given} is given without processor, but there is an alarm only for sending alerts; give processor as well, or leave it out`,
    );
  }

  private checkRules(rules: RuleSet, reported: RuleSet | undefined): void {
    if (rules.rules.length === 0 && rules.correlations.length === 0)
      throw errorAt(
        this,
        'rules contains no rules, so nothing would be found; leave it out for the built-in rules',
      );
    if (rules === reported) return;
    noteRules(this, rules);
    refuseAllowingEverybody(this, rules);
    warnOfAll(this, 'ruleWarning', {
      found: rules._warnings(),
      rest: '`trailwatch rules check` of the files lists',
    });
  }
}

/** The bucket that searches write to, and its key. */
export interface SearchResults {
  readonly bucket: Bucket;
  readonly key: IKey;
}

/** The bucket that searches write to: private, versioned, encrypted with a KMS key, TLS 1.2 or later only. */
function createResultsBucket(scope: Construct, props: ArchiveSearchProps): SearchResults {
  checkRemoval(props);
  const { removalPolicy = RemovalPolicy.RETAIN } = props;
  const key = givenOrOwnKey(scope, props, {
    noun: 'results bucket',
    description: 'Encrypts the results of searches of CloudTrail log files',
  });
  const bucket = createPrivateBucket(scope, 'Results', {
    ...{ versioned: true, encryptionKey: key, lifecycleRules: toLifecycle(props) },
    ...{ removalPolicy, autoDeleteObjects: props.autoDeleteObjects },
  });
  describeBucket(bucket, 'ArchiveSearch');
  markWrittenByRoles(bucket);
  logRequests(scope, bucket, {
    target: props.serverAccessLogsBucket,
    prefix: 'results/',
    removalPolicy: props.removalPolicy,
    autoDeleteObjects: props.autoDeleteObjects,
  });
  acknowledgeControls(bucket, {
    S3BucketReplicationEnabled: 'the archive has every record; lost results are found by searching again',
  });
  return { bucket, key };
}

function toLifecycle({ keepResultsFor }: ArchiveSearchProps): LifecycleRule[] {
  const uploads = { id: 'EndUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) };
  if (keepResultsFor === undefined) return [uploads];
  return [
    uploads,
    {
      id: 'KeepResults',
      expiration: keepResultsFor,
      noncurrentVersionExpiration: Duration.days(1),
    },
  ];
}
