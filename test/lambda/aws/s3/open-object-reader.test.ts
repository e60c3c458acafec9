import { S3Client } from '@aws-sdk/client-s3';
import { findFunctionSettings, openObjectReader } from '../../../../lambda/aws/s3/open-object-reader';
import { giving, type ObjectServer, startObjectServer } from './plain/object-server';

const OBJECT = { bucket: 'archive', key: 'AWSLogs/a.json.gz', versionId: 'v7' };
const original = { ...process.env };

let server: ObjectServer;
beforeEach(async () => {
  server = await startObjectServer();
  server.respond(giving('one ', 'two'));
});
afterEach(async () => {
  process.env = { ...original };
  await server.close();
});

/** What Powertools leaves in the environment of a function that imports it. */
function appIdOfPowertools(): string {
  delete process.env.AWS_SDK_UA_APP_ID;
  jest.isolateModules(() => require('@aws-lambda-powertools/logger'));
  return process.env.AWS_SDK_UA_APP_ID ?? '';
}

/** What reads with the function's environment, as the SDK finds it, too. */
function openWith(more: Readonly<Record<string, string>>) {
  const environment = {
    ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
    ...{ AWS_ENDPOINT_URL: server.url, ...more },
  };
  process.env = { PATH: original.PATH, ...environment };
  return openObjectReader(environment);
}

test.each<[string, RegExp, Readonly<Record<string, string>>]>([
  ['without the SDK in a usual environment', /^trailwatch$/, {}],
  [
    'without the SDK beside Powertools',
    /^trailwatch app\/PT\/NO-OP\/[\d.]+\/PTEnv\/NA$/,
    { AWS_SDK_UA_APP_ID: appIdOfPowertools() },
  ],
  [
    'by the SDK where the environment asks for what only it knows',
    /^aws-sdk-js\//,
    { AWS_MAX_ATTEMPTS: '2' },
  ],
])('an object is read %s', async (_, agent, environment) => {
  const read = openWith(environment);
  let text = '';
  for await (const chunk of read(OBJECT)) text += Buffer.from(chunk).toString();
  expect(text).toBe('one two');
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]?.headers['user-agent']).toMatch(agent);
  expect(server.requests[0]?.url).toMatch(/^\/archive\/AWSLogs\/a\.json\.gz\?.*versionId=v7/);
});

const FUNCTION = {
  AWS_REGION: 'eu-west-1',
  AWS_DEFAULT_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'processor',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
  AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
  LAMBDA_TASK_ROOT: '/var/task',
};

/** Where the client of the SDK sends a request. */
function endpointOfSdk(bucket: string, region: string, endpoint?: string): URL {
  const { config } = new S3Client({ region });
  return config.endpointProvider({
    ...{ Bucket: bucket, Region: region, UseFIPS: false, UseDualStack: false, ForcePathStyle: false },
    ...(endpoint === undefined ? {} : { Endpoint: endpoint }),
  }).url;
}

test.each([
  ['eu-west-1', 'archive'],
  ['us-east-1', 'aws-cloudtrail-logs-111122223333-0a1b2c3d'],
  ['us-gov-west-1', 'archive'],
  ['cn-north-1', 'archive'],
])('objects in %s of %s are where the SDK finds them', async (region, bucket) => {
  const settings = findFunctionSettings({ ...FUNCTION, AWS_REGION: region });
  expect(await settings?.endpointOf(bucket, region)).toEqual(endpointOfSdk(bucket, region));
});

test.each(['http://127.0.0.1:4566', 'http://[::1]:4566/', 'https://10.0.0.7/s3'])(
  'objects at %s are where the SDK finds them',
  async (url) => {
    const environment = { ...FUNCTION, AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_S3: url };
    const found = await findFunctionSettings(environment)?.endpointOf('archive', 'eu-west-1');
    expect(found).toEqual(endpointOfSdk('archive', 'eu-west-1', url));
  },
);

test('the credentials are those of the execution environment', async () => {
  expect(await findFunctionSettings(FUNCTION)?.credentials()).toEqual({
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'token',
  });
});

test.each<[string, string]>([
  ['AWS_USE_FIPS_ENDPOINT', 'true'],
  ['AWS_USE_DUALSTACK_ENDPOINT', 'true'],
  ['AWS_PROFILE', 'audit'],
  ['AWS_CONFIG_FILE', '/opt/config'],
  ['AWS_MAX_ATTEMPTS', '5'],
  ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'http://127.0.0.1/credentials'],
  ['AWS_REGION', 'us-iso-east-1'],
  ['AWS_ACCESS_KEY_ID', ''],
  ['AWS_SDK_UA_APP_ID', 'two\nlines'],
])('fails to be plain with %s=%s, which the SDK is left to', (name, value) => {
  expect(findFunctionSettings({ ...FUNCTION, [name]: value })).toBeUndefined();
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['my.archive', {}],
  ['archive--use1-az4--x-s3', {}],
  ['arn:aws:s3:eu-west-1:111122223333:accesspoint/logs', {}],
  ['archive', { AWS_ENDPOINT_URL: 'https://bucket.vpce-0123.s3.eu-west-1.vpce.amazonaws.com' }],
])('the address of %s is left to the SDK where it has another form', (bucket, more) => {
  expect(findFunctionSettings({ ...FUNCTION, ...more })?.knows(bucket)).toBe(false);
});
