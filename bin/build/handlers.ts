import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { BuildOptions, BuildResult, Metafile, Plugin } from 'esbuild';
import { toCommonJs, toLazyChunk } from './lazy-modules';

const TARGET = 'node22';
const FOLDER = 'dist/lambda';

/** Builds with the options that all bundles for Node.js have. */
type Build = (options: BuildOptions) => Promise<BuildResult>;

/** The handlers whose start is waited for: what they use late is late to the line, and not only where they say `import()`. */
const QUICK_STARTS: readonly string[] = ['log-processor', 'realtime-alerts'];

/** What most invocations use nothing of, in groups that are used together: V8 reads all the code of a file before it runs any. */
const LATE: Readonly<Record<string, readonly string[]>> = {
  expressions: ['lib/core/rule/regular-expression.ts'],
  alerts: [
    'lib/core/alert/from-record/to-alert.ts',
    'lib/core/alert/correlated/correlation-alert.ts',
    'lib/core/alert/operational/operational-alert.ts',
  ],
  documents: ['lib/core/rule/rule-document.ts'],
};

/** What an invocation loads while Amazon S3 answers. */
const SEARCH: readonly string[] = [
  'lambda/log-processor/open-search.ts',
  'lambda/log-processor/search-object.ts',
];

/** Writes each handler into a folder of its own. */
export async function bundleHandlers(root: string, build: Build): Promise<void> {
  rmSync(join(root, FOLDER), { recursive: true, force: true });
  for (const path of [...Object.values(LATE).flat(), ...SEARCH])
    if (!existsSync(join(root, path)))
      throw new Error(
        `${path} is to be loaded late and does not exist: correct its path in bin/build/handlers.ts`,
      );
  const jobs = readdirSync(join(root, 'lambda'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    // What has no entrance is a room that jobs share.
    .filter((name) => existsSync(join(root, 'lambda', name, 'index.ts')));
  const bundles = jobs.map((job) => ({
    index: `lambda/${job}/index.ts`,
    folder: join(root, FOLDER, job),
    isQuick: QUICK_STARTS.includes(job),
  }));
  await Promise.all(bundles.map((bundle) => bundleHandler(root, bundle, build)));
}

/** A handler to bundle. */
interface HandlerBundle {
  /** Its entrance, by its path in the repository. */
  readonly index: string;
  /** Where its files are written. */
  readonly folder: string;
  /** Whether its start is waited for. */
  readonly isQuick: boolean;
}

/**
 * What a handler imports late is in files of its own, which are read when they are needed. esbuild splits only ES modules;
 * they become CommonJS afterwards, which Node.js loads faster.
 */
export async function bundleHandler(
  root: string,
  { index, folder, isQuick }: HandlerBundle,
  build: Build,
): Promise<void> {
  const options: BuildOptions = {
    entryPoints: { index },
    ...{ outdir: folder, format: 'esm', splitting: true, write: false, target: TARGET },
  };
  const split = isQuick ? splitOf(index, inputsOf(await build(options))) : {};
  const { outputFiles = [], metafile } = await build({ ...options, ...split, minify: !isQuick });
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of outputFiles) {
    if (path.includes(`/${SPLIT}/`)) continue;
    const isLazy = isQuick && isOwnCode(relative(root, path), metafile);
    const code = isLazy ? await toLazyChunk(text, TARGET) : text;
    writeFileSync(join(folder, basename(path)), await toCommonJs(code, { target: TARGET, minify: true }));
  }
}

/** The folder of entries that are there for the splitting alone, and are not written. */
const SPLIT = 'split';

/**
 * Entries by which esbuild puts into files of their own what is late, and into others what is not and late code uses, too:
 * with the entrance alone all of it would be one file, and with the late entries alone the first use of the latter would load the
 * former.
 */
function splitOf(index: string, graph: ImportGraph): BuildOptions {
  const known = (paths: readonly string[]) => paths.filter((path) => graph.has(path));
  const late = Object.entries(LATE).map(([name, all]) => [name, known(all)] as const);
  const search = known(SEARCH);
  const groups = new Map<string, readonly string[]>([...late, ['search', search]]);
  const rare = late.flatMap(([, paths]) => paths);
  groups.set('early', earlyOf(graph, [index], [...search, ...rare]));
  groups.set('searching', earlyOf(graph, search, rare));
  for (const [name, paths] of groups) if (paths.length === 0) groups.delete(name);
  const names = [...groups.keys()].map((name) => [`${SPLIT}/${name}`, `${SPLIT}:${name}`]);
  return { entryPoints: { index, ...Object.fromEntries(names) }, plugins: [importing(groups)] };
}

/** An entry for each group, which exports all of its modules. */
function importing(groups: ReadonlyMap<string, readonly string[]>): Plugin {
  return {
    name: SPLIT,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${SPLIT}:`) }, ({ path }) => ({ path, namespace: SPLIT }));
      build.onLoad({ filter: /.*/, namespace: SPLIT }, ({ path }) => ({
        contents: (groups.get(path.slice(SPLIT.length + 1)) ?? [])
          .map((module, at) => `export * as m${at} from ${JSON.stringify(`./${module}`)};`)
          .join('\n'),
        resolveDir: build.initialOptions.absWorkingDir ?? '',
      }));
    },
  };
}

function inputsOf({ metafile }: BuildResult): ImportGraph {
  const inputs = Object.entries(metafile?.inputs ?? {});
  return new Map(
    inputs.map(([path, { imports }]) => [
      path,
      imports
        .filter(({ kind, external }) => kind !== 'dynamic-import' && external !== true)
        .map((imported) => imported.path),
    ]),
  );
}

/** Whether a file is the entrance, or has modules of ours and regular expressions only: those of the SDK may rely on being loaded in their order. */
function isOwnCode(path: string, metafile: Metafile | undefined): boolean {
  const inputs = Object.keys(metafile?.outputs[path]?.inputs ?? {});
  return (
    basename(path) === 'index.js' ||
    inputs.every((input) => !input.startsWith('node_modules/') || input.startsWith('node_modules/re2js/'))
  );
}

/** Which modules each module of a bundle imports at once. */
type ImportGraph = ReadonlyMap<string, readonly string[]>;

/**
 * The modules that the entrances use without any of the late ones, and that late ones use, too. Of these, those are left out
 * that import a late module themselves.
 */
export function earlyOf(
  graph: ImportGraph,
  entrances: readonly string[],
  late: readonly string[],
): readonly string[] {
  const early = reachable(graph, entrances, new Set(late));
  const shared = reachable(graph, late);
  return [...early].filter(
    (path) => shared.has(path) && !late.some((one) => reachable(graph, [path]).has(one)),
  );
}

/** All that modules import, and what that imports; `without` is not gone into. */
function reachable(
  graph: ImportGraph,
  from: readonly string[],
  without: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...from];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path) || without.has(path)) continue;
    found.add(path);
    open.push(...(graph.get(path) ?? []));
  }
  return found;
}
