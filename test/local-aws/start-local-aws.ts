import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';

/** The account that the emulators live in. */
export const LOCAL_ACCOUNT = '000000000000';

/** The Region that everything local is in. */
export const LOCAL_REGION = 'us-east-1';

/** A clock of processes that is not the machine's. */
export interface ProcessClock {
  /** What makes a process that is started with it have this clock. */
  readonly execArgv: readonly string[];
  /** The same, of its environment, with the time at which it starts. */
  readonly environment: Readonly<Record<string, string>>;
  readonly nowMs: number;
  /** Has a process learn each time that follows. */
  follow(process: ChildProcess): void;
}

/** The embedded AWS, running. */
export interface LocalAws {
  /** S3, SQS and SNS. */
  readonly endpoint: string;
  readonly dynamodbEndpoint: string;
  /** The URL of a queue by its name. Its host does not resolve: it names the queue, and is no endpoint. */
  queueUrl(name: string): string;
  /** What makes an unchanged SDK client, in this process or another, talk to the embedded AWS. */
  readonly environment: Readonly<Record<string, string>>;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly dynamodb: DynamoDBClient;
  /** Ends the emulators and forgets all that they hold. */
  stop(): Promise<void>;
}

/**
 * Starts S3, SQS, SNS, DynamoDB and KMS on free ports of this machine, in a process that dies with this one. Delays of messages are
 * measured by the clock, which is that of the machine unless another one is given.
 *
 *     startLocalAws ──► createStack(template) ──► deliverObject ──► queue ──► EventSource ──► FunctionContainer
 *                          │ names, settings        the template's             as Lambda        the shipped bundle,
 *                          │ from the template      own rules decide           polls            a process of its own
 *                          └► AlertMailbox.subscribe(topic) ◄────────────────────────────────────────────┘
 */
export async function startLocalAws(clock?: ProcessClock): Promise<LocalAws> {
  const server = fork(join(__dirname, 'embedded-aws.mjs'), [LOCAL_REGION], {
    execArgv: [...(clock?.execArgv ?? [])],
    env: { ...process.env, ...clock?.environment },
  });
  const { fauxPort, tablesPort, keysPort } = await portsOf(server);
  clock?.follow(server);
  // An address, not a name: S3 then takes the bucket from the path.
  const endpoint = `http://127.0.0.1:${fauxPort}`;
  const dynamodbEndpoint = `http://127.0.0.1:${tablesPort}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const options = { region: LOCAL_REGION, credentials, endpoint };
  const clients = {
    s3: new S3Client(options),
    sqs: new SQSClient({ ...options, useQueueUrlAsEndpoint: false }),
    sns: new SNSClient(options),
    dynamodb: new DynamoDBClient({ ...options, endpoint: dynamodbEndpoint }),
  };
  return {
    endpoint,
    dynamodbEndpoint,
    queueUrl: (name) => `http://sqs.${LOCAL_REGION}.localhost:${fauxPort}/${LOCAL_ACCOUNT}/${name}`,
    environment: environmentFor(endpoint, dynamodbEndpoint, `http://127.0.0.1:${keysPort}`),
    ...clients,
    async stop() {
      for (const client of Object.values(clients)) client.destroy();
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    },
  };
}

interface Ports {
  readonly fauxPort: number;
  readonly tablesPort: number;
  readonly keysPort: number;
}

async function portsOf(server: ChildProcess): Promise<Ports> {
  return new Promise((resolve, reject) => {
    server.once('message', (ports) => resolve(ports as Ports));
    server.once('exit', (code) =>
      reject(new Error(`the embedded AWS ended with status ${code} before it began`)),
    );
  });
}

function environmentFor(
  endpoint: string,
  dynamodbEndpoint: string,
  kmsEndpoint: string,
): Record<string, string> {
  return {
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    AWS_ENDPOINT_URL_KMS: kmsEndpoint,
    // Nothing of the machine's own configuration takes part.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
