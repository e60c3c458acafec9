import { existsSync } from 'node:fs';
import type { JsonObject } from '../../lib/core/json/json-value';
import { corpusPath, corpusRecords } from '../../test/parity/corpus';
import { generatedRecords } from '../../test/samples/generated/base-records';
import { Random } from '../../test/samples/generated/random';
import type { BenchWorld, SetSize } from './bench-world';
import { BARE_NODE, gunzipAlone } from './contenders';
import { usageOf } from './cpu-timed';
import type { DrawnRecords } from './data/log-set';
import { median, timeInterleaved } from './interleaved';
import type { GrowthTable } from './results';

const SEED = 20261124;
const RUNS = 3;
const FULL: SetSize = { files: 20, recordsAFile: 3_000 };
const QUICK: SetSize = { files: 2, recordsAFile: 500 };

/** So many calls of the shared logs are measured by themselves, the most frequent ones. */
const CALLS = 20;
/** The shared logs, and the events of Panther's tests. */
const SOURCES = ['invictus', 'stratus', 'traildiscover', 'panther'] as const;
/** Calls that the shared logs have few of, and most archives most of. */
const GENERATED_CALLS = ['GetObject', 'PutObject'] as const;

/** The shares of the calls of a bucket whose data events are logged, as they were counted in one that people use. */
const BUCKET = { GetBucketAcl: 0.47, PutObject: 0.37, GetObject: 0.08, Decrypt: 0.08 } as const;

/**
 * How much of an account's events its most frequent calls are, as counted in 2,900 delivered records of 260 calls: the first one 6 %, the
 * first three 16 %, and so on. Within a step all calls have the same share.
 */
const DAY: readonly (readonly [calls: number, share: number])[] = [
  [1, 0.06],
  [3, 0.16],
  [10, 0.35],
  [20, 0.5],
  [50, 0.74],
  [100, 0.89],
  [260, 1],
];

type NamedRecords = readonly [name: string, records: readonly JsonObject[]];
type NamedMix = readonly [name: string, drawn: readonly DrawnRecords[]];

/** What a scan costs on one call by itself, and on each shared source as it comes: CPU time over that of gunzip, without the start of Node.js. */
export async function measureCalls(world: BenchWorld): Promise<readonly GrowthTable[]> {
  const sources = SOURCES.map((source): NamedRecords => [source, recordsOf(source)]);
  const data = generatedRecords(new Random(SEED), 'data').records;
  const generated = GENERATED_CALLS.map((call): NamedRecords => [`${call}, generated`, named(data, call)]);
  const shared = sources.flatMap(([, records]) => records);
  const calls = byFrequency(shared);
  const all = [...shared, ...generatedRecords(new Random(SEED), 'management').records];
  const bucket = Object.entries(BUCKET).map(([call, share]) => ({
    share,
    records: named([...data, ...all], call),
  }));
  const records = `${(sizeOf(world).files * sizeOf(world).recordsAFile).toLocaleString('en-US')} records each`;
  const alone = [...generated, ...calls.slice(0, CALLS)];
  return [
    await measure(
      world,
      `One call by itself, all built-in rules, one worker, ${records}:`,
      'call',
      alone.map(whole),
    ),
    await measure(world, `Each shared source as it comes, ${records}:`, 'source', sources.map(whole)),
    await measure(world, `Mixes of calls, ${records}:`, 'mix', [
      ["a day of an organization's management events", ofDay(byFrequency(all))],
      ['a day of a bucket whose data events are logged', bucket],
    ]),
  ];
}

function whole([name, records]: NamedRecords): NamedMix {
  return [name, [{ share: 1, records }]];
}

/** Draws from calls, the most frequent ones first, by the shares of {@link DAY}. */
function ofDay(calls: readonly NamedRecords[]): readonly DrawnRecords[] {
  return DAY.flatMap(([until, share], step) => {
    const [from, before] = DAY[step - 1] ?? [0, 0];
    const drawn = calls.slice(from, until);
    return drawn.map(([, records]) => ({ share: (share - before) / drawn.length, records }));
  });
}

async function measure(
  world: BenchWorld,
  title: string,
  kind: string,
  sets: readonly NamedMix[],
): Promise<GrowthTable> {
  const rows: string[][] = [];
  for (const [name, drawn] of sets) {
    const isThere = drawn.some(({ records }) => records.length > 0);
    if (isThere) rows.push([name, ...(await cellsOf(world, `${kind}-${name}`, drawn))]);
  }
  return { title, head: [kind, 'CPU time over gunzip', 'lowest and highest', 'records that match'], rows };
}

async function cellsOf(
  world: BenchWorld,
  name: string,
  drawn: readonly DrawnRecords[],
): Promise<readonly string[]> {
  const { folder } = world.drawnSet(name.replaceAll(/\W+/g, '-'), sizeOf(world), drawn);
  const scan = world.scan({ name, logs: folder });
  const timed = [BARE_NODE, gunzipAlone(folder), scan].map((contender) => ({
    name: contender.name,
    runMs: async () => usageOf(contender, world.environment).cpuMs,
  }));
  const [bare, floor, own] = (await timeInterleaved(timed, RUNS)).map(({ timesMs }) => timesMs);
  const start = median(bare ?? []);
  const ratios = (own ?? []).map((ms, run) => (ms - start) / ((floor?.[run] ?? Number.NaN) - start));
  const { records: all = 0, matched = 0 } = world.counts(scan);
  const range = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toPrecision(3)).join(' to ');
  return [median(ratios).toPrecision(3), range, `${((100 * matched) / all).toFixed(1)} %`];
}

function recordsOf(source: (typeof SOURCES)[number]): readonly JsonObject[] {
  if (!existsSync(corpusPath('logs'))) return [];
  const isOfPanther = ({ eventID }: JsonObject) => `${eventID}`.startsWith('panther-line-');
  return corpusRecords((path) => path.includes(`/${source}/`)).filter(
    (record) => isRecord(record) && isOfPanther(record) === (source === 'panther'),
  );
}

/** Panther's tests have events that are cut down to what a rule reads, which no log file has. */
function isRecord({ eventName, eventSource, eventTime }: JsonObject): boolean {
  return [eventName, eventSource, eventTime].every((value) => typeof value === 'string');
}

/** The calls of records, the most frequent one first. */
function byFrequency(records: readonly JsonObject[]): readonly NamedRecords[] {
  const names = [...new Set(records.map(({ eventName }) => `${eventName}`))];
  const calls = names.map((name): NamedRecords => [name, named(records, name)]);
  return calls.sort(([, one], [, other]) => other.length - one.length);
}

function named(records: readonly JsonObject[], call: string): readonly JsonObject[] {
  return records.filter(({ eventName }) => eventName === call);
}

function sizeOf({ plan }: BenchWorld): SetSize {
  return plan.isQuick ? QUICK : FULL;
}
