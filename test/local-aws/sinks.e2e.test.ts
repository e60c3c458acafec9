import { createHash } from 'node:crypto';
import { PublishCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { SecretValue, type Stack } from 'aws-cdk-lib';
import { Authorization, Connection, EventBus } from 'aws-cdk-lib/aws-events';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { JsonObject } from '../../lib/core/json/json-value';
import {
  AlertFormat,
  AlertTopic,
  ApiDestinationSink,
  EventBusSink,
  FirehoseSink,
  RuleSeverity,
  SecurityHubSink,
} from '../../lib/index';
import { sampleAlert } from '../core/alert/sample-alert';
import { createStack, type LocalFunctionSource } from './create-stack';
import { DestinationServer } from './destination-server';
import { EventSource, queueDepth, untilQueue } from './event-source';
import { FunctionContainer } from './function-container';
import { startBeforeTests } from './local-tests';
import { signAlert } from './signed-alert';
import type { LocalAws } from './start-local-aws';
import { synthesizeStack } from './synthesize-stack';

/** The sinks of the stack by their construct ids, and the operation that each calls. */
const OPERATIONS: Readonly<Record<string, string>> = {
  Bus: 'PutEvents',
  Webhook: 'PutEvents',
  Hub: 'BatchImportFindings',
  Lines: 'PutRecord',
  Findings: 'PutRecord',
};

const server = new DestinationServer();
let local: LocalAws;
let topicArn: string;
const sources = new Map<string, LocalFunctionSource>();

function build(stack: Stack): void {
  const alertTopic = new AlertTopic(stack, 'Alerts');
  new EventBusSink(stack, 'Bus', { alertTopic, eventBus: EventBus.fromEventBusName(stack, 'Security', 's') });
  new ApiDestinationSink(stack, 'Webhook', {
    alertTopic,
    connection: new Connection(stack, 'Connection', {
      authorization: Authorization.apiKey('x', SecretValue.secretsManager('webhook')),
    }),
    endpoint: 'https://example.com/alerts',
    filter: { minimumSeverity: RuleSeverity.CRITICAL },
  });
  new SecurityHubSink(stack, 'Hub', { alertTopic });
  const deliveryStream = DeliveryStream.fromDeliveryStreamAttributes(stack, 'Stream', {
    deliveryStreamName: 'alerts',
  });
  new FirehoseSink(stack, 'Lines', { alertTopic, deliveryStream });
  new FirehoseSink(stack, 'Findings', { alertTopic, deliveryStream, format: AlertFormat.OCSF });
}

startBeforeTests(async (aws, folder) => {
  local = aws;
  const url = await server.start();
  const stack = await createStack(aws, synthesizeStack(folder, 'LocalSinks', build));
  [topicArn = ''] = stack.topicArns;
  const environment = {
    ...{
      AWS_ENDPOINT_URL_EVENTBRIDGE: url,
      AWS_ENDPOINT_URL_SECURITYHUB: url,
      AWS_ENDPOINT_URL_FIREHOSE: url,
    },
    // There is no CloudWatch: what asks for an alarm fails at once.
    AWS_ENDPOINT_URL_CLOUDWATCH: 'http://127.0.0.1:1',
  };
  const containers = await Promise.all(
    stack.sources.map((source) => FunctionContainer.start({ aws, source, environment })),
  );
  const loops = stack.sources.map((source, index) => {
    const name = Object.keys(OPERATIONS).find((id) => source.functionId.startsWith(`${id}Function`));
    sources.set(String(name), source);
    const invoke: FunctionContainer['invoke'] = async (event) =>
      (await containers[index]?.invoke(event)) ?? { batchItemFailures: [] };
    return new EventSource({ aws, source, invoke, failedReturnSeconds: 0 });
  });
  return {
    async stop() {
      for (const container of containers) container.stop();
      await Promise.all(loops.map((loop) => loop.stop()));
      await server.stop();
    },
  };
});

/** Publishes an alert of its own, as the shipped functions do, and gives its id. */
async function publish(name: string, severity: 'high' | 'critical' = 'high'): Promise<string> {
  const id = idOf(name);
  const keyArn = String(sources.get('Bus')?.environment.TRAILWATCH_ORIGIN_KEY_ARNS);
  const { document, attributes } = await signAlert(local, {
    ...{ alert: { ...sampleAlert(), id, severity }, keyArn, topicArn },
    // The embedded SNS publishes by the clock, and a signature is valid for a time only.
    sentAtMs: Date.now(),
  });
  // The embedded SNS gives all parts of a message to every subscriber, so this one has a single part.
  await local.sns.send(
    new PublishCommand({ TopicArn: topicArn, Message: document, MessageAttributes: attributes }),
  );
  return id;
}

/** Waits until the sinks have made so many calls for an alert, and no queue holds a message that one has to forward. */
async function untilForwarded(alertId: string, calls: number): Promise<void> {
  await server.until((all) => all.filter((call) => call.alertId === alertId).length >= calls);
  for (const { queueUrl } of sources.values())
    await untilQueue(local, queueUrl, ({ visible, inFlight, delayed }) => visible + inFlight + delayed === 0);
}

async function deadLettersOf(name: string): Promise<number> {
  const { visible } = await queueDepth(local, String(sources.get(name)?.deadLetterQueueUrl));
  return visible;
}

/** How often each operation was called for an alert. */
function callsFor(alertId: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const call of server.calls)
    if (call.alertId === alertId) counts[call.operation] = (counts[call.operation] ?? 0) + 1;
  return counts;
}

