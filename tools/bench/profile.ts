import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type BenchWorld, ROOT } from './bench-world';
import type { GrowthTable } from './results';

/** Below the package, so that the command line finds the package's files. */
const BUNDLE = join(ROOT, 'dist/profile/trailwatch.cjs');

/** The parts of a scan, and the files in which each is; the first that fits counts. */
export const PARTS: readonly (readonly [part: string, files: RegExp])[] = [
  ['garbage collection', /^\(garbage collector\)$/],
  ['unpacking', /^lib\/core\/record\/gzip|\/fflate\//],
  ['search on the bytes', /^wasm:|^lib\/core\/(?:prefilter|json|record\/log-file)\//],
  ['rules', /^lib\/core\/(?:compile|rule)|\/re2js\//],
  ['correlations', /^lib\/core\/correlation/],
  ['alerts', /^lib\/core\/(?:alert|safe-text)|^lib\/core\/record\/sha256/],
  ['output', /^bin\/outputs/],
  [
    'records seen before',
    /^lib\/core\/record\/(?:seen|record-content|record-identity)|^lib\/core\/scan\/(?:record-notes)/,
  ],
  ['start of Node.js and of the command line', /^\(node\)$|^bin\/(?:cli|rules|commands)|\/commander\//],
];
const REST = 'everything else';

/** As much of a V8 profile as is read. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** On what a scan spends the time of its thread, with few matches and with many. */
export async function measureProfile(world: BenchWorld): Promise<GrowthTable> {
  await bundle();
  const size = { files: world.plan.isQuick ? 2 : 50, recordsAFile: 4_000 };
  const sets = [world.quietSet('profile-quiet', size), world.denseSet('profile-dense', size)];
  const [quiet, dense] = sets.map(({ folder }) => sharesOf(world, folder));
  const percent = (shares: ReadonlyMap<string, number> | undefined, part: string) =>
    `${Math.round(100 * (shares?.get(part) ?? 0))} %`;
  return {
    title: 'What the main thread of a scan with all built-in rules spends its time on, one worker:',
    head: ['part', 'at most 1 % match', '29 % match'],
    rows: [...PARTS.map(([part]) => part), REST].map((part) => [
      part,
      percent(quiet, part),
      percent(dense, part),
    ]),
  };
}

/** In one file that names the file of each part of it, and is not minified. */
async function bundle(): Promise<void> {
  await build({
    ...{ absWorkingDir: ROOT, entryPoints: ['bin/trailwatch.ts'], outfile: BUNDLE },
    ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning' },
    mainFields: ['module', 'main'],
    external: ['@duckdb/node-api'],
  });
}

/** The second of two scans: the rules are remembered then. */
function sharesOf(world: BenchWorld, logs: string): ReadonlyMap<string, number> {
  const folder = join(world.folder, 'profiles');
  const { arguments: argv } = world.scan({ name: 'profile', logs });
  const options = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500'];
  const env = { ...process.env, ...world.environment };
  for (let run = 0; run < 2; run += 1) {
    rmSync(folder, { recursive: true, force: true });
    const scan = spawnSync(process.execPath, [...options, BUNDLE, ...argv.slice(1)], {
      encoding: 'utf8',
      env,
    });
    if (scan.status !== 0) throw new Error(`the scan to profile ended with ${scan.status}: ${scan.stderr}`);
  }
  const [name] = readdirSync(folder);
  return shares(JSON.parse(readFileSync(join(folder, name ?? ''), 'utf8')) as CpuProfile);
}

/** Each sample counts for the innermost file of ours or of a package on its stack. */
function shares({ nodes, samples, timeDeltas }: CpuProfile): ReadonlyMap<string, number> {
  const files = filesByLine();
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const fileOf = (id: number | undefined): string => {
    const frame = id === undefined ? undefined : byId.get(id);
    if (frame === undefined) return '(node)';
    if (/^\((?:garbage collector|idle)\)$/.test(frame.functionName)) return frame.functionName;
    if (frame.url.startsWith('wasm:')) return 'wasm:';
    const file = frame.url.endsWith('/profile/trailwatch.cjs') ? files[frame.lineNumber] : undefined;
    return file ?? fileOf(parents.get(id as number));
  };
  const sums = new Map<string, number>();
  let all = 0;
  for (const [at, id] of samples.entries()) {
    const file = fileOf(id);
    if (file === '(idle)') continue;
    const part = PARTS.find(([, pattern]) => pattern.test(file))?.[0] ?? REST;
    sums.set(part, (sums.get(part) ?? 0) + (timeDeltas[at] ?? 0));
    all += timeDeltas[at] ?? 0;
  }
  return new Map([...sums].map(([part, time]) => [part, time / all]));
}

/** For each line of the bundle, the file that it comes from, as esbuild's comments say. */
function filesByLine(): readonly (string | undefined)[] {
  let file: string | undefined;
  return readFileSync(BUNDLE, 'utf8')
    .split('\n')
    .map((line) => {
      file = /^\/\/ ((?:lib|bin|node_modules)\/\S+)$/.exec(line)?.[1] ?? file;
      return file;
    });
}
