import { Duration, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import type { AddToResourcePolicyResult } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { toBudgetKeyStatement, toBudgetTopicStatement } from '../../core/policy/topic-statements';
import { DELIVERY_METRICS } from '../../core/settings/delivery-settings';
import { type DeliveryTrigger, deliveryMessage } from '../../core/settings/message/delivery-work';
import type { IAlertTopic } from '../alert/alert-topic';
import { signingKeyOf } from '../archive/signing-key-of';
import { checkRegionHere } from '../identity/check-region';
import type { TrailIdentity } from '../identity/trail-identity';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { partitionOfRegion } from '../preflight/check-partition';
import { errorAt, within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { noteOf } from '../preflight/report-finding';
import { describeResource } from '../resource/describe-resource';
import { toPolicyStatement } from '../statement/policy-length';
import { importOf } from '../trail/app-trails';
import type { IAuditTrail } from '../trail/audit-trail-interface';
import { memoryBounds } from '../worker/function-options';
import { toQueueTarget } from '../worker/queue-target';
import { Worker } from '../worker/worker';
import { createDeliveryChangeRules } from './delivery-change-rules';
import type { DeliveryMonitorProps } from './delivery-monitor-props';
import { createDeliveryWorker } from './delivery-worker';
import { createDeployedResources } from './deployed-resources';
import { checkRealtime } from './realtime-coverage';

/** CloudTrail writes the last files of a day within minutes after it. */
const AFTER_MIDNIGHT = Schedule.cron({ hour: '1', minute: '20' });

/** The thresholds of AWS Budgets notifications: actual and forecasted costs, in percent of the budget. */
const NOTIFICATIONS = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'ACTUAL', threshold: 100 },
  { notificationType: 'FORECASTED', threshold: 100 },
] as const;

/**
 * Creates a monthly budget for CloudTrail costs that notifies the alert topic.
 *
 * @param monthlyBudget in US dollars
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
 */
function createMonthlyBudget(scope: Construct, monthlyBudget: number, { topic }: IAlertTopic): void {
  const { account, region } = Stack.of(scope);
  checkBounds([
    { property: 'monthlyBudget', value: monthlyBudget, least: 1, most: 1_000_000_000, unit: ' dollars' },
  ]);
  const partition = partitionOfRegion(region);
  if (partition !== undefined && partition !== 'aws') {
    throw new Error(
      `monthlyBudget is set, but the stack is in the partition '${partition}', where CloudFormation does not support AWS Budgets; leave it out`,
    );
  }
  if (isKnownDifference(topic.env.account, account)) {
    throw new Error(
      `monthlyBudget is set, but alertTopic is in account '${topic.env.account}'; AWS Budgets can notify only topics in its own account, so leave it out`,
    );
  }
  const results = [
    topic.addToResourcePolicy(toPolicyStatement(toBudgetTopicStatement(topic.topicArn, account))),
    ...(topic.masterKey === undefined
      ? []
      : [topic.masterKey.addToResourcePolicy(toPolicyStatement(toBudgetKeyStatement(account)))]),
  ];
  for (const result of results) checkAdded(result, topic.node.path);
  const budget = new CfnBudget(scope, 'Budget', {
    budget: {
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: monthlyBudget, unit: 'USD' },
      costFilters: { Service: ['AWS CloudTrail'] },
    },
    notificationsWithSubscribers: NOTIFICATIONS.map((notification) => ({
      notification: { ...notification, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
      subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
    })),
  });
  // Budgets verifies that it may publish
  const policy = topic.node.tryFindChild('Policy');
  if (policy !== undefined) budget.node.addDependency(policy);
}

function checkAdded({ statementAdded }: AddToResourcePolicyResult, path: string): void {
  if (statementAdded) return;
  throw new Error(
    `monthlyBudget is set, but this app cannot change the policy of the topic '${path}' or of its key, so AWS Budgets could not publish; use a topic of this app, or leave monthlyBudget out`,
  );
}

/**
 * Checks that CloudTrail delivers: the status of every trail in every Region that it logs, on a schedule and when a trail, the
 * archive's bucket or its key is changed; that every account and Region still delivers files, and has its realtime rules; and
 * that trails, bucket, key and topic match their deployed settings. Each condition raises one alert, and another one if it
 * returns after a recovery.
 *
 * Scheduled rules, and rules for CloudTrail events → queue → function → topic. The function reads the status and settings, and
 * lists the archive; it changes neither. Its dashboard also shows the other parts of the pipeline.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type AlertTopic, DeliveryMonitor, type LogArchive, type LogProcessor } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const archive: LogArchive;
 * declare const alertTopic: AlertTopic;
 * declare const processor: LogProcessor;
 * new DeliveryMonitor(stack, 'Delivery', { archive, alertTopic, workers: [processor] });
 */
export class DeliveryMonitor extends Worker {
  /** @internal */
  protected readonly _ownMetrics = { noun: 'delivery monitor', units: DELIVERY_METRICS };

