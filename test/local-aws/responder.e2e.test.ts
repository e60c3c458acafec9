import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import type { SNSMessage } from 'aws-lambda';
import { CLAIM_TABLE } from '../../lib/core/settings/claim-table';
import { encodeResponderSettings } from '../../lib/core/settings/responder-settings';
import { answeredAlert, settingsOf } from '../core/response/response-samples';
import { type LocalServer, startServer } from '../local-server';
import { AlertMailbox } from './alert-mailbox';
import { FunctionContainer } from './function-container';
import { startBeforeTests } from './local-tests';
import { signedMessage } from './signed-message';
import { LOCAL_REGION, type LocalAws } from './start-local-aws';

const MACHINE = `arn:aws:states:${LOCAL_REGION}:111122223333:stateMachine:start`;
const KEY_ARN = `arn:aws:kms:${LOCAL_REGION}:000000000000:key/alerts`;

/** What Step Functions answers, one after the other: an error by its name, or a wait; then it starts. */
type Trouble = { readonly error: string; readonly status: number } | { readonly waitMs: number };

let aws: LocalAws;
let topicArn: string;
let mailbox: AlertMailbox;
let states: LocalServer;
const started: { readonly stateMachineArn: string; readonly name: string; readonly input: string }[] = [];
const troubles: Trouble[] = [];

startBeforeTests(async (local) => {
  aws = local;
  const { TopicArn = '' } = await aws.sns.send(new CreateTopicCommand({ Name: 'alerts' }));
  topicArn = TopicArn;
  mailbox = await AlertMailbox.subscribe(aws, topicArn);
  await aws.dynamodb.send(
    new CreateTableCommand({
      ...{ TableName: 'claims', BillingMode: 'PAY_PER_REQUEST' },
      AttributeDefinitions: [CLAIM_TABLE.partitionKey, CLAIM_TABLE.sortKey].map((AttributeName) => ({
        ...{ AttributeName, AttributeType: 'S' as const },
      })),
      KeySchema: [
        { AttributeName: CLAIM_TABLE.partitionKey, KeyType: 'HASH' },
        { AttributeName: CLAIM_TABLE.sortKey, KeyType: 'RANGE' },
      ],
    }),
  );
  states = await serveStepFunctions();
  return states;
});

afterEach(() => {
  started.length = 0;
  troubles.length = 0;
});

/** Step Functions as far as the responder calls it: an execution has a name once. */
function serveStepFunctions(): Promise<LocalServer> {
  return startServer((_, response, body) => {
    const request = JSON.parse(body);
    const trouble = troubles.shift();
    if (trouble !== undefined && 'waitMs' in trouble) return;
    const isKnown = started.some(({ name }) => name === request.name);
    const error = trouble?.error ?? (isKnown ? 'ExecutionAlreadyExists' : undefined);
    response.writeHead(error === undefined ? 200 : (trouble?.status ?? 400), {
      'content-type': 'application/x-amz-json-1.0',
    });
    if (error !== undefined) return response.end(JSON.stringify({ __type: error, message: error }));
    started.push(request);
    return response.end(JSON.stringify({ executionArn: `${MACHINE}:${request.name}`, startDate: 1 }));
  });
}

interface Circumstances {
  readonly environment?: Record<string, string>;
  readonly maxActionsPerHour?: number;
  /** Accounts in which no action is taken. */
  readonly accounts?: readonly string[];
}

/** Calls the shipped bundle with messages. */
async function respond(
  messages: readonly SNSMessage[],
  { environment = {}, maxActionsPerHour = 100, accounts = [] }: Circumstances = {},
): Promise<void> {
  const { ruleId } = answeredAlert('start-logging');
  const settings = settingsOf({
    ...{ topicArn, macKeyArn: KEY_ARN, maxAgeMinutes: 1_000_000, maxActionsPerHour },
    responses: [{ action: 'start-logging', ruleIds: [ruleId], machineArn: MACHINE }],
    exempt: { principals: [], accounts, resources: [] },
  });
  const container = await FunctionContainer.start({
    aws,
    environment: {
      AWS_ENDPOINT_URL_SFN: states.url,
      ...environment,
    },
    source: {
      ...{ functionId: 'Responder', handler: 'index.handler', timeoutSeconds: 30 },
      codeFolder: join(__dirname, '../../dist/lambda/responder'),
      environment: encodeResponderSettings(settings, JSON.stringify),
    },
  });
  try {
    for (const Sns of messages) await container.call({ Records: [{ Sns }] });
  } finally {
    container.stop();
  }
}

const signed = (id: string, keyArn = KEY_ARN) =>
  signedMessage({
    ...{ aws, keyArn, topicArn, sentAtMs: Date.now() },
    alert: { ...answeredAlert('start-logging'), id },
  });

test('a signed alert starts the machine once, however often and whenever it arrives', async () => {
  const message = await signed('once');
  await respond([message, message]);
  await respond([message, await signed('once')]);
  expect(started).toMatchObject([{ stateMachineArn: MACHINE, name: 'once' }]);
  expect(JSON.parse(started[0]?.input ?? '')).toMatchObject({
    action: 'start-logging',
    request: { trailArn: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main' },
  });
});

test('a forged alert, one that was changed and one without a signature start nothing, and nothing is told', async () => {
  const message = await signed('forged');
  for (const forged of [
    await signed('forged', `${KEY_ARN}-of-others`),
    { ...message, Message: message.Message.replace('"main"', '"other"') },
    { ...message, MessageAttributes: {} },
  ]) {
    await expect(respond([forged])).rejects.toThrow('not proven to be from trailwatch');
  }
  expect(started).toEqual([]);
  expect(await mailbox.take(1)).toEqual([]);
});

test('Step Functions that fails or hangs at first is asked again', async () => {
  troubles.push({ error: 'InternalFailure', status: 500 }, { waitMs: Number.POSITIVE_INFINITY });
  await respond([await signed('troubled')]);
  expect(started.map(({ name }) => name)).toEqual(['troubled']);
});

test.each([
  ['KMS', 'AWS_ENDPOINT_URL_KMS'],
  ['DynamoDB', 'AWS_ENDPOINT_URL_DYNAMODB'],
  ['Step Functions', 'AWS_ENDPOINT_URL_SFN'],
])(
  'without %s the call fails, so that Lambda repeats it, and the repeated call starts the machine',
  async (service, variable) => {
    const message = await signed(`without ${service}`.replace(/ /g, '-'));
    await expect(respond([message], { environment: { [variable]: 'http://127.0.0.1:1' } })).rejects.toThrow();
    expect(started).toEqual([]);
    await respond([message]);
    expect(started).toHaveLength(1);
  },
);

test('past the limit of an hour the machine is not started, and that is told', async () => {
  await respond([await signed('within')]);
  await respond([await signed('beyond')], { maxActionsPerHour: 1 });
  expect(started.map(({ name }) => name)).toEqual(['within']);
  const [told] = await mailbox.take(1);
  expect(told?.alert).toMatchObject({ ruleId: 'trailwatch-response', record: { outcome: 'refused' } });
});

test('an alert that is exempt by now is reported once: as not done, or as not known if it was started before', async () => {
  const [before, never] = [await signed('before'), await signed('never')];
  await respond([before]);
  await respond([before, never, before, never], { accounts: ['111122223333'] });
  const told = await mailbox.take(3);
  expect(told.map(({ alert }) => alert?.record.outcome).sort()).toEqual(['refused', 'unknown']);
});
