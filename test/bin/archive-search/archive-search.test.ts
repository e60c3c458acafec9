import { runTrailwatch } from '../run-trailwatch';
import { type StatesAnswer, StatesServer } from './states-server';

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:search';
const RANGE = ['--start', '2026-11-20', '--end', '2026-11-20'];
const environment = { ...process.env };
let states: StatesServer | undefined;

afterEach(async () => {
  await states?.stop();
  states = undefined;
  process.env = { ...environment };
});

/** Runs a command while Step Functions answers everything in one way. */
async function run(answer: StatesAnswer, ...words: readonly string[]) {
  states = await StatesServer.start(() => answer);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SFN: states.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  return runTrailwatch(['archive-search', ...words]);
}

const ofMachine = ['--state-machine', MACHINE];

describe('one clear sentence for', () => {
  const sentences: readonly (readonly [what: string, answer: StatesAnswer, sentence: string])[] = [
    [
      'a state machine that is not there',
      { code: 'StateMachineDoesNotExist' },
      'there is no such state machine',
    ],
    [
      'another state machine',
      { body: { definition: '{"States":{}}' } },
      'is not a state machine of ArchiveSearch',
    ],
    [
      'a definition that is no JSON',
      { body: { definition: '{' } },
      'is not a state machine of ArchiveSearch',
    ],
    ['expired credentials', { code: 'ExpiredTokenException' }, 'expired'],
    [
      'no permission',
      { code: 'AccessDeniedException' },
      'access was denied; it takes states:DescribeStateMachine',
    ],
    ['a service that is busy', { code: 'ThrottlingException' }, 'no answer after'],
  ];

  test.each(sentences)('%s', async (_, answer, sentence) => {
    const { status, stdout, stderr } = await run(answer, 'start', ...RANGE, ...ofMachine);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('what is no ARN of a state machine', async () => {
    const { status, stderr } = await run({ body: {} }, 'start', ...RANGE, '--state-machine', 'search');
    expect(status).toBe(2);
    expect(stderr).toBe(
      "trailwatch: --state-machine 'search' is not the ARN of a state machine, such as arn:aws:states:eu-west-1:111122223333:stateMachine:NAME\n",
    );
  });

  test('a name that no search has', async () => {
    const { status, stderr } = await run({ body: {} }, 'status', 'a/b', ...ofMachine);
    expect([status, stderr]).toEqual([2, "trailwatch: 'a/b' is not the name of a search\n"]);
  });

  test('a day that does not exist, before anything is asked', async () => {
    const words = ['--start', '2026-02-30', '--end', '2026-03-01'];
    const { status, stderr } = await run({ body: {} }, 'start', ...words, ...ofMachine);
    expect(status).toBe(2);
    expect(stderr).toBe('trailwatch: --start is "2026-02-30", not a day such as 2026-01-31\n');
    expect(states?.calls).toEqual([]);
  });
});

describe('status', () => {
  const counts = { succeeded: 3, total: 8, running: 2, failed: 0 };
  const answers: Readonly<Record<string, StatesAnswer>> = {
    ListMapRuns: { body: { mapRuns: [{ mapRunArn: `${MACHINE}:map` }] } },
    DescribeMapRun: { body: { itemCounts: counts } },
  };

  async function statusOf(execution: Record<string, string>) {
    const describe = { body: { executionArn: 'search', ...execution } };
    states = await StatesServer.start((operation) => answers[operation] ?? describe);
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_SFN: states.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    return runTrailwatch(['archive-search', 'status', 'search', ...ofMachine]);
  }

  test('says how many batches are searched', async () => {
    expect(await statusOf({ status: 'RUNNING' })).toMatchObject({
      ...{ status: 0, stdout: 'RUNNING: 3 of 8 batches searched, 2 running, 0 failed\n', stderr: '' },
    });
  });

  test('says why a search failed, also where a function failed', async () => {
    const cause = JSON.stringify({ errorMessage: 'start is missing', errorType: 'SearchRefused' });
    expect(await statusOf({ status: 'FAILED', error: 'SearchRefused', cause })).toMatchObject({
      ...{ status: 2, stderr: 'trailwatch: start is missing\n' },
    });
    expect(await statusOf({ status: 'ABORTED' })).toMatchObject({
      ...{ status: 2, stderr: 'trailwatch: the search ended as ABORTED\n' },
    });
  });
});
