import { type StatesAnswer, StatesServer } from './archive-search/states-server';
import { runTrailwatch } from './run-trailwatch';

const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/responder';
const ID = '2f1c0f0c8a51'.padEnd(64, '0');
const environment = { ...process.env };
let server: StatesServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
  process.env = { ...environment };
});

type Values = Readonly<Record<string, { readonly S: string }>>;

/** Runs the command while DynamoDB answers the query of each action. */
async function run(answer: (values: Values) => StatesAnswer, ...words: readonly string[]) {
  server = await StatesServer.start((_, parameters) =>
    answer(parameters.ExpressionAttributeValues as unknown as Values),
  );
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: server.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  return runTrailwatch(['response', ...words]);
}

/** The table of a responder: the items of each action, of which DynamoDB answers those between two sort keys. */
function served(items: Readonly<Record<string, readonly Values[]>>) {
  return (values: Values): StatesAnswer => {
    const action = values[':window']?.S.split('|')[1] ?? '';
    const [from = '', until = ''] = [values[':from']?.S, values[':until']?.S];
    const found = (items[action] ?? []).filter(
      ({ item }) => from <= (item?.S ?? '') && (item?.S ?? '') <= until,
    );
    return { body: { Items: found } } as never;
  };
}

const DONE = { item: { S: ID }, startedAt: { S: '2026-11-20T03:00:00.000Z' }, outcome: { S: 'done' } };

test('what was done for an alert is shown for each action, and nothing is written', async () => {
  const { status, stdout, stderr } = await run(
    served({
      'start-logging': [DONE, { ...DONE, item: { S: 'f'.repeat(64) } }],
      'disable-access-key': [{ item: { S: ID }, startedAt: { S: '2026-11-20T03:00:01.000Z' } }],
      // an attempt looked for it and found nothing
      'block-public-bucket': [{ item: { S: ID } }],
    }),
    ...['2f1c0f0c8a51', '--table', TABLE],
  );
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    {
      ...{ alertId: ID, action: 'start-logging', startedAt: '2026-11-20T03:00:00.000Z' },
      ...{ outcome: 'done', inWords: 'was done' },
    },
    {
      ...{ alertId: ID, action: 'disable-access-key', startedAt: '2026-11-20T03:00:01.000Z' },
      inWords: `was started, and no end is noted: the execution ${ID} of its state machine has the result`,
    },
  ]);
  expect([status, stderr.trim()]).toEqual([0, 'actions=2']);
  expect(new Set(server?.calls)).toEqual(new Set(['Query']));
});

test('a table shows the same', async () => {
  const { stdout } = await run(
    served({ 'start-logging': [DONE] }),
    ...[ID, '--table', TABLE, '--format', 'table'],
  );
  expect(stdout).toMatch(/\n2f1c0f0c8a51 +start-logging +2026-11-20T03:00:00\.000Z +was done\n$/);
});

test('of an alert of which nothing is noted this is said, with the reasons', async () => {
  const { status, stdout, stderr } = await run(served({}), ID, '--table', TABLE);
  expect([status, stdout]).toEqual([0, '']);
  expect(stderr).toContain(`nothing is noted of the alert ${ID}: no response is for its rule`);
});

test.each<[string, StatesAnswer, string]>([
  ['a table that is not there', { code: 'ResourceNotFoundException' }, 'the table does not exist'],
  ['no permission', { code: 'AccessDeniedException' }, 'this requires dynamodb:Query on the table'],
])('fails for %s with one sentence', async (_, answer, sentence) => {
  const { status, stdout, stderr } = await run(() => answer, ID, '--table', TABLE);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(sentence);
});

test.each([
  [[ID, '--table', 'responder'], 'is not the ARN of a table'],
  [['2f1c', '--table', TABLE], 'is not the id of an alert'],
  [['2F1C0F0C8A51', '--table', TABLE], 'is not the id of an alert'],
])('fails for %j', async (words, sentence) => {
  const { status, stderr } = await run(() => ({ body: {} }), ...words);
  expect([status, server?.calls]).toEqual([2, []]);
  expect(stderr).toContain(sentence);
});
