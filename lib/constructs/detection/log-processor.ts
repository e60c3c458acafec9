import { type Duration, type Size, Stack, Token } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { toBucketNotificationStatement } from '../../core/policy/bucket-notification-statement';
import type { ForeignRole } from '../../core/policy/claim-table-statement';
import { COUNTRY, FIRST_SEEN, INDICATOR } from '../../core/rule/own-field';
import { PROCESSOR_METRICS } from '../../core/settings/log-processor-settings';
import type { IAlertTopic } from '../alert/alert-topic';
import type { MacKey } from '../alert/mac-key';
import { LogArchive } from '../archive/log-archive';
import { type ILogArchive, rootOf } from '../archive/log-archive-interface';
import { letSenderUse } from '../platform/store-key';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { checkName } from '../preflight/check-name';
import { errorAt, within } from '../preflight/construct-error';
import { checkListIsKnown } from '../preflight/preflight-check';
import { noteOf, refusalOf, warnOfAll } from '../preflight/report-finding';
import { describeRules } from '../rule/describe-rules';
import { noteRules } from '../rule/known-rules';
import { refuseAllowingEverybody } from '../rule/refuse-allowing-everybody';
import { RuleSet } from '../rule/rule-set';
import { toPolicyStatement } from '../statement/policy-length';
import { shareClaimTable } from '../worker/claim-table';
import { memoryBounds } from '../worker/function-options';
import type { QueueWorker } from '../worker/queue-worker';
import { MAX_STORM_THRESHOLD, type Raising } from '../worker/queue-worker';
import { Worker } from '../worker/worker';
import type { WorkerQueues } from '../worker/worker-queue';
import { checkAddressLists } from './address-lists';
import { checkClaimsTable } from './check-claims-table';
import { warnOfUnloggedRules } from './check-placement';
import { createDeliveryRules } from './delivery-rules';
import { describeAnnouncements, isAnnouncedByEvents, type LogProcessorProps } from './log-processor-props';
import { watchProcessor } from './own-watch';
import { createProcessorWorker, ownOrganizationOf, readersOf } from './processor-worker';
import { SilencePath } from './silence-path';
import { checkBucketRegion, subscribeToTopics } from './subscribe-to-topics';

/**
 * Searches every record of every log file in an archive, within about a minute of its delivery, and sends an alert for each
 * match: once, even if the notice of the file is delivered several times.
 *
 * EventBridge rule, SNS topic or S3 event notification → queue → function → topic. A table stores the alerts that were sent, a
 * dead-letter queue receives the notices of files that could not be read, and alarms report failures of any part. The code of
 * the function is included in the package.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type AlertTopic, type LogArchive, LogProcessor, RuleSet, RuleSeverity } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const archive: LogArchive;
 * declare const alertTopic: AlertTopic;
 * new LogProcessor(stack, 'Processor', {
 *   archive,
 *   alertTopic,
 *   rules: RuleSet.builtIn().withMinimumSeverity(RuleSeverity.MEDIUM),
 * });
 * @stability stable
 */
export class LogProcessor extends Worker {
  /** The settings for counting and remembering alerts; other functions that share the table need them. @internal */
  public readonly _raising: Raising;

  /** The rules that are searched for. @internal */
  public readonly _rules: RuleSet;

  /** The archive that log files are delivered to. @internal */
  public readonly _archive: ILogArchive;

  /** The topic of the alerts. @internal */
  public readonly _alertTopic: IAlertTopic;

  /** @internal */
  protected readonly _ownMetrics = {
    noun: 'log processor',
    units: PROCESSOR_METRICS,
    statistics: { DeliveryLag: 'p90' },
  };

  /** The organization whose accounts the rules treat as your own. @internal */
  public readonly _ownOrganization?: string;

  /** The path of silences; undefined if silences are disabled. @internal */
  public readonly _silences?: SilencePath;

  private readonly sharedTableName?: string;
  private readonly isTableGiven: boolean;