function documentsOf(alertId: string, operation: string): readonly JsonObject[] {
  return server.calls
    .filter((call) => call.alertId === alertId && call.operation === operation)
    .map(({ document }) => document);
}

/** How many calls an alert of a severity below critical makes: the webhook has none of it. */
const CALLS = 4;

afterEach(() => {
  server.answerTo = () => 'taken';
});

test('an alert on the topic arrives at every destination that its severity passes, verified', async () => {
  const id = await publish('arrives');
  await untilForwarded(id, CALLS);
  expect(callsFor(id)).toEqual({ PutEvents: 1, BatchImportFindings: 1, PutRecord: 2 });
  expect(documentsOf(id, 'PutEvents')[0]).toMatchObject({ isVerified: true, alert: { id } });
  expect(documentsOf(id, 'BatchImportFindings')[0]).toMatchObject({
    Severity: { Label: 'HIGH' },
    ProductFields: { 'trailwatch/IsVerified': 'true' },
  });
  expect(documentsOf(id, 'PutRecord')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ isVerified: true }),
      expect.objectContaining({ class_uid: 2004, unmapped: { is_verified: true } }),
    ]),
  );
});

test('a webhook gets what passes its filter, as the body of a request, and again after a redrive', async () => {
  const id = await publish('urgent', 'critical');
  await untilForwarded(id, CALLS + 1);
  const [request] = documentsOf(id, 'PutEvents').filter(({ body }) => body !== undefined);
  expect(request).toMatchObject({ body: { id, severity: 'critical' } });
  // EventBridge puts the event that it could not deliver on the dead-letter queue, and a redrive moves it to the queue.
  const MessageBody = JSON.stringify({
    ...{ source: 'trailwatch', 'detail-type': 'Trailwatch Request', detail: request },
  });
  const QueueUrl = sources.get('Webhook')?.queueUrl;
  await local.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  await untilForwarded(id, CALLS + 2);
  expect(documentsOf(id, 'PutEvents').filter(({ body }) => body !== undefined)).toEqual([request, request]);
});

test.each([
  // Firehose has no answer that takes a single record in part.
  ['not-taken', { PutEvents: 3, BatchImportFindings: 3, PutRecord: 2 }],
  // The two formats share an operation, and so the two refusals.
  ['throttled', { PutEvents: 3, BatchImportFindings: 3, PutRecord: 4 }],
] as const)('what was %s is sent again, and nothing else', async (answer, expected) => {
  const ids = ['one', 'two', 'three'].map((name) => `${answer} ${name}`);
  const [first = '', refused = '', last = ''] = ids.map(idOf);
  server.answerTo = ({ alertId }, before) => (alertId === refused && before < 2 ? answer : 'taken');
  for (const name of ids) await publish(name);
  for (const id of [first, last]) await untilForwarded(id, CALLS);
  await untilForwarded(
    refused,
    Object.values<number>(expected).reduce((sum, count) => sum + count),
  );
  expect([callsFor(first), callsFor(last)]).toEqual([ONCE, ONCE]);
  expect(callsFor(refused)).toEqual(expected);
  for (const name of sources.keys()) expect([name, await deadLettersOf(name)]).toEqual([name, 0]);
});

const ONCE = { PutEvents: 1, BatchImportFindings: 1, PutRecord: 2 };

test('what a destination never takes moves to the dead-letter queue of its sink alone', async () => {
  const id = idOf('never');
  server.answerTo = ({ operation }) => (operation === 'BatchImportFindings' ? 'not-taken' : 'taken');
  await publish('never');
  const after = await publish('after');
  await untilForwarded(id, 3 + MAX_RECEIVES);
  await untilForwarded(after, 3 + MAX_RECEIVES);
  expect(callsFor(id)).toEqual({ ...ONCE, BatchImportFindings: MAX_RECEIVES });
  for (const name of sources.keys())
    expect([name, await deadLettersOf(name)]).toEqual([name, name === 'Hub' ? 2 : 0]);
});

const MAX_RECEIVES = 5;

function idOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