  constructor(scope: Construct, id: string, props: DeliveryMonitorProps) {
    super(scope, id);
    const { checkEvery = Duration.minutes(30), lookEvery = Duration.hours(3) } = props;
    within(this, () => {
      checkBounds([
        timeBound('checkEvery', checkEvery, { unit: 'minutes', least: 15, most: 60 }),
        timeBound('lookEvery', lookEvery, { unit: 'hours', least: 1, most: 6, isNeeded: true }),
        timeBound('timeout', props.timeout, { unit: 'seconds', least: 60, most: 900, isNeeded: true }),
        memoryBounds(props),
      ]);
      for (const region of props.regions ?? []) checkRegionHere(this, 'regions', region);
    });
    this.checkProps(props);
    const trailArns = watchedTrailsOf(this, props);
    const metric = (name: string) => this.metric(name);
    const monitorName = this._workerName;
    this._parts = within(this, () =>
      createDeliveryWorker(this, { props, trailArns, monitorName, lookEvery, metric }),
    );
    describeResource(this.lambdaFunction, () => ({ construct: 'DeliveryMonitor' }));
    if (props.realtime !== undefined) checkRealtime(this, props.realtime, this._parts);
    createDeployedResources(this, this._parts, { props, trailArns });
    const { monthlyBudget } = props;
    if (monthlyBudget !== undefined)
      within(this, () => createMonthlyBudget(this, monthlyBudget, props.alertTopic));
    this.createSchedule('Check', { schedule: Schedule.rate(checkEvery), job: 'check', what: 'the trails' });
    this.createSchedule('Look', {
      ...{ schedule: Schedule.rate(lookEvery), job: 'accounts', what: 'all accounts and Regions' },
    });
    if (props.eventVolume !== undefined)
      this.createSchedule('Volume', {
        schedule: AFTER_MIDNIGHT,
        job: 'volumes',
        what: 'the volume of the day before',
      });
    createDeliveryChangeRules(this, { archive: props.archive, worker: this._parts });
  }

  /** Open conditions, counted at each check, including those that persist. */
  public metricOpenConditions(props?: MetricOptions): Metric {
    return this.metric('OpenConditions', props);
  }

  /** Events of a day, estimated on the following day; 0 without `eventVolume`. */
  public metricEventsPerDay(props?: MetricOptions): Metric {
    return this.metric('EventsPerDay', props);
  }

  /** Completed checks of all trails. */
  public metricChecks(props?: MetricOptions): Metric {
    return this.metric('Checks', props);
  }

  private checkProps({ archive, regions, eventVolume, workers = [] }: DeliveryMonitorProps): void {
    if (eventVolume !== undefined && signingKeyOf(archive) !== undefined)
      throw errorAt(
        this,
        'eventVolume estimates what CloudTrail charges, and archive has events from outside AWS, for which it charges nothing; leave it out',
      );
    if (regions?.length === 0) throw errorAt(this, 'regions is empty; leave it out for all enabled Regions');
    const { account, region } = Stack.of(this);
    const owner = archive.bucket.env.account;
    if (isKnownDifference(owner, account)) {
      throw errorAt(
        this,
        `archive '${archive.node.path}' is in account '${owner}', but the monitor is in '${account}'; create the monitor in the account of the archive, where an organization trail has its status, too`,
      );
    }
    for (const worker of workers) {
      const other = Stack.of(worker);
      if (!isKnownDifference(other.account, account) && !isKnownDifference(other.region, region)) continue;
      throw errorAt(
        this,
        `workers has '${worker.node.path}' of ${other.account} in ${other.region}; a dashboard can show only alarms in its own account and Region, so leave it out`,
      );
    }
  }

  private createSchedule(
    id: string,
    {
      schedule,
      job,
      what,
    }: { readonly schedule: Schedule; readonly job: DeliveryTrigger; readonly what: string },
  ): void {
    const message = RuleTargetInput.fromObject(deliveryMessage(job, EventField.time));
    const { deadLetterQueue } = this;
    new Rule(this, id, {
      description: `Starts a check of ${what}`,
      schedule,
      targets: [toQueueTarget(this.queue, { deadLetterQueue, message })],
    });
  }
}

/**
 * The status of an organization trail is visible to every member account. A trail of which only the ARN is known may belong to
 * a single account.
 */
function isOfOrganization(trail: IAuditTrail): boolean {
  const { identity } = importOf(trail) ?? trail;
  return identity?.isOrganizationTrail === true;
}

/** The ARNs of the trails whose status the monitor can read from its own account. */
function watchedTrailsOf(
  scope: Construct,
  { archive, furtherTrails = [] }: Pick<DeliveryMonitorProps, 'archive' | 'furtherTrails'>,
): readonly string[] {
  const { account } = Stack.of(scope);
  for (const trail of furtherTrails) {
    if (!isKnownDifference(trail.env.account, account) || isOfOrganization(trail)) continue;
    throw errorAt(
      scope,
      `furtherTrails has the trail '${trail.node.path}' of account '${trail.env.account}', but the monitor is in '${account}'; CloudTrail shows its status only there, so create a DeliveryMonitor there`,
    );
  }
  const isElsewhere = ({ isOrganizationTrail, ownerAccount }: TrailIdentity) =>
    !isOrganizationTrail && isKnownDifference(ownerAccount, account);
  const elsewhere = archive.trails.filter(isElsewhere);
  if (elsewhere.length > 0) {
    const names = elsewhere.map(
      ({ trailName, ownerAccount, isOfMembers }) =>
        `'${trailName}' of ${isOfMembers ? 'each account of an organization' : ownerAccount}`,
    );
    noteOf(scope, 'trailsElsewhere', `${names.length} of the archive's trails, such as ${names[0]}`);
  }
  // no trail delivers events from outside AWS
  const own = archive.trails.filter((trail) => signingKeyOf(archive) === undefined && !isElsewhere(trail));
  return [...new Set([...own, ...furtherTrails].map(({ trailArn }) => trailArn))];
}
