import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { parseSummary } from '../../../lib/core/archive-search/search-summary';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { LocalSearch } from '../../local-aws/local-search';
import { startLocalAws } from '../../local-aws/start-local-aws';
import { sampleArchive } from '../../samples/sample-archive';
import { withEmulator } from '../emulator/start-emulator';
import type { Outcome } from '../outcome';
import { Interpreter } from './interpreter';
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

/**
 * The synthesized state machine of `ArchiveSearch` in the emulator's interpreter of Amazon States Language, which runs Map states and
 * is not ours: it calls the shipped functions, and lists the batches in the embedded S3. Each search ends as it must, and writes
 * the objects that the interpreter of the other tests writes.
 */
export async function checkArchiveSearch(command: string, folder: string, outcome: Outcome): Promise<void> {
  const aws = await startLocalAws();
  const search = await LocalSearch.start(aws, folder);
  const gateway = await startLambdaGateway(
    () => aws.endpoint,
    (arn, payload) => search.invoke(arn, payload),
  );
  try {
    for (const { key, body } of FILES) await search.archive(key, body);
    // a search reads what was delivered before its start, by the second
    await setTimeout(1100);
    const run = async (endpoint: string) => {
      const interpreter = await Interpreter.start(endpoint, 'search', search.definition);
      for (const [name, input, ends] of SEARCHES) {
        const { status, error = '' } = await interpreter.run(name, input);
        const ended = `${status} ${error}`;
        outcome.check(ended === ends, `archive-search '${name}' in the interpreter of moto: ${ends}`, [
          ended,
        ]);
        await search.run(`own-${name}`, input);
        const written = await writtenBy(search, name);
        const own = await writtenBy(search, `own-${name}`);
        const isSame = isDeepStrictEqual(written, own) && (written.length > 0 || name === 'refused');
        const what = `archive-search '${name}': both interpreters write and count the same`;
        outcome.check(isSame, what, [JSON.stringify(written), JSON.stringify(own)]);
      }
    };
    await withEmulator(command, ({ endpoint }) => run(endpoint), { MOTO_PORT: String(gateway.port) });
  } finally {
    await gateway.stop();
    await search.stop();
    await aws.stop();
  }
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
