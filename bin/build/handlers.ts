import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { BuildOptions, BuildResult, Metafile, Plugin } from 'esbuild';
import { toCommonJs, toLazyChunk } from './lazy-modules';

const TARGET = 'node22';
const FOLDER = 'dist/lambda';

/** Builds with the options that all bundles for Node.js have. */
type Build = (options: BuildOptions) => Promise<BuildResult>;

/**
 * The handlers whose startup latency matters: for them, late loading is decided per line, and not only where the code uses
 * `import()`.
 */
const QUICK_STARTS: readonly string[] = ['log-processor', 'realtime-alerts'];

/**
 * Modules that most invocations do not use, in groups that are used together: V8 parses all the code of a file before it runs
 * any.
 */
const LATE: Readonly<Record<string, readonly string[]>> = {
  expressions: ['lib/core/rule/regular-expression.ts'],
  alerts: [
    'lib/core/alert/from-record/to-alert.ts',
    'lib/core/alert/correlated/correlation-alert.ts',
    'lib/core/alert/operational/operational-alert.ts',
    'lib/core/alert/repeat/repeat-subject.ts',
  ],
  documents: ['lib/core/rule/rule-document.ts'],
  messages: ['lambda/log-processor/receive-of-topic.ts'],
  signature: ['lambda/aws/s3/plain/request-signature.ts'],
  output: ['logger', 'metrics'].map((name) => `node_modules/@aws-lambda-powertools/${name}/lib/esm/index.js`),
};

/** Modules that an invocation loads while it waits for Amazon S3. */
const SEARCH: readonly string[] = [
  'lambda/log-processor/open-search.ts',
  'lambda/log-processor/search-object.ts',
];

/** Writes each handler into its own folder. */
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
    // A folder without an entrance is shared by several jobs.
    .filter((name) => existsSync(join(root, 'lambda', name, 'index.ts')));
  const bundles = jobs.map((job) => ({
    index: `lambda/${job}/index.ts`,
    folder: join(root, FOLDER, job),
    isQuick: QUICK_STARTS.includes(job),
  }));
  await Promise.all(bundles.map((bundle) => bundleHandler(root, bundle, build)));
}

interface HandlerBundle {
  /** Its entrance, by its path in the repository. */
  readonly index: string;
  /** The output folder. */
  readonly folder: string;
  /** Whether its startup latency matters. */
  readonly isQuick: boolean;
}

/**
 * Late imports of a handler are in separate files, which are read when they are needed. esbuild splits only ES modules; they
 * are converted to CommonJS afterwards, which Node.js loads faster.
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

/** The folder of entries that are used only for splitting, and are not written. */
const SPLIT = 'split';

/**
 * Entries that make esbuild create separate files for late modules, and for the early modules that late code also uses: with
 * only the entrance, all would be one file, and with only the late entries, the first use of the latter would load the former.
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

/** Packages whose modules do not depend on their load order. */
const PURE: readonly string[] = ['re2js', 'p-limit', 'yocto-queue'];

/** Whether a file is the entrance, or contains only own modules and pure ones: SDK modules may depend on their load order. */
function isOwnCode(path: string, metafile: Metafile | undefined): boolean {
  const inputs = Object.keys(metafile?.outputs[path]?.inputs ?? {});
  return (
    basename(path) === 'index.js' ||
    inputs.every(
      (input) =>
        !input.startsWith('node_modules/') || PURE.some((name) => input.startsWith(`node_modules/${name}/`)),
    )
  );
}

/** The modules that each module of a bundle imports eagerly. */
type ImportGraph = ReadonlyMap<string, readonly string[]>;

/**
 * The modules that the entrances use without any of the late ones, and that late ones also use. Modules that import a late
 * module themselves are excluded.
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

/** The transitive imports of modules, except through `without`. */
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