  constructor(scope: Construct, id: string, props: LogProcessorProps) {
    super(scope, id);
    within(this, () => {
      checkProcessorNumbers(props);
      checkName('sharedTableName', 'table name', props.sharedTableName);
      checkClaimsTable(this, props);
    });
    within(this, () => checkAccountTags(props));
    within(this, () => checkAddressLists(props.addressLists));
    const { stormThreshold, stormWindow, rememberAlertsFor } = props;
    this._raising = { stormThreshold, stormWindow, rememberAlertsFor };
    this._silences = within(
      this,
      () => props.silences && new SilencePath(Stack.of(this), this._workerName, props.silences),
    );
    const rules = props.rules ?? RuleSet._deployed()._knowing(this.knownAccounts(props));
    this._rules = this._silences?.addRule(rules) ?? rules;
    this._archive = props.archive;
    this._alertTopic = props.alertTopic;
    this._ownOrganization = ownOrganizationOf(props);
    this.sharedTableName = props.sharedTableName;
    this.isTableGiven = props.claimsTable !== undefined;
    this.checkRules(this._rules);
    within(this, () => checkMarks(this._rules, props));
    if (props.rules !== undefined) warnOfUnloggedRules(this, props.rules, props.archive);
    this._parts = within(this, () => this.createWorker(props));
    describeRules(this.lambdaFunction, {
      ...{ construct: 'LogProcessor', rules: this._rules },
      routes: [[`log files of ${props.archive.node.path}`, describeAnnouncements(props)]],
    });
  }

  /** The key of the table; other functions that share the table need it. @internal */
  public get _macKey(): MacKey {
    return this._parts.macKey;
  }

  /** Log files that were read completely. */
  public metricFiles(props?: MetricOptions): Metric {
    return this.metric('Files', props);
  }

  /** Log files that could not be read completely, counted at each attempt. */
  public metricRejectedFiles(props?: MetricOptions): Metric {
    return this.metric('FilesRejected', props);
  }

  /** Records that were read. */
  public metricRecords(props?: MetricOptions): Metric {
    return this.metric('Records', props);
  }

  /** Records that matched a rule. */
  public metricMatched(props?: MetricOptions): Metric {
    return this.metric('Matched', props);
  }

  /** Time from the newest record of a file until the file is read. */
  public metricDeliveryLag(props?: MetricOptions): Metric {
    return this.metric('DeliveryLag', props);
  }

  /**
   * Grants a principal permission to silence alerts with `trailwatch silence`, list silences and end them. It can hide calls of
   * any one actor for up to 72 hours, and each silence is an alert itself.
   *
   * @throws without `silences`
   */
  public grantSilence(grantee: IGrantable): Grant {
    if (this._silences === undefined)
      throw errorAt(
        this,
        'grantSilence needs silences: set it to {}, or to the severity up to which alerts can be silenced',
      );
    return this._silences.grantSilence(grantee);
  }

  /** Allows a function's role in another account to claim alerts in the table. @internal */
  public _shareTableWith(role: ForeignRole): void {
    if (this.isTableGiven)
      throw errorAt(
        this,
        `the function of '${role.roleArn}' in another account also uses claimsTable, whose policy the app does not manage; leave claimsTable out`,
      );
    if (this.sharedTableName === undefined) {
      throw refusalOf(
        'tableNotShared',
        `the function of '${role.roleArn}' uses the table of '${this.node.path}'`,
      );
    }
    shareClaimTable(this.table, this.sharedTableName, role);
  }

  private knownAccounts({ archive }: LogProcessorProps): readonly string[] {
    const all = archive instanceof LogArchive ? archive.trails : [];
    const trails = all.filter(({ isOfMembers }) => !isOfMembers);
    return [Stack.of(this).account, ...trails.map(({ ownerAccount }) => ownerAccount)];
  }

  private createWorker(props: LogProcessorProps): QueueWorker {
    const deliveries = new Construct(this, 'Deliveries');
    const worker = createProcessorWorker(this, {
      props,
      rules: this._rules,
      raising: this._raising,
      queueScope: deliveries,
      processorName: this._workerName,
      silences: this._silences,
      metric: (name, options) => this.metric(name, options),
    });
    const { queue, deadLetterQueue } = worker;
    const { archive, deliveryTopics: topics, bucketNotifications = false } = props;
    const feed = { archive, queue, deadLetterQueue };
    if (isAnnouncedByEvents(props)) createDeliveryRules(deliveries, feed);
    if (topics !== undefined) subscribeToTopics(deliveries, { ...feed, topics });
    if (bucketNotifications) letBucketSend(deliveries, feed);
    const metric = (name: string, options: MetricOptions) => this.metric(name, options);
    return { ...worker, alarms: [...worker.alarms, ...watchProcessor(this, { props, worker, metric })] };
  }

  private checkRules(rules: RuleSet): void {
    if (rules.rules.length === 0) {
      throw errorAt(
        this,
        'rules contains no rules, so no alert would ever be raised; leave it out for the built-in rules',
      );
    }
    noteRules(this, rules);
    refuseAllowingEverybody(this, rules);
    warnOfAll(this, 'ruleWarning', {
      found: rules._warnings(),
      rest: '`trailwatch rules check` of the files lists',
    });
  }
}

