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

/** The time of a page is over as soon as the server has the request for one that it sends byte by byte. */
async function list(isSlow: (tries: number) => boolean): Promise<readonly string[]> {
  const objects = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`logs/${1000 + at}`, 'text']));
  let time = new AbortController();
  const fault = ({ tries }: { tries: number }): Fault | undefined => {
    if (!isSlow(tries)) return undefined;
    time.abort();
    return { kind: 'trickle' };
  };
  server = await serveFaultyS3({ objects, pageLength: 100, fault });
  process.env = { ...environment, ...server.environment };
  const timeout = () => {
    time = new AbortController();
    return time.signal;
  };
  const tools = { client: makeS3Client(server.environment), wait: async () => undefined, timeout };
  const keys: string[] = [];
  for await (const key of listBucket({ bucket: 'bucket', prefix: 'logs/' }, tools)) keys.push(key);
  return keys;
}

test('fails after three tries when a page comes byte by byte, without an end', async () => {
  const reason = 'S3 sent a page of the listing too slowly, 3 times: not within 60 seconds';
  await expect(list(() => true)).rejects.toThrow(new Error(reason));
  expect(server?.requests).toHaveLength(3);
});

test('goes on when a page comes whole at its second try', async () => {
  expect(await list((tries) => tries === 0)).toHaveLength(300);
});

test('asks for the next page while one is consumed', async () => {
  const objects = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`logs/${1000 + at}`, 'text']));
  server = await serveFaultyS3({ objects, pageLength: 100 });
  const { requests, environment: own } = server;
  process.env = { ...environment, ...own };
  const tools = { client: makeS3Client(own), wait: async () => undefined };
  const keys = listBucket({ bucket: 'bucket', prefix: 'logs/' }, tools);
  await keys.next();
  while (requests.length < 2) await setImmediate();
  expect(requests).toHaveLength(2);
  await keys.return(undefined);
});
