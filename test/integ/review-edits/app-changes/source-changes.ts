import { type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnEventBusPolicy, EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type Function as CdkFunction,
  Code,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnSubscriptionFilter, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  AlarmSet,
  AlertTopic,
  LogArchive,
  LogProcessor,
  type LogProcessorProps,
  MetricAlarms,
  type MetricAlarmsProps,
} from '../../../../lib/index';
import { LOG_ARCHIVE, REGION, TRAIL } from '../../../constructs/synthesize';
import { type AppChange, type Build, backwards, type Expected, fewRules, HERE } from './app-change';

const foreign = (service: string, name: string) => `arn:aws:${service}:${REGION}:${LOG_ARCHIVE}:${name}`;
const TOPIC = foreign('sns', 'company-deliveries');
const BUS = foreign('events', 'event-bus/security');

/** What an app works on that other apps have. */
interface Sources {
  /** Topics of other accounts that announce log files. */
  readonly deliveries?: readonly string[];
  readonly processor?: Partial<LogProcessorProps>;
  /** Accounts that may publish alerts to the topic. */
  readonly publishers?: readonly string[];
  readonly organization?: string;
  /** Beside the processor. */
  readonly also?: (stack: Stack, processor: LogProcessor, alertTopic: AlertTopic) => void;
  readonly bucketName?: string;
}

function given({
  deliveries,
  processor = {},
  publishers = [],
  organization,
  also,
  bucketName = 'company-logs',
}: Sources): Build {
  return (app) => {
    const stack = new Stack(app, 'Audit', { env: HERE });
    const archive = LogArchive.fromBucket(stack, 'Archive', {
      bucket: Bucket.fromBucketAttributes(stack, 'Given', {
        bucketName,
        account: LOG_ARCHIVE,
        region: REGION,
      }),
      trails: [TRAIL],
      policyManagedElsewhere: true,
    });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['soc@example.com'] });
    const topics = deliveries?.map((arn, place) => Topic.fromTopicArn(stack, `Deliveries${place}`, arn));
    const announced = topics === undefined ? { bucketNotifications: true } : { deliveryTopics: topics };
    const made = new LogProcessor(stack, 'Processor', {
      archive,
      alertTopic,
      rules: fewRules(),
      ...announced,
      ...processor,
    });
    for (const account of publishers) alertTopic.allowPublishFrom(account);
    if (organization !== undefined) alertTopic.allowPublishFromOrganization(organization);
    also?.(stack, made, alertTopic);
  };
}

function change(
  name: string,
  [expects, about]: readonly [Expected, RegExp?],
  before: Sources,
  after: Sources,
): AppChange {
  return { name, expects, ...(about && { about }), before: given(before), after: given(after) };
}

function handler(stack: Stack, id: string): CdkFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
  });
}

const PATTERN: EventPattern = { source: ['aws.cloudtrail'], detailType: ['AWS API Call via CloudTrail'] };

/** A rule of a bus of another app, or of another account, that answers changes of trails. */
const onBus =
  (arn?: string, pattern = PATTERN): Sources['also'] =>
  (stack, _processor, alertTopic) => {
    const eventBus = arn === undefined ? {} : { eventBus: EventBus.fromEventBusArn(stack, 'Bus', arn) };
    const answer = handler(stack, 'Answer');
    alertTopic.grantPublish(answer);
    new Rule(stack, 'Changes', { ...eventBus, eventPattern: pattern, targets: [new FunctionTarget(answer)] });
  };
/** A queue of another app whose messages are turned into alerts. */
const fromQueue =
  (name?: string): Sources['also'] =>
  (stack, processor) => {
    if (name === undefined) return;
    const queue = Queue.fromQueueArn(stack, 'Findings', `arn:aws:sqs:${REGION}:${HERE.account}:${name}`);
    processor.lambdaFunction.addEventSource(new SqsEventSource(queue));
  };
/** A topic of another app that announces to the queue of the processor. */
const fromTopic =
  (arn?: string): Sources['also'] =>
  (stack, processor) => {
    if (arn !== undefined)
      Topic.fromTopicArn(stack, 'Further', arn).addSubscription(new SqsSubscription(processor.queue));
  };
/** Log groups of others that the processor's function gets. */
const fromLogs =
  (name?: string): Sources['also'] =>
  (stack, processor) => {
    const permission = (id: string) =>
      processor.lambdaFunction.addPermission(id, {
        principal: new ServicePrincipal('logs.amazonaws.com'),
        sourceAccount: HERE.account,
      });
    permission('Logs');
    if (name !== undefined)
      new CfnSubscriptionFilter(stack, 'Logs', {
        logGroupName: name,
        filterPattern: '',
        destinationArn: processor.lambdaFunction.functionArn,
      });
  };
/** A service of AWS, or an account, that may invoke the processor's function. */
const invoked =
  (account?: string): Sources['also'] =>
  (_stack, processor) => {
    if (account !== undefined)
      processor.lambdaFunction.addPermission('FromTopic', {
        principal: new ServicePrincipal('sns.amazonaws.com'),
        sourceArn: `arn:aws:sns:${REGION}:${account}:findings`,
      });
  };
