import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type DescribeExecutionOutput, GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { MAX_BATCH_FILES } from '../../../lib/core/archive-search/search-batch';
import { parseSummary } from '../../../lib/core/archive-search/search-summary';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { LocalSearch } from '../../../test/local-aws/local-search';
import { startLocalAws } from '../../../test/local-aws/start-local-aws';
import { sampleArchive } from '../../../test/samples/sample-archive';
import type { Outcome } from '../outcome';
import type { Interpreter, StatesEngine } from './interpreter';
import { startLambdaGateway } from './lambda-gateway';

const DAY = '2026-11-20';
const FILES = sampleArchive('o-exampleorgid');
const [ACCOUNT = ''] = FILES.map(({ key }) => key.split('/')[2] ?? '');

/** Inputs of a search, and how it must end. One of the files is damaged. */
const SEARCHES: readonly (readonly [name: string, input: JsonObject, ends: string])[] = [
  ['whole', { start: DAY, end: DAY }, 'FAILED SearchIncomplete'],
  ['one-account', { start: DAY, end: DAY, accounts: [ACCOUNT] }, 'SUCCEEDED '],
  ['sending', { start: DAY, end: DAY, accounts: [ACCOUNT], send: 'medium' }, 'SUCCEEDED '],
  ['nothing', { start: '2020-01-01', end: '2020-01-01' }, 'FAILED SearchIncomplete'],
  ['refused', { start: 'yesterday' }, 'FAILED SearchRefused'],
];

/** The day before, whose files make three batches. */
const BATCHES_DAY = '2026-11-19';
const BATCHES = 3;
const EMPTY = gzipSync('{"Records":[]}');

/** A function with so little time begins nothing new: the plan ends after a batch, and sending before its first alert. */
const HURRY_SECONDS = 60;

/** How often the state machine calls a function that dies. */
const TRIES = 6;

/**
 * The synthesized state machine of `ArchiveSearch` in other interpreters of Amazon States Language, which run Map states and
 * are not ours: they call the shipped functions, and list the batches in the embedded S3. Each search ends as it must, and writes
 * the objects that the interpreter of the other tests writes.
 */
export async function checkArchiveSearch(
  engines: readonly StatesEngine[],
  folder: string,
  outcome: Outcome,
): Promise<void> {
  const aws = await startLocalAws();
  const search = await LocalSearch.start(aws, folder);
  const calls: Calls = { hurried: {}, lost: '', made: [] };
  const gateway = await startLambdaGateway(() => aws.endpoint, invokeNoting(search, calls));
  try {
    for (const { key, body } of FILES) await search.archive(key, body);
    // a search reads what was delivered before its start, by the second
    await setTimeout(1100);
    for (const engine of engines) {
      await engine.serve(gateway.port, async (interpreter) => {
        const arn = await interpreter.create('search', search.definition);
        const checked = { interpreter, arn, engine: engine.name, outcome };
        for (const each of SEARCHES) {
          await runSearch(each, checked);
          await compareWritten(search, each, checked);
        }
        if (engine.isQuick) await checkBatches(search, calls, checked);
      });
    }
  } finally {
    await gateway.stop();
    await search.stop();
    await aws.stop();
  }
}

interface Checked {
  readonly interpreter: Interpreter;
  readonly arn: string;
  readonly engine: string;
  readonly outcome: Outcome;
}

/** Runs a search, which must end so. */
async function runSearch(
  [name, input, ends]: (typeof SEARCHES)[number],
  { interpreter, arn, engine, outcome }: Checked,
): Promise<DescribeExecutionOutput> {
  const execution = await interpreter.run(arn, `${engine}-${name}`, input);
  const ended = `${execution.status} ${execution.error ?? ''}`;
  outcome.check(ended === ends, `archive-search '${name}' in the interpreter of ${engine}: ${ends}`, [ended]);
  return execution;
}

/** Runs the search again in the interpreter of our tests. */
async function compareWritten(
  search: LocalSearch,
  [name, input]: readonly [name: string, input: JsonObject, ...rest: unknown[]],
  { engine, outcome }: Checked,
): Promise<void> {
  const id = `${engine}-${name}`;
  await search.run(`own-${id}`, input);
  const written = await writtenBy(search, id);
  const own = await writtenBy(search, `own-${id}`);
  const isSame = isDeepStrictEqual(written, own) && (written.length > 0 || name === 'refused');
  const what = `archive-search '${name}': the interpreters of ${engine} and of our tests write and count the same`;
  outcome.check(isSame, what, [JSON.stringify(written), JSON.stringify(own)]);
}

/** Lambda, as a search meets it. */
interface Calls {
  /** By a part of a function's name, how many of its next calls have no time to begin anything. */
  readonly hurried: Record<string, number>;
  /** The batch whose function dies in every call. */
  lost: string;
  /** What was called, and whether it is done where it says that. */
  readonly made: string[];
}

