import { openObjectReader } from '../../../../lambda/aws/s3/open-object-reader';
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
