import { setImmediate } from 'node:timers/promises';
import { listBucket } from '../../../bin/aws/list-bucket';
import { makeS3Client } from '../../../bin/aws/s3-client';
import { type Fault, type FaultyS3, serveFaultyS3 } from '../faulty-s3';

const environment = { ...process.env };
let server: FaultyS3 | undefined;

afterEach(async () => {
  await server?.stop();
  process.env = { ...environment };
});

async function list(fault: (tries: number) => Fault | undefined): Promise<readonly string[]> {
  const objects = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`logs/${1000 + at}`, 'text']));
  server = await serveFaultyS3({ objects, pageLength: 100, fault: ({ tries }) => fault(tries) });
  process.env = { ...environment, ...server.environment };
  const tools = { client: makeS3Client(server.environment), wait: async () => undefined, pageMs: 500 };
  const keys: string[] = [];
  for await (const key of listBucket({ bucket: 'bucket', prefix: 'logs/' }, tools)) keys.push(key);
  return keys;
}

test('fails after three tries when a page comes byte by byte, without an end', async () => {
  const reason = 'S3 sent a page of the listing too slowly, 3 times: not within 0.5 seconds';
  await expect(list(() => ({ kind: 'trickle' }))).rejects.toThrow(new Error(reason));
  expect(server?.requests).toHaveLength(3);
});

test('goes on when a page comes whole at its second try', async () => {
  expect(await list((tries) => (tries === 0 ? { kind: 'trickle' } : undefined))).toHaveLength(300);
});

test('asks for the next page while one is consumed', async () => {
  const objects = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`logs/${1000 + at}`, 'text']));
  server = await serveFaultyS3({ objects, pageLength: 100 });
  const { requests, environment: own } = server;
  process.env = { ...environment, ...own };
  const tools = { client: makeS3Client(own), wait: async () => undefined };
  const keys = listBucket({ bucket: 'bucket', prefix: 'logs/' }, tools);
  await keys.next();
  const deadlineMs = Date.now() + 10_000;
  while (requests.length < 2 && Date.now() < deadlineMs) await setImmediate();
  expect(requests).toHaveLength(2);
  await keys.return(undefined);
});