function invokeNoting({ functions }: LocalSearch, calls: Calls) {
  return async (arn: string, payload: Json): Promise<Json> => {
    const [, name = ''] = /Local-Search([A-Z][a-z]+|)Function/.exec(arn) ?? [];
    if ((payload as JsonObject).batch === calls.lost) {
      calls.made.push('died');
      throw new Error('the function died');
    }
    const left = calls.hurried[name] ?? 0;
    calls.hurried[name] = left - 1;
    const answer = await functions.invoke(arn, payload, left > 0 ? HURRY_SECONDS : undefined);
    const { isDone } = answer as JsonObject;
    calls.made.push(`${name || 'Batch'}${isDone === undefined ? '' : ` ${isDone}`}`);
    return answer;
  };
}

/** A search whose plan takes an invocation for each batch and whose sending pauses, and one that loses a batch. */
async function checkBatches(search: LocalSearch, calls: Calls, checked: Checked): Promise<void> {
  const { outcome } = checked;
  await Promise.all(filesOfBatches().map(({ key, body }) => search.archive(key, body)));
  await setTimeout(1100);
  Object.assign(calls.hurried, { Plan: BATCHES, Send: 1 });
  calls.made.length = 0;
  const days = { start: BATCHES_DAY, end: BATCHES_DAY };
  const paused = await runSearch(['batches', { ...days, send: 'medium' }, 'SUCCEEDED '], checked);
  const made = calls.made.splice(0).join(', ');
  const expected = `${'Plan false, '.repeat(BATCHES)}Plan true, ${'Batch, '.repeat(BATCHES)}Summary, Send false, Send true`;
  const what = `archive-search 'batches': ${BATCHES + 1} invocations plan, ${BATCHES} children search, and sending goes on`;
  outcome.check(made === expected, what, [made, expected]);
  const { events = [] } = await checked.interpreter.client.send(
    new GetExecutionHistoryCommand({ executionArn: paused.executionArn }),
  );
  const waits = events.flatMap(({ type, stateEnteredEventDetails: entered }) =>
    type === 'WaitStateEntered' ? [entered?.name] : [],
  );
  outcome.check(isDeepStrictEqual(waits, ['Pause']), "archive-search 'batches' passes its pause", [
    JSON.stringify(waits),
  ]);
  await compareWritten(search, ['batches', { ...days, send: 'medium' }], checked);
  await checkLost(search, calls, checked);
}

/** The function of a batch dies whenever it is called: the others are searched, and its files are named. */
async function checkLost(search: LocalSearch, calls: Calls, checked: Checked): Promise<void> {
  const plans = await search.keys(search.place.resultsBucket, `searches/${checked.engine}-batches/plan/`);
  calls.lost = (plans[0] ?? '').replace('-batches/', '-lost/');
  await runSearch(['lost', { start: BATCHES_DAY, end: BATCHES_DAY }, 'FAILED SearchIncomplete'], checked);
  const tries = calls.made.filter((made) => made === 'died').length;
  const summary = parseSummary(await search.read(`searches/${checked.engine}-lost/summary.json`));
  const { planned, searched, problemCount, problems } = summary ?? { problemCount: 0, problems: [] };
  const isNamed = problems.every(({ problem }) => /^it was not searched: batch \w+ failed$/.test(problem));
  const adds = problemCount > 0 && planned?.files === (searched?.files ?? 0) + problemCount;
  const what = `archive-search 'lost': a batch that fails in ${tries} of ${TRIES} tries is named, and the others are searched`;
  checked.outcome.check(tries === TRIES && isNamed && adds, what, [JSON.stringify(summary)]);
}

/** The files with alerts, and so many without that there are three batches. */
function filesOfBatches() {
  const alerting = FILES.filter(({ key }) => key.includes(ACCOUNT));
  const folder = `AWSLogs/o-exampleorgid/${ACCOUNT}/CloudTrail/sa-east-1/2026/11/19/`;
  return [
    ...alerting.map(({ key, body }) => ({ key: key.replace('/2026/11/20/', '/2026/11/19/'), body })),
    ...Array.from({ length: MAX_BATCH_FILES * (BATCHES - 1) }, (_, index) => {
      const unique = String(index).padStart(16, '0');
      return {
        key: `${folder}${ACCOUNT}_CloudTrail_sa-east-1_20261119T0240Z_${unique}.json.gz`,
        body: EMPTY,
      };
    }),
  ];
}

/** The names of the objects that a search wrote, but for what the map itself writes, and what its summary counts. */
async function writtenBy(search: LocalSearch, name: string): Promise<readonly string[]> {
  const folder = `searches/${name}/`;
  const keys = await search.keys(search.place.resultsBucket, folder);
  const names = keys.map((key) => key.slice(folder.length)).filter((key) => !key.startsWith('map/'));
  if (names.length === 0) return [];
  const { alerts, searched } = parseSummary(await search.read(`${folder}summary.json`)) ?? {};
  return [...names.sort(), JSON.stringify({ alerts, searched })];
}
