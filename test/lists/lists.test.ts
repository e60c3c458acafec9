import { awsEnvironment } from '../bin/aws-environment';
import { runTrailwatch } from '../bin/run-trailwatch';
import { type LocalServer, startServer } from '../local-server';
import { type Answer, answering } from './answering';
import { calledOperations, sourcesOf } from './called-operations';
import type { List } from './list';
import { LISTS_OF_COMMANDS, run } from './lists-of-commands';
import { LISTS_OF_HANDLERS } from './lists-of-handlers';

const LOOP = 'lambda/aws/answers.ts';
const FOLDERS = ['lambda', 'bin', 'processing'];
const LISTS = { ...LISTS_OF_HANDLERS, ...LISTS_OF_COMMANDS };

/** One thing is asked for by its name, or all that it may have is on a page: there is no second page. */
const OF_ONE_PAGE = [
  ...['DescribeAlarms', 'DescribeSecurityGroups', 'DescribeStacks', 'ListTags'],
  // the group whose whole name is the prefix comes first; the newest run of an execution does
  ...['DescribeLogGroups', 'ListMapRuns'],
  // KMS allows 50 of each, and a page has 50
  ...['ListAliases', 'ListResourceTags'],
];

const SILENCES = 'arn:aws:ssm:eu-west-1:111122223333:parameter/trailwatch/Processor/silences/medium';

/** The members of an answer that say that there is more. */
const CONTINUED = /^(?:Next(?:Continuation)?Token|(?:Next)?(?:Key)?Marker|LastEvaluatedKey)$/i;

const environment = { ...process.env };
let server: LocalServer | undefined;
beforeEach(() => {
  process.env.AWS_REGION = 'eu-west-1';
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  process.env = { ...environment };
});

const operationOf = (key: string) => key.split(' ')[1] ?? '';
const continued = (names: readonly string[], token: string, list: List): Answer => {
  const { page, more = (NextToken) => ({ NextToken }) } = list;
  return { ...page(names), ...more(token) };
};

/** Reads a list of a service that gives these pages, each by its token, and collects the tokens. */
async function read(key: string, list: List, pages: Readonly<Record<string, Answer>>) {
  const { toBody, others } = list;
  const tokens: string[] = [];
  const answerTo = (asked: unknown) => {
    const [token = 'first'] = JSON.stringify(asked).match(/token-\d/) ?? [];
    if (token !== 'first') tokens.push(token);
    return pages[token] ?? {};
  };
  answering(toBody === undefined ? operationOf(key) : '', answerTo, others);
  if (toBody !== undefined) {
    server = await startServer(({ url }, response, body) => {
      response.end(toBody(answerTo([url, body])));
    });
    Object.assign(process.env, awsEnvironment(server.url));
  }
  return { tokens, found: list.read(server?.url ?? '') };
}

const EVERY = Object.entries(LISTS);

test('every list of the product is one of these', async () => {
  const called = (await Promise.all(FOLDERS.map(calledOperations))).flat();
  expect(called.length).toBeGreaterThan(150);
  const listed = called.filter(
    ({ operation, members }) =>
      members.some((name) => CONTINUED.test(name)) && !OF_ONE_PAGE.includes(operation),
  );
  const keys = Object.keys(LISTS).map((key) => key.split(' ').slice(0, 2).join(' '));
  for (const { file, operation } of listed) expect(keys).toContain(`${file} ${operation}`);
});

test('what goes on at a token or a key is read by the one loop over pages', () => {
  const sources = FOLDERS.flatMap((folder) => [...sourcesOf(folder)]).filter(([file]) => file !== LOOP);
  const filesWith = (words: RegExp) => sources.filter(([, text]) => words.test(text)).map(([file]) => file);
  const files = [...new Set(Object.keys(LISTS).map((key) => key.split(' ')[0]))].sort();
  expect(filesWith(/\bpagesOf\(/).sort()).toEqual(files);
  expect(files).toEqual(
    expect.arrayContaining(filesWith(/\b(?:NextToken|NextKeyMarker|LastEvaluatedKey)\b/i)),
  );
  expect(filesWith(/\bpaginate[A-Z]/)).toEqual([]);
});

test.each(EVERY)('%s: all items of three pages', async (key, list) => {
  const { found } = await read(key, list, {
    first: continued(['1'], 'token-2', list),
    'token-2': continued(['2'], 'token-3', list),
    'token-3': list.page(['3']),
  });
  expect(await found).toEqual(list.found ?? ['1', '2', '3']);
});

test.each(EVERY)('%s: an empty page is not the last one', async (key, list) => {
  const { found } = await read(key, list, {
    first: continued([], 'token-2', list),
    'token-2': list.page(['1', '2', '3']),
  });
  expect(await found).toEqual(list.found ?? ['1', '2', '3']);
});

test.each(EVERY)('%s: fails on a token that comes again, and names the list', async (key, list) => {
  const { tokens, found } = await read(key, list, {
    first: continued(['1'], 'token-2', list),
    'token-2': continued(['2'], 'token-3', list),
    'token-3': continued(['1'], 'token-2', list),
  });
  const sentence = ' returned a token that it had returned before; the rest of the list is unknown';
  await expect(found).rejects.toThrow(new RegExp(`\\b${operationOf(key)}\\b.*${sentence}`));
  expect(tokens).toEqual(['token-2', 'token-3']);
});

test.each(EVERY.filter(([, { more }]) => more === undefined))(
  '%s: ends at a token that is empty',
  async (key, list) => {
    const { tokens, found } = await read(key, list, {
      first: continued(['1'], 'token-2', list),
      'token-2': continued(['2', '3'], '', list),
    });
    expect(await found).toEqual(list.found ?? ['1', '2', '3']);
    expect(tokens).toEqual(['token-2']);
  },
);

test.each([
  ['lambda/aws/trail/list-regions.ts ListRegions', ['history']],
  [
    'lambda/aws/trail/member-accounts.ts ListAccounts',
    ['history', '--organization', '--region', 'eu-west-1'],
  ],
  ['lambda/aws/silence-parameters.ts GetParametersByPath', ['silence', '--list', '--path', SILENCES]],
])('%s: fails with a sentence in the command line', async (key, argv) => {
  const { page } = LISTS_OF_HANDLERS[key] as List;
  answering(operationOf(key), () => ({ ...page(['1']), NextToken: 'token-2' }));
  await expect(run(argv)).rejects.toThrow(`${operationOf(key)} returned a token that it had returned before`);
});

test('what is printed of a query whose rows are not known to their end is no whole document', async () => {
  const key = 'bin/lake/lake-engine.ts GetQueryResults';
  const list = LISTS[key] as List;
  const first = continued(['1'], 'token-2', list);
  const { found } = await read(key, list, { first, 'token-2': first });
  await expect(found).rejects.toThrow('CloudTrail Lake: GetQueryResults returned');
  const store =
    'arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000';
  const query = ['query', '--lake', store, 'SELECT n FROM events', '--format'];
  const { status, stdout, stderr } = await runTrailwatch([...query, 'json']);
  expect(status).toBe(2);
  expect(() => JSON.parse(stdout)).toThrow(SyntaxError);
  expect(stderr).not.toContain('rows=');
});
