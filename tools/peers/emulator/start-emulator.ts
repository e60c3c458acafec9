import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { AthenaClient } from '@aws-sdk/client-athena';
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
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Place } from '../../../test/access/template/physical-resource';

/** An account and Region of an emulator: a client for each service that is needed. */
export interface Emulator {
  readonly athena: AthenaClient;
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
  readonly states: SFNClient;
}

/** A running emulator, which holds every account and Region. */
export interface EmulatorServer {
  /** Where it listens. */
  readonly endpoint: string;
  /** The clients of an account and Region, always the same ones. */
  readonly at: (place: Place) => Emulator;
  /** Forgets every resource of every account. */
  readonly clear: () => Promise<void>;
}

/** Roles may have managed policies of AWS, which the emulator does not load by itself. */
const WITH_AWS_POLICIES = { MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' };

/** Runs something with an emulator that holds nothing yet, and ends it afterwards whatever happens. */
export async function withEmulator<T>(
  serverCommand: string,
  use: (server: EmulatorServer) => Promise<T>,
  environment: Readonly<Record<string, string>> = {},
  argv: readonly string[] = ['--host', '127.0.0.1', '--port', '0'],
): Promise<T> {
  const server = spawn(serverCommand, argv, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...WITH_AWS_POLICIES, ...environment },
  });
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  try {
    return await use(serve(await endpointOf(server)));
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

function serve(endpoint: string): EmulatorServer {
  const places = new Map<string, Emulator>();
  return {
    endpoint,
    at: (place) => {
      const id = `${place.accountId}/${place.region}`;
      const clients = places.get(id) ?? connect(endpoint, place);
      places.set(id, clients);
      return clients;
    },
    clear: async () => {
      const { ok, status } = await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
      if (!ok) throw new Error(`the emulator forgets nothing: status ${status}`);
    },
  };
}

function connect(endpoint: string, { accountId, region }: Place): Emulator {
  const options = { endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const clients = {
    athena: new AthenaClient(options),
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
    states: new SFNClient(options),
  };
  for (const { middlewareStack } of Object.values(clients) as readonly Addressing[]) {
    middlewareStack.add(
      (next) => (args) => {
        const { request } = args as { readonly request: { readonly headers: Record<string, string> } };
        request.headers['x-moto-account-id'] = accountId;
        return next(args);
      },
      { step: 'build' },
    );
  }
  return clients;
}

/** What all clients of the SDK have in common here. */
interface Addressing {
  readonly middlewareStack: {
    add(middleware: (next: Handler) => Handler, options: { readonly step: 'build' }): void;
  };
}

type Handler = (args: never) => Promise<unknown>;

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}
