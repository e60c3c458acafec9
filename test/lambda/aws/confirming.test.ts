import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudTrailClient, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import {
  EC2Client,
  ModifyNetworkInterfaceAttributeCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { FirehoseClient, PutRecordCommand } from '@aws-sdk/client-firehose';
import { GenerateMacCommand, KMSClient, VerifyMacCommand } from '@aws-sdk/client-kms';
import { PutPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { confirming } from '../../../lambda/aws/confirming';
import { importFinding } from '../../../lambda/aws/send/import-finding';
import { putEvent } from '../../../lambda/aws/send/put-event';
import { sendMessages } from '../../../lambda/aws/send/send-messages';
import { type LocalServer, startServer } from '../../local-server';

/** What comes with status 200, one answer after the other; the last one for good. */
let answers: readonly string[] = [];
let requests = 0;
let headers: Readonly<Record<string, string>> = {};

/** A body whose length no header says. */
const CHUNKED = { 'transfer-encoding': 'chunked' };

const PAGE = { 'content-type': 'text/html' };
const JSON_BODY = { 'content-type': 'application/json' };

let server: LocalServer;

afterEach(() => {
  headers = {};
});

beforeAll(async () => {
  server = await startServer((_, response) => {
    const body = answers[Math.min(requests, answers.length - 1)] ?? '';
    requests += 1;
    const length = headers === CHUNKED ? {} : { 'content-length': Buffer.byteLength(body) };
    response.writeHead(200, { ...length, ...headers }).end(body);
  }, {});
});

afterAll(() => server.stop());

function optionsOf() {
  return {
    region: 'eu-west-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    ...{ maxAttempts: 2, retryStrategy: undefined },
  };
}

const MAC = { KeyId: 'k', MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from('m') } as const;
const RULE = { GroupId: 'sg-1', SecurityGroupRuleIds: ['sgr-1'] };

/** The calls that have an effect or prove one, each with an answer that confirms it. */
const CALLS: readonly (readonly [name: string, call: () => Promise<unknown>, done: string])[] = [
  [
    'Publish',
    () => confirming(new SNSClient(optionsOf())).send(new PublishCommand({ Message: 'm', TopicArn: 't' })),
    '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
  ],
  [
    'StartExecution',
    () => confirming(new SFNClient(optionsOf())).send(new StartExecutionCommand({ stateMachineArn: 'm' })),
    '{"executionArn":"a","startDate":1}',
  ],
  [
    'RevokeSecurityGroupIngress',
    () => confirming(new EC2Client(optionsOf())).send(new RevokeSecurityGroupIngressCommand(RULE)),
    '<RevokeSecurityGroupIngressResponse><return>true</return></RevokeSecurityGroupIngressResponse>',
  ],
  [
    'VerifyMac',
    () =>
      confirming(new KMSClient(optionsOf())).send(new VerifyMacCommand({ ...MAC, Mac: Buffer.from('c') })),
    '{"MacValid":true}',
  ],
  [
    'GenerateMac',
    () => confirming(new KMSClient(optionsOf())).send(new GenerateMacCommand(MAC)),
    '{"Mac":"AAAA"}',
  ],
  [
    'PutRecord',
    () =>
      confirming(new FirehoseClient(optionsOf())).send(
        new PutRecordCommand({ DeliveryStreamName: 's', Record: { Data: Buffer.from('d') } }),
      ),
    '{"RecordId":"r"}',
  ],
  [
    'PutEvents',
    () =>
      putEvent(confirming(new EventBridgeClient(optionsOf())), 'bus', {
        ...{ source: 'trailwatch', detailType: 'Trailwatch Alert', detail: {} },
      }),
    '{"FailedEntryCount":0,"Entries":[{"EventId":"e"}]}',
  ],
  [
    'BatchImportFindings',
    () => importFinding(confirming(new SecurityHubClient(optionsOf())), { Id: 'f' } as never),
    '{"FailedCount":0,"SuccessCount":1}',
  ],
  [
    'SendMessage',
    () =>
      confirming(new SQSClient({ ...optionsOf(), md5: false })).send(
        new SendMessageCommand({ QueueUrl: 'http://127.0.0.1/q', MessageBody: 'm' }),
      ),
    '{"MessageId":"m","MD5OfMessageBody":"x"}',
  ],
];

test.each(
  CALLS.flatMap(([name, call, done]) =>
    ['', '{}', '<html><body>Sign in to the network</body></html>', '<r><return>false</return></r>'].map(
      (answer) => ({ name, call, done, answer }),
    ),
  ),
)('$name: an answer `$answer` is none, and the call is made again', async ({ call, done, answer }) => {
  requests = 0;
  answers = [answer];
  await expect(call()).rejects.toThrow();
  requests = 0;
  answers = [answer, done];
  // what the SDK cannot read with any status is tried again by the invocation
  await call();
  expect(requests).toBe(2);
});

test('an answer of EC2 without members needs the id of its request', async () => {
  requests = 0;
  answers = ['<ModifyNetworkInterfaceAttributeResponse/>'];
  const command = new ModifyNetworkInterfaceAttributeCommand({
    NetworkInterfaceId: 'eni-1',
    Groups: ['sg-1'],
  });
  await expect(confirming(new EC2Client(optionsOf())).send(command)).rejects.toThrow(
    'EC2 answered ModifyNetworkInterfaceAttribute with no request id: something between the function and AWS may have answered',
  );
});

describe('an answer to a command that AWS documents no members of', () => {
  const start = () =>
    confirming(new CloudTrailClient(optionsOf())).send(new StartLoggingCommand({ Name: 'audit' }));
  const block = () =>
    confirming(new S3Client({ ...optionsOf(), forcePathStyle: true })).send(
      new PutPublicAccessBlockCommand({
        Bucket: 'b',
        PublicAccessBlockConfiguration: { BlockPublicAcls: true },
      }),
    );

  const ID = { 'x-amzn-requestid': 'r' };

  test.each([
    ['JSON', start, '{}', ID],
    ['nothing', start, '', ID],
    ['JSON, as if it were a page', start, '{}', { 'content-type': 'text/html', ...ID }],
    ['nothing, of S3', block, '', { 'x-amz-request-id': 'r' }],
    [
      'nothing, of S3, as if it were a page',
      block,
      '',
      { 'content-type': 'text/html', 'x-amz-request-id': 'r' },
    ],
  ])('is one with the id of its request: %s', async (_, call, answer, more) => {
    [requests, answers, headers] = [0, [answer], more];
    await call();
    expect(requests).toBe(1);
  });

  // whatever else it has: its length, its type, or neither where it is sent in chunks
  test.each(
    [start, block].flatMap((call) =>
      ['', '{}', '<html></html>'].flatMap((answer) =>
        [{}, PAGE, JSON_BODY, CHUNKED].map((more: Readonly<Record<string, string>>) => ({
          call,
          answer,
          more,
        })),
      ),
    ),
  )('is none without it: `$answer` with $more', async ({ call, answer, more }) => {
    [requests, answers, headers] = [0, [answer], more];
    await expect(call()).rejects.toThrow(
      /something between the function and AWS may have answered|JSON|parse/,
    );
    expect(requests).toBe(2);
  });
});

test('messages of a batch that an answer does not name are sent again', async () => {
  const sent: (readonly string[])[] = [];
  const client = {
    send: async ({ input }: { readonly input: { readonly Entries: readonly { MessageBody: string }[] } }) => {
      sent.push(input.Entries.map(({ MessageBody }) => MessageBody));
      return sent.length === 1 ? { Successful: [{ Id: '1' }] } : { Successful: [{ Id: '0' }] };
    },
  };
  await sendMessages(client as never, 'q', ['a', 'b']);
  expect(sent).toEqual([['a', 'b'], ['a']]);
  await expect(sendMessages({ send: async () => ({}) } as never, 'q', ['a'])).rejects.toThrow(
    'SQS did not accept 1 messages: no reason given',
  );
});

test('every client of a handler has its answers confirmed', () => {
  const folder = join(__dirname, '../../../lambda');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const sources = files.map((file) => readFileSync(join(folder, file), 'utf8'));
  // a function that makes the client of a service is called where the client is used
  const made = /export function (\w+Client)\([^)]*\): ServiceClient \{[\s\S]*?\n\}/g;
  const makers = sources.flatMap((source) => [...source.matchAll(made)].map(([, name = '']) => name));
  expect(makers.length).toBeGreaterThan(2);
  const client = new RegExp(`\\S*\\b(?:new [A-Za-z0-9]+Client|${makers.join('|')})\\(`, 'g');
  const clients = sources.flatMap((source) => [...source.replace(made, '').matchAll(client)]);
  expect(clients.length).toBeGreaterThan(20);
  expect(clients.map(([text]) => text).filter((text) => !text.includes('confirming('))).toEqual([]);
});
