import type { RequestOptions } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { settingsOf } from '../../../../../bin/aws/s3-client';
import { GetRequests, type RequestedObject } from '../../../../../lambda/aws/s3/plain/get-requests';

const NOW_MS = Date.parse('2026-10-01T12:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;

interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

const IDENTITY: Identity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const OBJECT = { bucket: 'archive', key: 'AWSLogs/111122223333/a.json.gz', region: 'eu-west-1' };

function requestsOf(identities: readonly Identity[], paysForRequests = false) {
  let asked = 0;
  const client = new S3Client({ region: 'eu-west-1', credentials: async () => IDENTITY });
  const clock = { nowMs: NOW_MS };
  const credentials = async () => identities[asked++] ?? IDENTITY;
  const settings = { ...settingsOf(client.config), credentials };
  const requests = new GetRequests({ settings, paysForRequests, nowMs: () => clock.nowMs });
  return { clock, requests, asked: () => asked };
}

/** The same request, signed by the SDK. */
async function signedBySdk(
  request: RequestOptions,
  identity: Identity,
  { timeMs = NOW_MS, region = OBJECT.region } = {},
) {
  const client = new S3Client({ region: 'eu-west-1', credentials: async () => identity });
  const { hostname, path, headers } = request;
  const { authorization: _, 'user-agent': agent, ...unsigned } = headers as Record<string, string>;
  const [plainPath, search] = String(path).split('?');
  const query = Object.fromEntries(new URLSearchParams(search));
  const toSign = { method: 'GET', protocol: 'https:', hostname: String(hostname), path: String(plainPath) };
  const signer = await client.config.signer();
  const signed = await signer.sign(
    { ...toSign, query, headers: unsigned },
    { signingDate: new Date(timeMs), signingRegion: region, signingService: 's3' },
  );
  return { headers: { ...signed.headers, 'user-agent': agent } };
}

describe('a signed request for an object', () => {
  it.each<[string, RequestedObject]>([
    ['a key of CloudTrail', OBJECT],
    ['a key with characters to escape', { ...OBJECT, key: "a b/ä&+='()*!~/%2F/$@" }],
    ['a key that begins with a slash and has two in a row', { ...OBJECT, key: '/a//b' }],
    ['a bucket elsewhere', { ...OBJECT, region: 'us-gov-east-1' }],
    ['a bucket whose name is no part of a host name', { ...OBJECT, bucket: 'my.archive' }],
    [
      'a query',
      {
        ...{ ...OBJECT, key: '' },
        query: {
          'list-type': '2',
          prefix: "a b/ä&+='()*!~%2F",
          delimiter: '/',
          'continuation-token': '1/+==',
        },
      },
    ],
    ['the rest of an object', { ...OBJECT, from: 1000, etag: '"0123456789abcdef"' }],
  ])("is signed as the SDK's signer would: %s", async (_, object) => {
    for (const sessionToken of [undefined, 'a+token/of=parts']) {
      const identity = { ...IDENTITY, ...(sessionToken === undefined ? {} : { sessionToken }) };
      const { requests } = requestsOf([identity], sessionToken !== undefined);
      const request = await requests.requestFor(object);
      const signed = await signedBySdk(request, identity, { region: object.region });
      expect(request.headers).toEqual(signed.headers);
    }
  });

  it('goes to the endpoint that the environment names', async () => {
    const environment = { ...process.env };
    process.env.AWS_ENDPOINT_URL = 'http://localhost:4566/s3';
    const client = new S3Client({ region: 'eu-west-1', credentials: async () => IDENTITY });
    client.config.forcePathStyle = true;
    const settings = settingsOf(client.config);
    const requests = new GetRequests({ settings, paysForRequests: false, nowMs: () => NOW_MS });
    expect(await requests.requestFor(OBJECT)).toMatchObject({
      ...{ protocol: 'http:', hostname: 'localhost', port: '4566' },
      path: '/s3/archive/AWSLogs/111122223333/a.json.gz',
    });
    process.env = environment;
  });

  it('names the application that the user has configured', async () => {
    const client = new S3Client({
      region: 'eu-west-1',
      credentials: async () => IDENTITY,
      userAgentAppId: 'audit',
    });
    const settings = settingsOf(client.config);
    const requests = new GetRequests({ settings, paysForRequests: false, nowMs: () => NOW_MS });
    const { headers } = await requests.requestFor(OBJECT);
    expect(headers).toMatchObject({ 'user-agent': 'trailwatch app/audit' });
    expect(JSON.stringify(headers)).not.toContain('user-agent;');
  });

  it('has the signing key of its day', async () => {
    const { clock, requests } = requestsOf([IDENTITY]);
    await requests.requestFor(OBJECT);
    clock.nowMs += DAY_MS;
    const request = await requests.requestFor(OBJECT);
    const signed = await signedBySdk(request, IDENTITY, { timeMs: clock.nowMs });
    expect(request.headers).toEqual(signed.headers);
  });

  it('asks for credentials once, and again before they expire', async () => {
    const expiration = new Date(NOW_MS + DAY_MS);
    const renewed = { ...IDENTITY, accessKeyId: 'AKIDRENEWED' };
    const { clock, requests, asked } = requestsOf([{ ...IDENTITY, expiration }, renewed]);
    for (let request = 0; request < 10; request += 1) await requests.requestFor(OBJECT);
    expect(asked()).toBe(1);
    clock.nowMs = expiration.getTime() - 4 * 60 * 1000;
    const { headers } = await requests.requestFor(OBJECT);
    expect((headers as Record<string, string>).authorization).toContain('Credential=AKIDRENEWED/');
  });
});