/** The default bus, and who of others may send to it. */
const toDefaultBus =
  (...accounts: readonly string[]): Sources['also'] =>
  (stack) => {
    onBus()?.(stack, undefined as never, stack.node.findChild('Alerts') as AlertTopic);
    for (const account of accounts)
      new CfnEventBusPolicy(stack, `From${account}`, {
        statementId: `From${account}`,
        action: 'events:PutEvents',
        principal: account,
      });
  };
/** Alarms on the log group of a trail of another app. */
const alarmsOn =
  (name: string, props: Partial<MetricAlarmsProps> = {}): Sources['also'] =>
  (stack, _processor, alertTopic) => {
    new MetricAlarms(stack, 'Alarms', {
      alertTopic,
      logGroup: LogGroup.fromLogGroupName(stack, 'Group', name),
      alarms: AlarmSet.securityHub().only('CloudWatch.1'),
      ...props,
    });
  };

const SECOND = change(
  'deliveries of a second topic',
  ['ordinary'],
  { deliveries: [TOPIC] },
  { deliveries: [TOPIC, foreign('sns', 'other-deliveries')] },
);
const PUBLISHER = change(
  'an account publishes alerts no more',
  ['weaker', /333344445555/],
  { publishers: ['222233334444', '333344445555'] },
  { publishers: ['222233334444'] },
);
const MEMBERS = change(
  'members publish alerts no more',
  ['weaker', /o-exampleorgid/],
  { organization: 'o-exampleorgid' },
  {},
);
const FURTHER = change(
  'a topic of another app announces no more',
  ['weaker', /further|Further/],
  { also: fromTopic(foreign('sns', 'further')) },
  {},
);
const FINDINGS = change(
  'a queue of another app is read no more',
  ['weaker', /findings|Findings|Processor/],
  { also: fromQueue('findings') },
  {},
);
const LOGS = change(
  'a log group of another app is read no more',
  ['weaker', /Logs|log group/],
  { also: fromLogs('company-trail') },
  { also: fromLogs() },
);

/** Changes of what an app gets from others: topics, queues, buses, log groups and buckets that are in no template. */
export const SOURCE_CHANGES: readonly AppChange[] = [
  SECOND,
  backwards(SECOND, 'weaker', /other-deliveries/),
  change(
    'deliveries of another topic',
    ['weaker', /company-deliveries/],
    { deliveries: [TOPIC] },
    { deliveries: [foreign('sns', 'other-deliveries')] },
  ),
  change(
    'notifications of the bucket instead of a topic',
    ['weaker', /company-deliveries/],
    { deliveries: [TOPIC] },
    {},
  ),
  PUBLISHER,
  MEMBERS,
  FURTHER,
  backwards(FURTHER, 'ordinary'),
  FINDINGS,
  change(
    'another queue of another app is read',
    ['weaker', /findings/],
    { also: fromQueue('findings') },
    { also: fromQueue('findings-2') },
  ),
  LOGS,
  change(
    'another log group of another app is read',
    ['weaker', /company-trail/],
    { also: fromLogs('company-trail') },
    { also: fromLogs('other-trail') },
  ),
  change('a rule of a foreign bus no more', ['weaker', /Changes/], { also: onBus(BUS) }, {}),
  change(
    'a rule of another foreign bus',
    ['weaker', /event-bus\/security|Changes/],
    { also: onBus(BUS) },
    { also: onBus(foreign('events', 'event-bus/other')) },
  ),
  change(
    'a rule of a foreign bus gets fewer events',
    ['weaker', /Changes/],
    { also: onBus(BUS) },
    { also: onBus(BUS, { ...PATTERN, detail: { eventName: ['DeleteTrail'] } }) },
  ),
  change(
    'a rule of a foreign bus gets more events',
    ['stronger'],
    { also: onBus(BUS, { ...PATTERN, detail: { eventName: ['DeleteTrail'] } }) },
    { also: onBus(BUS) },
  ),
  change(
    'an account sends to the default bus no more',
    ['weaker', /333344445555/],
    { also: toDefaultBus('222233334444', '333344445555') },
    { also: toDefaultBus('222233334444') },
  ),
  change(
    'a topic of another account invokes no more',
    ['weaker', /sns|findings/],
    { also: invoked('222233334444') },
    { also: invoked() },
  ),
  change(
    'alarms on another log group',
    ['open'],
    { also: alarmsOn('company-trail') },
    { also: alarmsOn('other-trail') },
  ),
  change(
    'alarms on a given log group no more',
    ['weaker', /Alarms/],
    { also: alarmsOn('company-trail') },
    {},
  ),
  change('log files of another bucket', ['open'], {}, { bucketName: 'other-logs' }),
  change(
    'a queue that keeps messages for a day',
    ['weaker', /retention/],
    {},
    {
      also: (_stack, { queue }) =>
        (queue.node.defaultChild as CfnResource).addPropertyOverride('MessageRetentionPeriod', 86_400),
    },
  ),
];
