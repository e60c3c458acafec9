import { type StatesAnswer, StatesServer } from '../archive-search/states-server';
import { runTrailwatch } from '../run-trailwatch';

const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/claims';
const environment = { ...process.env };
let server: StatesServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
  process.env = { ...environment };
});

/** Runs the command while DynamoDB answers the query of each day. */
async function run(answer: (partition: string) => StatesAnswer, ...words: readonly string[]) {
  server = await StatesServer.start((_, parameters) => {
    const values = parameters.ExpressionAttributeValues as unknown as Record<string, { S: string }>;
    return answer(values[':window']?.S ?? '');
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: server.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  return runTrailwatch(['rules', 'trial', ...words]);
}

function item(ruleName: string, members: Record<string, { S: string } | { N: string }>) {
  return {
    ruleId: { S: `id of ${ruleName}` },
    ruleName: { S: ruleName },
    severity: { S: 'high' },
    ...members,
  };
}

const TRIED = item('key-made', {
  actor: { S: 'alice' },
  onTrial: { N: '3' },
  example: { S: 'alice made a key' },
});

test('what rules on trial would have sent is listed by day, rule and actor', async () => {
  const { status, stdout, stderr } = await run(
    () => ({ body: { Items: [item('sent', { sent: { N: '5' } }), TRIED] } }),
    ...['--table', TABLE, '--days', '2'],
  );
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual(
    [1, 2].map(() => expect.objectContaining({ ruleName: 'key-made', actor: 'alice', alerts: 3 })),
  );
  expect(new Set(lines.map(({ day }) => day)).size).toBe(2);
  expect(lines[0].example).toBe('alice made a key');
  expect([status, stderr.trim()]).toEqual([0, 'rules=1 alerts=6 days=2']);
  expect(server?.calls).toEqual(['Query', 'Query']);
});

test('one rule is chosen by its name or id, and a table shows the same', async () => {
  const answer = () => ({ body: { Items: [item('other', { onTrial: { N: '1' } }), TRIED] } });
  const { stdout } = await run(answer, 'key-made', '--table', TABLE, '--days', '1', '--format', 'table');
  expect(stdout).toMatch(/\n[-\d]{10} +3 +high +key-made +alice +alice made a key\n$/);
  expect(stdout).not.toContain('other');
});

test.each<[string, StatesAnswer, string]>([
  ['a table that is not there', { code: 'ResourceNotFoundException' }, 'the table does not exist'],
  ['no permission', { code: 'AccessDeniedException' }, 'this requires dynamodb:Query on the table'],
])('fails for %s with one sentence', async (_, answer, sentence) => {
  const { status, stdout, stderr } = await run(() => answer, '--table', TABLE);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(sentence);
});

test('fails for what is no ARN of a table', async () => {
  const { status, stderr } = await run(() => ({ body: {} }), '--table', 'claims');
  expect([status, server?.calls]).toEqual([2, []]);
  expect(stderr).toContain('is not the ARN of a table');
});

test('a name is found in whatever letter case, and of one of which nothing is counted this is said', async () => {
  const answer = () => ({ body: { Items: [TRIED] } });
  const found = await run(answer, 'Key-Made', '--table', TABLE, '--days', '1');
  expect(found.stderr.trim()).toBe('rules=1 alerts=3 days=1');
  await server?.stop();
  const { status, stderr } = await run(answer, 'key-maid', '--table', TABLE, '--days', '1');
  expect(status).toBe(0);
  expect(stderr).toContain("there are no counts of a rule 'key-maid'");
  expect(stderr).toContain("did you mean 'key-made'?");
});