/** The numeric options of a log processor. */
interface ProcessorNumbers {
  readonly memorySize?: Size;
  readonly timeout?: Duration;
  readonly maxConcurrency?: number;
  readonly stormThreshold?: number;
  readonly stormWindow?: Duration;
  readonly rememberAlertsFor?: Duration;
  readonly dailySummaryHour?: number;
  readonly firstSeenAfter?: Duration;
}

/**
 * Throws if a number would be rejected by Lambda or the event source, or would let the processor forget an alert while its
 * message can still be received again.
 */
function checkProcessorNumbers(numbers: ProcessorNumbers): void {
  const { memorySize, timeout, maxConcurrency, stormThreshold, stormWindow, rememberAlertsFor } = numbers;
  checkBounds([
    memoryBounds({ memorySize }),
    timeBound('timeout', timeout, { unit: 'seconds', least: 30, most: 900, isNeeded: true }),
    { property: 'maxConcurrency', value: maxConcurrency, least: 2, most: 1000 },
    { property: 'stormThreshold', value: stormThreshold, least: 1, most: MAX_STORM_THRESHOLD },
    timeBound('stormWindow', stormWindow, { unit: 'minutes', least: 1, most: 1440 }),
    timeBound('firstSeenAfter', numbers.firstSeenAfter, { unit: 'days', least: 1, most: 30 }),
    { property: 'dailySummaryHour', value: numbers.dailySummaryHour, least: 0, most: 23 },
    timeBound('rememberAlertsFor', rememberAlertsFor, { unit: 'days', least: 15, most: 3650 }),
  ]);
}

/** A rule on a field that is never set would never raise an alert. */
function checkMarks(rules: RuleSet, { firstSeenAfter, addressLists }: LogProcessorProps): void {
  const needed = [
    ...(firstSeenAfter === undefined ? [['firstSeenAfter', FIRST_SEEN] as const] : []),
    ...(addressLists === undefined
      ? [INDICATOR, COUNTRY, `${FIRST_SEEN}.${COUNTRY}`].map((member) => ['addressLists', member] as const)
      : []),
  ];
  for (const [property, member] of needed) {
    const [found] = readersOf(rules, member);
    if (found !== undefined)
      throw new Error(
        `the rule '${found.name}' reads ${found.field}, which is only available with ${property}; set it, or leave the rule out`,
      );
  }
}

/** The maximum number of tag keys in alerts: every value counts towards the attributes of a message. */
const MAX_ACCOUNT_TAGS = 5;

function checkAccountTags(props: LogProcessorProps): void {
  const { accountTags: keys = [] } = props;
  if (keys.length === 0) return;
  if (ownOrganizationOf(props) === undefined) {
    throw new Error(
      'accountTags are given, and the trails of the archive are not of one organization, or ownOrganization is false; leave accountTags out',
    );
  }
  if (keys.length > MAX_ACCOUNT_TAGS) {
    throw new Error(
      `accountTags has ${keys.length} keys, and alerts have at most ${MAX_ACCOUNT_TAGS}; name fewer`,
    );
  }
  for (const key of keys) {
    checkListIsKnown('accountTags', key);
    if (Token.isUnresolved(key) || /^[^=]{1,128}$/.test(key)) continue;
    throw new Error(`accountTags '${key}' is not the key of a tag: 1 to 128 characters without '='`);
  }
}

/**
 * Allows the archive's bucket to send S3 event notifications to the queue. The bucket's owner adds the queue to the bucket's
 * settings; S3 then sends a test event, which the function ignores.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
 */
function letBucketSend(
  scope: Construct,
  { archive, queue }: Pick<WorkerQueues, 'queue'> & { readonly archive: ILogArchive },
): void {
  checkBucketRegion(scope, archive);
  const { bucketArn, bucketName, env } = archive.bucket;
  const notification = {
    Id: 'trailwatch',
    QueueArn: 'QUEUE_ARN',
    Events: ['s3:ObjectCreated:*'],
    Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: rootOf(archive) }] } },
  };
  noteOf(
    scope,
    'announcedElsewhere',
    `the notifications of the bucket ${bucketName} need, after the deployment and with the ARN of the queue, ` +
      JSON.stringify({ QueueConfigurations: [notification] }),
  );
  const sender = { bucketArn, account: env.account, queueArn: queue.queueArn };
  queue.addToResourcePolicy(toPolicyStatement(toBucketNotificationStatement(sender)));
  const { encryptionMasterKey: key } = queue;
  if (key !== undefined) letSenderUse(scope, key, { service: 's3.amazonaws.com', account: env.account });
}
