import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');
/** As `npm run jest`: a tenth less of the processor time. */
const MEMORY = '--max-semi-space-size=64';
/** Runs a file of TypeScript, without the process that `tsx` is beside it. */
export const TSX = [MEMORY, '--no-warnings', '--import', 'tsx'];
/** Writes the documents that the code makes. */
export const GENERATE = [...TSX, 'bin/generate.ts'];
/** Checks the types of everything, tests among it. */
export const CHECK_TYPES = 'npm run check:types';
/** Runs the tests whose paths begin so, but those that `npm test` leaves out. */
export const JEST = [
  MEMORY,
  'node_modules/jest/bin/jest.js',
  '--maxWorkers=1',
  '--testPathIgnorePatterns',
  'proof.test.ts',
  '--',
];

const TSC = ['node_modules/typescript-7/bin/tsc', '--noEmit', '--singleThreaded'];

/** Where the copy is. */
const PLACE = mkdtempSync(join(tmpdir(), 'recipe-'));
/** What a recipe has built, beside the copy. */
const BUILT = `${PLACE}-dist`;
/** What the compiler found: files that are the same at the next check are not checked again. */
const TYPES = `${PLACE}-types.tsbuildinfo`;

/** What is read of the results that Jest writes. */
interface JestResults {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** The files of a copy at one time: a commit. */
type Mark = string;

/** A copy of the repository in which recipes are followed, with a history of its own to return by. */
export class Workshop {
  readonly folder = PLACE;

  constructor() {
    const left = new Set(['node_modules', 'dist', '.git', 'cdk.out', 'coverage']);
    cpSync(ROOT, this.folder, { recursive: true, filter: (source) => !left.has(basename(source)) });
    for (const shared of ['node_modules', 'dist']) symlinkSync(join(ROOT, shared), join(this.folder, shared));
    this.git('init', '--quiet');
    this.write('.git/info/exclude', 'node_modules\nfailed-tests.json\n');
  }

  /** Records the files as they are. */
  mark(): Mark {
    this.git('add', '--all');
    const names = ['-c', 'user.name=recipe', '-c', 'user.email=recipe@example.com'];
    this.git(...names, 'commit', '--quiet', '--allow-empty', '--no-verify', '--message', 'step');
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** Makes the files what they were, and `dist` what it was a link to. */
  returnTo(mark: Mark): void {
    rmSync(join(this.folder, 'dist'), { recursive: true, force: true });
    this.git('reset', '--quiet', '--hard', mark);
    this.git('clean', '--quiet', '-d', '--force');
  }

  /** Takes away what was done between a mark and the one before it, and leaves what was done since. */
  leaveOut(mark: Mark): void {
    this.git('revert', '--no-commit', mark);
  }

  private git(...argv: readonly string[]): string {
    return execFileSync('git', ['-c', 'core.autocrlf=false', ...argv], {
      cwd: this.folder,
      encoding: 'utf8',
    });
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Replaces a text, which must be there. */
  edit(path: string, from: string, to: string): void {
    const text = this.read(path);
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    this.write(
      path,
      text.replace(from, () => to),
    );
  }

  /** Puts a text before another, which must be there. */
  insert(path: string, before: string, text: string): void {
    this.edit(path, before, text + before);
  }

  /**
   * Gives the copy a `dist` of its own, with what runs built into it. What was built whole serves where a step is left out, too.
   */
  build(): void {
    const dist = join(this.folder, 'dist');
    rmSync(dist);
    if (!existsSync(BUILT)) {
      cpSync(join(ROOT, 'dist'), dist, { recursive: true });
      if (!this.run([...TSX, 'bin/build.ts', 'runtime']).isDone) return;
      renameSync(dist, BUILT);
    }
    symlinkSync(BUILT, dist);
  }

  copy(from: string, to: string): void {
    cpSync(join(this.folder, from), join(this.folder, to), { recursive: true });
  }

  /** Whether a Node.js program ends without an error, and what it printed. */
  run(
    argv: readonly string[],
    variables: NodeJS.ProcessEnv = {},
  ): { readonly isDone: boolean; readonly output: string } {
    const env = {
      ...process.env,
      ...{ NODE_ENV: undefined, JEST_WORKER_ID: undefined, TRAILWATCH_CORPUS: join(this.folder, 'none') },
      ...variables,
    };
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
      cwd: this.folder,
      env,
      encoding: 'utf8',
    });
    return { isDone: status === 0, output: `${stdout}${stderr}` };
  }

  /** The tests that fail of those whose paths begin so, or of these the ones that have one of the names. A file that does not start has none. */
  failedTests(
    wanted: readonly { readonly path: string; readonly name?: string | undefined }[],
  ): readonly { readonly path: string; readonly name: string }[] {
    const names = wanted.flatMap(({ name }) => name ?? []);
    const only = names.length === 0 ? [] : ['-t', names.join('|')];
    const said = join(this.folder, 'failed-tests.json');
    const json = ['--json', '--outputFile', said];
    this.run([...JEST.slice(0, -1), ...json, ...only, '--', ...wanted.map(({ path }) => path)]);
    const { testResults } = JSON.parse(readFileSync(said, 'utf8')) as JestResults;
    return testResults.flatMap(({ name: file, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName }) => ({ path: relative(realpathSync(this.folder), file), name: fullName })),
    );
  }

  /** Accepts the templates of the scenarios that a pattern names. Where a step is left out it may fail: what is checked afterwards says so. */
  acceptTemplates(scenarios: string): void {
    this.run([...JEST.slice(0, -1), '-t', `scenario ${scenarios} `, '--', 'test/integ/scenarios'], {
      UPDATE_TEMPLATES: '1',
    });
  }

  /** In one thread, which takes as long here as in four and two thirds of the processor time. */
  checkTypes(): ReturnType<Workshop['run']> {
    return this.run([...TSC, '--incremental', '--tsBuildInfoFile', TYPES]);
  }

  /** Checks one file and what it imports, which is a part of {@link checkTypes}. */
  checkTypesOf(path: string): ReturnType<Workshop['run']> {
    const project = { extends: './tsconfig.json', files: [path], include: [] };
    this.write('tsconfig.part.json', JSON.stringify(project));
    return this.run([...TSC, '--project', 'tsconfig.part.json']);
  }

  /** The same of what must be done for a step. */
  follow(argv: readonly string[]): void {
    const { isDone, output } = this.run(argv);
    if (!isDone) throw new Error(`${argv.join(' ')}: ${output}`);
  }

  /** Removes the copy, and what is beside it. */
  remove(): void {
    for (const folder of [PLACE, BUILT, TYPES]) rmSync(folder, { recursive: true, force: true });
  }
}

/** A page of docs/extend/recipes as it is followed. */
export interface Recipe {
  readonly page: string;
  /** In their order. */
  readonly steps: Readonly<Record<string, (workshop: Workshop) => void>>;
  /** What the page runs to show that the change is complete: the starts of the paths of tests. */
  readonly tests: readonly string[];
  /**
   * The steps without which one of them fails, and which, with the name of the test where there are many; of the types, the file in
   * which the compiler finds the mistake.
   */
  readonly needed: Readonly<Record<string, string>>;
}
