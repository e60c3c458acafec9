import { awsEnvironment } from '../aws-environment';
import { runTrailwatch } from '../run-trailwatch';
import { type LakeServer, type ServedLake, serveLake } from './serve-lake';

const ID = '0a1b2c3d-0000-4000-8000-000000000000';
const ARN = `arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/${ID}`;

let server: LakeServer | undefined;
const environment = { ...process.env };
afterEach(async () => {
  await server?.stop();
  server = undefined;
  process.env = { ...environment };
});

async function restore(served: ServedLake, ...argv: readonly string[]) {
  server = await serveLake({ stores: { events: ID }, ...served });
  Object.assign(process.env, awsEnvironment(server.url));
  return runTrailwatch(['lake', 'restore', ...argv]);
}

describe('trailwatch lake restore', () => {
  it.each([ARN, ID, 'events'])('restores %s', async (store) => {
    const { stdout, stderr, status } = await restore({}, store);
    expect(JSON.parse(stdout)).toEqual({ id: ID, status: 'ENABLED', eventDataStore: ARN });
    const [asked] = server?.requests.filter(({ operation }) => operation === 'RestoreEventDataStore') ?? [];
    expect(asked?.body).toEqual({ EventDataStore: ID });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  it('says it in a line for people', async () => {
    expect((await restore({}, ID, '--format', 'table')).stdout).toBe(`${ID} ENABLED\n`);
  });

  it.each<[string, string, string]>([
    [
      'EventDataStoreNotFoundException',
      ID,
      `there is no event data store '${ID}' in eu-west-1; name it by its ARN, or set AWS_REGION to its Region`,
    ],
    [
      'InvalidEventDataStoreStatusException',
      ID,
      `the event data store '${ID}' in eu-west-1 is not one that was deleted in the last seven days`,
    ],
    [
      'AccessDeniedException',
      ARN,
      'CloudTrail Lake: access was denied; this requires cloudtrail:RestoreEventDataStore (AccessDeniedException)',
    ],
  ])('fails with %s', async (code, store, sentence) => {
    const { stderr, status } = await restore({ fault: () => ({ code }) }, store);
    expect(stderr).toBe(`trailwatch: ${sentence}\n`);
    expect(status).toBe(2);
  });
});
