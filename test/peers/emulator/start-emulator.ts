import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Place } from '../../iam-simulator/template/physical-resource';

/** An emulator of AWS that holds one account, and a client for each service of it that is needed. */
export interface Emulator {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudTrail: CloudTrailClient;
  readonly cloudWatch: CloudWatchClient;
  readonly dynamodb: DynamoDBClient;
  readonly events: EventBridgeClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

/** Runs something with an emulator that holds nothing yet, and ends it afterwards whatever happens. */
export async function withEmulator<T>(
  serverCommand: string,
  { accountId, region }: Place,
  use: (aws: Emulator) => Promise<T>,
): Promise<T> {
  const environment = { ...process.env, MOTO_ACCOUNT_ID: accountId };
  const server = spawn(serverCommand, ['--host', '127.0.0.1', '--port', '0'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  try {
    return await use(connect(await endpointOf(server), region));
  } catch (error) {
    throw new Error(`the emulator, or a call to it, failed; its log ends with\n${lastLines(log)}`, {
      cause: error,
    });
  } finally {
    await end(server);
  }
}

function lastLines(log: string): string {
  return log.trimEnd().split('\n').slice(-12).join('\n');
}

/** The server chooses a free port, and says in its log which. */
async function endpointOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.on('exit', (status) => reject(new Error(`the emulator ended with status ${status}`)));
    let log = '';
    server.stderr?.on('data', (text: string) => {
      log += text;
      const [, endpoint] = /(http:\/\/127\.0\.0\.1:\d+)\D/.exec(log) ?? [];
      if (endpoint !== undefined) resolve(endpoint);
    });
  });
}

function connect(endpoint: string, region: string): Emulator {
  const options = { endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  return {
    cloudFormation: new CloudFormationClient(options),
    cloudTrail: new CloudTrailClient(options),
    cloudWatch: new CloudWatchClient(options),
    dynamodb: new DynamoDBClient(options),
    events: new EventBridgeClient(options),
    iam: new IAMClient(options),
    kms: new KMSClient(options),
    lambda: new LambdaClient(options),
    logs: new CloudWatchLogsClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    sns: new SNSClient(options),
    sqs: new SQSClient({ ...options, useQueueUrlAsEndpoint: false }),
  };
}

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}
