import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Place } from '../../../test/access/template/physical-resource';

/** CloudFormation of LocalStack, with the services that it creates resources in, all in one process on this machine. */
export interface LocalStack {
  readonly endpoint: string;
  /** Stores a template, which may be longer than a request, and returns its URL. */
  putTemplate(key: string, body: string): Promise<string>;
}

/** Options of a client of an account: the engine takes an access key of twelve digits as its number. */
export function clientOptions(endpoint: string, { accountId, region }: Place) {
  const credentials = { accessKeyId: accountId, secretAccessKey: 'local' };
  return { endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 };
}

/**
 * Starts LocalStack without containers, uses it and ends it. Functions and whatever else needs a container or a download are missing in
 * it.
 *
 * @param python of the environment that has it
 * @param folder where it keeps its files
 */
export async function withLocalStack<T>(
  python: string,
  folder: string,
  use: (localStack: LocalStack) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const server = spawn(python, ['-m', 'localstack.runtime.main'], {
    env: { ...process.env, ...environmentOf(port, folder) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [server.stdout, server.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-8192);
    });
  try {
    await readinessOf(server);
    return await use(await connect(`http://127.0.0.1:${port}`));
  } catch (error) {
    const last = log.trimEnd().split('\n').slice(-12).join('\n');
    throw new Error(`LocalStack, or a call to it, failed; its log ends with\n${last}`, { cause: error });
  } finally {
    await end(server);
  }
}

const BUCKET = 'templates-of-this-run';

async function connect(endpoint: string): Promise<LocalStack> {
  const s3 = new S3Client(clientOptions(endpoint, { accountId: '000000000000', region: 'us-east-1' }));
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return {
    endpoint,
    putTemplate: async (key, body) => {
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
      return `${endpoint}/${BUCKET}/${key}`;
    },
  };
}

function environmentOf(port: number, folder: string): NodeJS.ProcessEnv {
  const [home, volume] = ['home', 'volume'].map((name) => join(folder, name)) as [string, string];
  for (const made of [home, volume]) mkdirSync(made, { recursive: true });
  return {
    ...{ GATEWAY_LISTEN: `127.0.0.1:${port}`, HOME: home, LOCALSTACK_VOLUME_DIR: volume },
    ...{ ACTIVATE_PRO: '0', CONTAINER_RUNTIME: 'none', EAGER_SERVICE_LOADING: '0' },
    // It sends nothing anywhere, and answers no names.
    ...{ DISABLE_EVENTS: '1', DNS_ADDRESS: '0', SKIP_SSL_CERT_DOWNLOAD: '1' },
  };
}

/** A port that was free a moment ago: LocalStack has to be told one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the machine has no free port');
  return address.port;
}

/** It says `Ready.` when it is. */
function readinessOf(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.on('exit', (status) => reject(new Error(`LocalStack ended with status ${status}`)));
    server.stdout?.on('data', (text: string) => {
      if (text.includes('Ready.')) resolve();
    });
  });
}

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}
