import { join } from 'node:path';
import { runProcess } from '../../peers/run-process';
import type { BenchWorld, SetSize } from '../bench-world';
import type { Contender } from '../contenders';
import { describeLogSet, type LogSet } from '../data/log-set';
import { duckdbFilter, jqFilter, nodeLoop, pythonLoop } from '../rivals/loops';
import { buildSigmaRust, sigmaRust } from '../rivals/sigma-rust';
import { processMeasured } from '../usage';
import { allLeftOut, type MakeSection } from './section';

/** What people write or reach for first, against a scan with 100 rules on one thread. */
export const loops: MakeSection = async (world) => {
  const set = world.quietSet(
    'loops',
    world.plan.isQuick ? { files: 5, recordsAFile: 1_000 } : { files: 20, recordsAFile: 5_000 },
  );
  const logs = set.folder;
  const others: readonly (readonly [string, Contender])[] = [
    ['node', nodeLoop(logs, 100)],
    ['python3', pythonLoop(logs, 100)],
    ['jq', jqFilter(logs)],
    ['node', duckdbFilter(logs)],
  ];
  const contenders = [world.scan({ name: 'trailwatch', logs, rules: world.rulesFolder(100) })];
  const leftOut: Record<string, string> = {};
  for (const [tool, contender] of others) {
    if (await isAtHand(tool)) contenders.push(contender);
    else leftOut[contender.name] = `${tool} is not installed`;
  }
  return {
    about: [describeLogSet(set)],
    contenders: contenders.map((one) => processMeasured(one, world.environment)),
    ...{ leftOut, facts: {}, runs: world.plan.isQuick ? 1 : 5 },
  };
};

/** The shapes of archive that the Rust scanner is compared on. */
export type RustShape = 'big' | 'small' | 'handful';

const SIZES: Readonly<Record<RustShape, readonly [quick: SetSize, full: SetSize]>> = {
  big: [
    { files: 4, recordsAFile: 1_000 },
    { files: 20, recordsAFile: 5_000 },
  ],
  small: [
    { files: 400, recordsAFile: 10 },
    { files: 4_000, recordsAFile: 10 },
  ],
  handful: [
    { files: 20, recordsAFile: 20 },
    { files: 20, recordsAFile: 20 },
  ],
};

/** A Sigma scanner in Rust with the same rules on the same files, a core each and on all cores. */
export function rustScanner(shape: RustShape): MakeSection {
  return async (world) => {
    const built = world.plan.withRust ? await scanner(world) : 'it is built and run with --rust';
    if (typeof built === 'string')
      return {
        ...{ about: [], contenders: [], facts: {} },
        leftOut: allLeftOut(['sigma-rust, one thread', 'sigma-rust, all cores'], built),
      };
    const [quick, full] = SIZES[shape];
    const set = world.quietSet(`rust-${shape}`, world.plan.isQuick ? quick : full);
    const { folder: rules, count } = world.plainRules();
    const logs = set.folder;
    const contenders = [
      world.scan({ name: 'trailwatch, one thread', logs, rules }),
      world.scan({ name: 'trailwatch, all cores', logs, rules, workers: 'all' }),
      sigmaRust(built.program, { name: 'sigma-rust, one thread', rules, logs, threads: 1 }),
      sigmaRust(built.program, { name: 'sigma-rust, all cores', rules, logs }),
    ];
    return {
      about: [
        describeLogSet(set),
        `${count} rules that use nothing but Sigma's own modifiers`,
        await agreement(world, contenders, set),
      ],
      contenders: contenders.map((one) => processMeasured(one, world.environment)),
      ...{ leftOut: {}, facts: {} },
    };
  };
}

const programs = new WeakMap<BenchWorld, ReturnType<typeof buildSigmaRust>>();

function scanner(world: BenchWorld): ReturnType<typeof buildSigmaRust> {
  const program = programs.get(world) ?? buildSigmaRust(join(world.folder, 'sigma-rust'));
  programs.set(world, program);
  return program;
}

/** What both found, in words. */
async function agreement(
  world: BenchWorld,
  [ours, , theirs]: readonly Contender[],
  set: LogSet,
): Promise<string> {
  if (ours === undefined || theirs === undefined) throw new Error('nothing to compare');
  const { alerts = 0 } = world.counts(ours);
  const { status, stdout, stderr } = await runProcess(theirs.command, theirs.arguments);
  if (status !== 0) throw new Error(`${theirs.name} ended with ${status}: ${stderr}`);
  const matches = stdout.split('\n').length - 1;
  return `trailwatch raises ${alerts} alerts and sigma-rust finds ${matches} matches in ${set.records} records`;
}

async function isAtHand(tool: string): Promise<boolean> {
  const ended = await runProcess(tool, ['--version']).catch(() => undefined);
  return ended?.status === 0;
}
