import { awsEnvironment } from '../aws-environment';
import { runTrailwatch } from '../run-trailwatch';
import { type LakeServer, type ServedLake, serveLake } from './serve-lake';
import { type ServedFailure, type ServedImport, ServedImports } from './served-imports';

const ID = '0a1b2c3d-0000-4000-8000-000000000000';
const ARN = `arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/${ID}`;
const FIRST = '00000000-0000-4000-8000-000000000001';
const SECOND = '00000000-0000-4000-8000-000000000002';

const FAILED: ServedImport = {
  ...{ ImportId: FIRST, ImportStatus: 'FAILED', Destinations: [ARN] },
  ImportSource: { S3: { S3LocationUri: 's3://logs/AWSLogs/' } },
  StartEventTime: 1_767_225_600,
  ImportStatistics: { PrefixesFound: 3, PrefixesCompleted: 2, FilesCompleted: 70, FailedEntries: 1 },
};
const DONE: ServedImport = { ImportId: SECOND, ImportStatus: 'COMPLETED', Destinations: [ARN] };
const FAILURE: ServedFailure = {
  ...{ Location: 's3://logs/AWSLogs/a.json.gz', Status: 'FAILED', ErrorType: 'InvalidFile' },
  ErrorMessage: 'not gzip\u001b[2J',
};

let server: LakeServer | undefined;
const environment = { ...process.env };
afterEach(async () => {
  await server?.stop();
  server = undefined;
  process.env = { ...environment };
});

async function imports(served: ServedLake, ...argv: readonly string[]) {
  server = await serveLake({ stores: { events: ID }, imports: new ServedImports([FAILED, DONE]), ...served });
  Object.assign(process.env, awsEnvironment(server.url));
  return runTrailwatch(['lake', 'imports', ...argv]);
}

const asked = (operation: string) =>
  (server?.requests ?? []).filter((one) => one.operation === operation).map(({ body }) => body);

describe('trailwatch lake imports', () => {
  it.each([ARN, ID, 'events'])('list has every page of the imports into %s', async (store) => {
    const { stdout, stderr, status } = await imports({}, 'list', store);
    const times = { startedAt: '2026-11-18T11:06:40.000Z', updatedAt: '2026-11-18T11:07:40.000Z' };
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { id: FIRST, status: 'FAILED', ...times },
      { id: SECOND, status: 'COMPLETED', ...times },
    ]);
    expect(asked('ListImports')).toEqual([{ Destination: ARN }, { Destination: ARN, NextToken: '1' }]);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  it('list is a table when asked', async () => {
    const { stdout } = await imports({}, 'list', ARN, '--format', 'table');
    expect(
      stdout.split('\n').map((line) =>
        line
          .trim()
          .split(/\s{2,}/)
          .slice(0, 2),
      ),
    ).toEqual([['IMPORT', 'STATUS'], [FIRST, 'FAILED'], [SECOND, 'COMPLETED'], ['']]);
  });

  it('status says how far it is, and is 1 for one that failed', async () => {
    const { stdout, status } = await imports({}, 'status', FIRST);
    expect(JSON.parse(stdout)).toEqual({
      ...{ id: FIRST, status: 'FAILED', eventDataStore: ARN, location: 's3://logs/AWSLogs/' },
      start: '2026-01-01T00:00:00.000Z',
      ...{ prefixesFound: 3, prefixesCompleted: 2, filesCompleted: 70, eventsCompleted: 0, failedEntries: 1 },
    });
    expect(status).toBe(1);
  });

  it('status is 0 for one that is complete', async () => {
    const { stdout, status } = await imports({}, 'status', SECOND, '--format', 'table');
    expect(stdout).toBe(`id: ${SECOND}\nstatus: COMPLETED\neventDataStore: ${ARN}\n`);
    expect(status).toBe(0);
  });

  it('failures names each, printable, and is 1', async () => {
    const served = { imports: new ServedImports([FAILED], [FAILURE]) };
    const { stdout, status } = await imports(served, 'failures', FIRST, '--format', 'table');
    expect(stdout).toMatch(/^FAILED\s+InvalidFile\s+s3:\/\/logs\/AWSLogs\/a\.json\.gz\s+not gzip/m);
    expect(stdout).not.toContain('\u001b');
    expect(status).toBe(1);
  });

  it('failures is 0 where all that failed is tried again', async () => {
    const served = { imports: new ServedImports([FAILED], [{ ...FAILURE, Status: 'RETRY' }]) };
    const { stdout, status } = await imports(served, 'failures', FIRST);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'RETRY', error: 'InvalidFile' });
    expect(status).toBe(0);
  });

  it('retry goes on with the import itself', async () => {
    const { stdout, status } = await imports({}, 'retry', FIRST);
    expect(JSON.parse(stdout)).toMatchObject({ id: FIRST, status: 'IN_PROGRESS' });
    expect(asked('StartImport')).toEqual([{ ImportId: FIRST }]);
    expect(status).toBe(0);
  });

  it('stop stops it, in the Region that is named', async () => {
    const { stdout, status } = await imports({}, 'stop', SECOND, '--region', 'us-east-2');
    expect(JSON.parse(stdout)).toMatchObject({ id: SECOND, status: 'STOPPED' });
    expect(server?.requests.map(({ region }) => region)).toEqual(['us-east-2']);
    expect(status).toBe(0);
  });

  it('asks again while CloudTrail is busy', async () => {
    const fault: ServedLake['fault'] = ({ times }) =>
      times < 2 ? { code: 'ThrottlingException' } : undefined;
    const { status } = await imports({ fault }, 'status', SECOND);
    expect(status).toBe(0);
    expect(asked('GetImport')).toHaveLength(3);
  });

  it.each<[string, readonly string[], ServedLake, string]>([
    [
      'a store that is not there',
      ['list', ID.replace('0a', 'ff')],
      {},
      `there is no event data store '${ID.replace('0a', 'ff')}' in eu-west-1; name it by its ARN`,
    ],
    [
      'an import that is not there',
      ['status', 'none'],
      {},
      "there is no import 'none'; set AWS_REGION, or --region, to the Region of its store",
    ],
    [
      'another import that runs',
      ['retry', FIRST],
      { imports: new ServedImports([FAILED, { ...DONE, ImportStatus: 'IN_PROGRESS' }]) },
      'another import is running, and CloudTrail runs one at a time in an account',
    ],
    ...(
      [
        ['EventDataStoreNotFoundException', 'does not exist'],
        ['InactiveEventDataStoreException', 'is not active; it is being created or deleted'],
        ['InvalidEventDataStoreStatusException', 'has a status that does not allow imports'],
      ] as const
    ).map(([code, words]): [string, readonly string[], ServedLake, string] => [
      `a store of the import with ${code}`,
      ['retry', FIRST],
      { fault: () => ({ code }) },
      `the event data store of import '${FIRST}' ${words} (${code})\n`,
    ]),
    [
      'no permission',
      ['stop', FIRST],
      { fault: () => ({ code: 'AccessDeniedException' }) },
      'CloudTrail Lake: access was denied; this requires cloudtrail:StopImport',
    ],
  ])('fails with %s', async (_, argv, served, sentence) => {
    const { stdout, stderr, status } = await imports(served, ...argv);
    expect(stderr).toContain(`trailwatch: ${sentence}`);
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
  });
});
