import type { BenchWorld } from '../bench-world';
import { type Contender, gunzipAlone, gunzipAndParse } from '../contenders';
import { describeLogSet, type LogSet } from '../data/log-set';
import { processMeasured } from '../usage';
import { allLeftOut, type MakeSection, NO_WORKERS, type Section } from './section';

const FULL = { files: 100, recordsAFile: 4_000 };
const QUICK = { files: 10, recordsAFile: 1_000 };

/** Few records match: what most accounts look like. */
export const quietFiles: MakeSection = async (world) => {
  const set = world.quietSet('quiet', sizeOf(world));
  const logs = set.folder;
  const contenders = [
    ...rulesOf(world, logs),
    world.scan({ name: '1,000 rules', logs, rules: world.rulesFolder(1_000) }),
    gunzipAlone(logs),
    gunzipAndParse(logs),
  ];
  const two = world.scan({ name: 'two workers', logs, workers: 2 });
  const section = sectionOf(world, set, world.hasWorkers ? [...contenders, two] : contenders);
  return world.hasWorkers ? section : { ...section, leftOut: { 'two workers': NO_WORKERS } };
};

/** The same of real records, which are packed more tightly. */
export const quietRealFiles: MakeSection = async (world) => {
  const real = world.real();
  const names = ['100 rules', '166 rules', 'all rules', 'gunzip alone'];
  if (real === undefined)
    return {
      ...{ about: [], contenders: [], facts: {} },
      leftOut: allLeftOut(names, 'there are no real records at hand'),
    };
  const set = world.quietSet('quiet-real', sizeOf(world), real);
  return sectionOf(world, set, [...rulesOf(world, set.folder), gunzipAlone(set.folder)]);
};

/** So much that what threads begin with is little beside it: an archive of some days. */
export const manyFiles: MakeSection = async (world) => {
  const { files, recordsAFile } = sizeOf(world);
  const set = world.quietSet('many', { files: 4 * files, recordsAFile });
  if (!world.hasWorkers)
    return { ...sectionOf(world, set, []), leftOut: allLeftOut(['one worker', 'two workers'], NO_WORKERS) };
  const [one, two] = [1, 2].map((workers) =>
    world.scan({ name: workers === 1 ? 'one worker' : 'two workers', logs: set.folder, workers }),
  );
  return sectionOf(world, set, [one as Contender, two as Contender]);
};

/** Many records raise an alert, and all alerts are written. */
export const denseFiles: MakeSection = async (world) => {
  const { files, recordsAFile } = sizeOf(world);
  const set = world.denseSet('dense', { files: files / 2, recordsAFile });
  const logs = set.folder;
  const options = ['--ignore-file', world.ignoreFile(world.matchingDense())];
  const contenders = [
    ...rulesOf(world, logs),
    world.scan({ name: 'rules that match nothing', logs, options }),
    gunzipAlone(logs),
    gunzipAndParse(logs),
  ];
  return sectionOf(world, set, contenders);
};

/** Events as the generator makes them; many of the data events are counted by correlations. */
export function mixedFiles(mix: 'management' | 'data'): MakeSection {
  return async (world) => {
    const { files, recordsAFile } = sizeOf(world);
    const set = world.mixedSet(mix, { files: files / 2, recordsAFile });
    const all = world.scan({ name: 'all rules', logs: set.folder });
    return sectionOf(world, set, [all, gunzipAlone(set.folder)]);
  };
}

function sizeOf({ plan }: BenchWorld): typeof FULL {
  return plan.isQuick ? QUICK : FULL;
}

function rulesOf(world: BenchWorld, logs: string): readonly Contender[] {
  return [
    world.scan({ name: '100 rules', logs, rules: world.rulesFolder(100) }),
    world.scan({ name: '166 rules', logs, rules: world.rulesFolder(166) }),
    world.scan({ name: 'all rules', logs }),
  ];
}

function sectionOf(world: BenchWorld, set: LogSet, contenders: readonly Contender[]): Section {
  const counts = world.counts(world.scan({ name: 'all rules', logs: set.folder }));
  return {
    about: [describeLogSet(set), matchingOf(counts, world)],
    contenders: contenders.map((one) => processMeasured(one, world.environment)),
    leftOut: {},
    facts: counts,
  };
}

function matchingOf(
  { records = 0, matched = 0, alerts = 0 }: Readonly<Record<string, number>>,
  world: BenchWorld,
) {
  const share = ((100 * matched) / records).toFixed(2);
  const rules = world.builtIn.rules.length;
  return `by the counts of \`scan\`, ${share} % of the records match one of all ${rules} rules or what a correlation counts; ${alerts.toLocaleString('en-US')} alerts`;
}
