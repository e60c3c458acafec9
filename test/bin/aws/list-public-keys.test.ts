import type { IncomingMessage } from 'node:http';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { listPublicKeys } from '../../../bin/validate/fetch-public-keys';
import { listPublicKeys as listBySdk } from '../../../lambda/aws/trail/list-public-keys';
import { type LocalServer, startServer } from '../../local-server';

interface Answer {
  readonly status?: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Asked {
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

const IDENTITY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
const TIMES = { startMs: Date.parse('2026-10-01T00:00:00Z'), endMs: Date.parse('2026-10-02T00:00:00.500Z') };
const KEYS = [{ Fingerprint: 'ab', Value: 'AQID' }];
const LAST: Answer = { body: JSON.stringify({ PublicKeyList: KEYS }) };

let servers: LocalServer[] = [];
afterEach(async () => {
  for (const server of servers) await server.stop();
  servers = [];
});

/** A CloudTrail that gives the answers in turn, the last one for ever. */
async function serve(
  answers: readonly Answer[],
): Promise<{ readonly url: string; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const server = await startServer((request, response, body) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? LAST;
    asked.push({ headers: request.headers, body: JSON.parse(body) });
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
  });
  servers.push(server);
  return { url: server.url, asked };
}

async function list(answers: readonly Answer[]) {
  const { url, asked } = await serve(answers);
  const props = { settings: { identity: IDENTITY }, endpoint: new URL(url), region: 'eu-west-1' };
  const keys = await listPublicKeys({ ...props, ...TIMES, wait: async () => undefined });
  return { keys, asked };
}

describe("CloudTrail's public keys, without the AWS SDK", () => {
  it('are asked for and signed as the SDK does', async () => {
    const { asked } = await list([LAST]);
    const { url, asked: askedBySdk } = await serve([LAST]);
    const client = new CloudTrailClient({ region: 'eu-west-1', endpoint: url, credentials: IDENTITY });
    await listBySdk(client, TIMES.startMs, TIMES.endMs);
    const [ours, theirs] = [...asked, ...askedBySdk];
    expect(ours?.body).toEqual(theirs?.body);
    for (const name of ['x-amz-target', 'content-type', 'x-amz-security-token'])
      expect(ours?.headers[name]).toBe(theirs?.headers[name]);
    const { authorization, connection: _, 'content-length': __, ...unsigned } = ours?.headers ?? {};
    const signer = await client.config.signer();
    const signed = await signer.sign(
      {
        ...{ method: 'POST', protocol: 'http:', hostname: '127.0.0.1', path: '/', query: {} },
        headers: unsigned as Record<string, string>,
        body: JSON.stringify(ours?.body),
      },
      {
        signingDate: toDate(String(ours?.headers['x-amz-date'])),
        ...{ signingRegion: 'eu-west-1', signingService: 'cloudtrail' },
      },
    );
    expect(authorization).toBe(signed.headers.authorization);
  });

  it('may come in many pages', async () => {
    const first = { body: JSON.stringify({ PublicKeyList: KEYS, NextToken: 'more' }) };
    const { keys, asked } = await list([first, LAST]);
    expect(keys).toEqual([...KEYS, ...KEYS]);
    expect(asked.map(({ body }) => body.NextToken)).toEqual([undefined, 'more']);
  });

  it.each<Answer>([
    { status: 503, body: '' },
    { status: 400, body: JSON.stringify({ __type: 'com.amazonaws.cloudtrail#ThrottlingException' }) },
    { status: 500, body: '<html>', headers: { 'x-amzn-errortype': 'InternalFailure:http://x' } },
  ])('are asked for again when CloudTrail is busy: %j', async (answer) => {
    expect((await list([answer, answer, LAST])).keys).toEqual(KEYS);
    await expect(list([answer])).rejects.toThrow();
  });

  it.each<[string, Answer]>([
    [
      'not authorized',
      { status: 400, body: JSON.stringify({ __type: 'x#AccessDeniedException', Message: 'not authorized' }) },
    ],
    ['ExpiredToken', { status: 400, body: JSON.stringify({ __type: 'ExpiredTokenException' }) }],
    ['HTTP 404', { status: 404, body: 'gone' }],
    ['the answer of CloudTrail is not a list of public keys', { body: '<html>Sign in</html>' }],
    ['the answer of CloudTrail is not a list of public keys', { body: '{"PublicKeyList":[1]}' }],
    ['the answer of CloudTrail is not a list of public keys', { body: '{"PublicKeyList":[],"NextToken":1}' }],
    [
      'ListPublicKeys returned a token that it had returned before; the rest of the list is unknown',
      { body: JSON.stringify({ PublicKeyList: [], NextToken: 'again' }) },
    ],
  ])('fail with %s', async (reason, answer) => {
    await expect(list([answer])).rejects.toThrow(new Error(reason));
  });
});

function toDate(time: string): Date {
  return new Date(time.replace(/^(....)(..)(..T..)(..)(..)Z$/, '$1-$2-$3:$4:$5Z'));
}
