import type { Charge, ChargesOf, Costing } from '../charge';
import { type Amount, counted, known, times } from '../counts';
import { flowTo, runsAMonth, topicFlow } from '../message-flow';
import type { Properties } from '../properties';

/** A message is sent, received and deleted. */
const REQUESTS_A_MESSAGE = 3;

/**
 * Lambda polls a queue with five pollers, each of which waits 20 seconds for a message.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const IDLE_POLLS_A_MONTH = (5 * 30 * 24 * 3600) / 20;

/** `AWS::SQS::Queue`: three requests for each message. */
export const queueCharges: ChargesOf = ({ logicalId, properties }, costing) => {
  const { all, isReached } = flowTo(logicalId, costing);
  const isIdle = !isReached && isDeadLetterQueue(logicalId, costing);
  const messages = isReached || isIdle ? all : counted(costing.counts, 'queueMessages');
  const isFifo = String(properties.at('FifoQueue')) === 'true';
  return [
    {
      price: isFifo ? 'sqsFifoRequest' : 'sqsRequest',
      amount: times(messages, known(REQUESTS_A_MESSAGE)),
      note: 'three requests per message: send, receive and delete',
    },
  ];
};

/** Dead letters are few, or an alarm is raised. */
function isDeadLetterQueue(logicalId: string, { stack }: Costing): boolean {
  return stack.resources.some(({ properties }) =>
    [
      properties.id('RedrivePolicy', 'deadLetterTargetArn'),
      properties.id('DeadLetterConfig', 'TargetArn'),
      ...properties.items('Targets').map((target) => target.id('DeadLetterConfig', 'Arn')),
    ].includes(logicalId),
  );
}

/** `AWS::Lambda::EventSourceMapping` of a queue: Lambda's requests without a message. */
export const mappingCharges: ChargesOf = ({ properties }, { stack }) => {
  const source = properties.id('EventSourceArn');
  const queue = stack.resources.find(({ logicalId }) => logicalId === source);
  const isFifo = String(queue?.properties.at('FifoQueue')) === 'true';
  return [
    {
      price: isFifo ? 'sqsFifoRequest' : 'sqsRequest',
      amount: known(IDLE_POLLS_A_MONTH),
      note: 'Lambda polls the queue with five pollers, each with 20 seconds of long polling',
    },
  ];
};

/** `AWS::SNS::Topic`: its messages, and their deliveries to subscriptions of its own that cost more. */
export const topicCharges: ChargesOf = ({ logicalId, properties }, costing) => {
  const { all } = topicFlow(logicalId, costing);
  const deliveries = properties
    .items('Subscription')
    .flatMap((subscription) => deliveryCharges(subscription, all));
  return [{ price: 'snsPublish', amount: all }, ...deliveries];
};

/** `AWS::SNS::Subscription`: deliveries to queues and functions are free. */
export const subscriptionCharges: ChargesOf = ({ properties }, costing) => {
  const topic = properties.id('TopicArn');
  const amount = topic === undefined ? counted(costing.counts, 'alerts') : topicFlow(topic, costing).all;
  return deliveryCharges(properties, amount);
};

function deliveryCharges(subscription: Properties, amount: Amount): readonly Charge[] {
  const protocol = String(subscription.at('Protocol'));
  if (protocol.startsWith('email')) return [{ price: 'snsEmail', amount }];
  return protocol.startsWith('http') ? [{ price: 'snsHttp', amount }] : [];
}

const COUNTED_PROTOCOLS = /^(?:sqs|lambda|email|email-json|https?)$/;

/** The deliveries to subscriptions that are in no sum: text messages, to apps and to streams of Data Firehose. */
export function whyDeliveriesUncounted(subscriptions: readonly Properties[]): string | undefined {
  const protocols = subscriptions
    .map((subscription) => subscription.at('Protocol'))
    .filter((protocol) => typeof protocol === 'string' && !COUNTED_PROTOCOLS.test(protocol));
  return protocols.length === 0 ? undefined : `deliveries by ${[...new Set(protocols)].join(', ')}`;
}

/** `AWS::Events::Rule`: free, except for events that it sends to another bus. */
export const ruleCharges: ChargesOf = ({ properties }, { stack, counts }) => {
  const busIds = new Set(
    stack.resources.filter(({ type }) => type === 'AWS::Events::EventBus').map(({ logicalId }) => logicalId),
  );
  const toBus = properties
    .items('Targets')
    .filter((target) => busIds.has(target.id('Arn') ?? '') || target.text('Arn').includes(':event-bus/'));
  const amount = properties.has('ScheduleExpression')
    ? known(runsAMonth(properties.at('ScheduleExpression')))
    : counted(counts, 'forwardedEvents');
  return toBus.map((): Charge => ({ price: 'customEvent', amount }));
};
