import type { Charge, ChargesOf, Costing } from '../charge';
import { counted, known, times } from '../counts';
import { flowTo, runsAMonth, topicFlow } from '../message-flow';

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
      note: 'a message is sent, received and deleted',
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
      note: 'Lambda polls the queue with five pollers that wait 20 seconds each',
    },
  ];
};

/** `AWS::SNS::Topic`: its messages, and those of its subscriptions that cost more. */
export const topicCharges: ChargesOf = ({ logicalId }, costing) => [
  { price: 'snsPublish', amount: topicFlow(logicalId, costing).all },
];

/** `AWS::SNS::Subscription`: deliveries to queues and functions are free. */
export const subscriptionCharges: ChargesOf = ({ properties }, costing) => {
  const protocol = String(properties.at('Protocol'));
  const price = protocol.startsWith('email')
    ? 'snsEmail'
    : protocol.startsWith('http')
      ? 'snsHttp'
      : undefined;
  if (price === undefined) return [];
  const topic = properties.id('TopicArn');
  const amount = topic === undefined ? counted(costing.counts, 'alerts') : topicFlow(topic, costing).all;
  return [{ price, amount }];
};

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
