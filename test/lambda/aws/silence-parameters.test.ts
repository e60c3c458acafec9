import { Readable } from 'node:stream';
import { readSilenceParameters, ssmClient } from '../../../lambda/aws/silence-parameters';

const PATH = '/trailwatch/Processor/silences/medium';

/** A client whose pages come from a function of the token. */
function clientOf(pageOf: (token: string | undefined) => object) {
  const asked: unknown[] = [];
  const handle = async (request: { hostname: string; headers: Record<string, string>; body: Uint8Array }) => {
    const text = String(Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength));
    const body = JSON.parse(text);
    asked.push([request.hostname, request.headers['x-amz-target'], body]);
    const answer = JSON.stringify(pageOf(body.NextToken));
    const headers = { 'x-amzn-requestid': 'request' };
    return { response: { statusCode: 200, headers, body: Readable.from([Buffer.from(answer)]) } };
  };
  const requestHandler = { handle, updateHttpClientConfig: () => {}, httpHandlerConfigs: () => ({}) };
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const options = { region: 'eu-west-1', credentials, requestHandler, maxAttempts: 1 };
  return { asked, client: ssmClient(options as never) };
}

const page = (first: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    ...{ Name: `${PATH}/${first + at}`, Type: 'String', Value: '{}', LastModifiedDate: 1_763_607_600.5 },
  }));

test('all pages are read, with the time of the service', async () => {
  const { asked, client } = clientOf((token) =>
    token === undefined ? { Parameters: page(0, 10), NextToken: 'more' } : { Parameters: page(10, 2) },
  );
  const { parameters, hasMore } = await readSilenceParameters(client, PATH);
  expect([parameters.length, hasMore]).toEqual([12, false]);
  expect(parameters[11]).toEqual({ name: `${PATH}/11`, value: '{}', lastModifiedMs: 1_763_607_600_500 });
  expect(asked).toEqual([
    ['ssm.eu-west-1.amazonaws.com', 'AmazonSSM.GetParametersByPath', { Path: PATH, MaxResults: 10 }],
    [expect.any(String), expect.any(String), { Path: PATH, MaxResults: 10, NextToken: 'more' }],
  ]);
});

test('of 200 the first 50 are read, and that there are more', async () => {
  const { asked, client } = clientOf((token = '0') => ({
    Parameters: page(Number(token), 10),
    NextToken: String(Number(token) + 10),
  }));
  const { parameters, hasMore } = await readSilenceParameters(client, PATH);
  expect([parameters.length, hasMore, asked.length]).toEqual([50, true, 5]);
});

test('fails for an answer of something between', async () => {
  const { client } = clientOf(() => ({}));
  await expect(readSilenceParameters(client, PATH)).rejects.toThrow('did not return a list of parameters');
});
