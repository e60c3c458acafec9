import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { encodeRuleIndex } from '../../lib/core/compile/predicate/rule-index';
import { Detections } from '../../lib/core/correlation/detections';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { sha256Hex } from '../../lib/core/record/sha256';
import { decodeRules, type RuleDocument } from '../../lib/core/rule/rule-document';
import { indexFileOf } from '../../lib/core/settings/function-environment';
import {
  type BaseRecords,
  classify,
  generatedRecords,
  type RecordClasses,
  realRecords,
} from '../../test/samples/generated/base-records';
import { Random } from '../../test/samples/generated/random';
import {
  chooseRules,
  type ExampleRule,
  isPlainSigma,
  readAlertingRules,
  writeRules,
} from '../../test/samples/generated/rule-files';
import type { Contender } from './contenders';
import type { DrawnRecords, LogSet } from './data/log-set';
import { writeLogSet } from './data/log-set';

export const ROOT = resolve(__dirname, '../..');
export const COMMAND_LINE = join(ROOT, 'dist/bin/trailwatch.js');
export const BUILT_IN_RULES = join(ROOT, 'dist/rules/built-in.json');
const SEED = 20261122;

/** The share of the records that match in a quiet set: 1 % or less. */
const QUIET = 0.008;
/** The share of the records that raise an alert in a dense set. */
const DENSE = 0.29;

/** How much is measured. */
export interface BenchPlan {
  readonly isQuick: boolean;
  /** Whether the Rust scanner is built and run. */
  readonly withRust: boolean;
}

/** Size of a set. */
export interface SetSize {
  readonly files: number;
  readonly recordsAFile: number;
}

/** A scan by the command line. */
export interface Scan {
  readonly name: string;
  readonly logs: string;
  /** A folder of rules instead of the built-in ones. */
  readonly rules?: string;
  /** Without it, 1; `all` is what the command line does by itself. */
  readonly workers?: number | 'all';
  readonly options?: readonly string[];
}

/** The data, the rules and the command line that the sections measure with; each is made when it is first needed. */
export class BenchWorld {
  /** What every run has in its environment: the command line keeps its cache here. */
  readonly environment: NodeJS.ProcessEnv;
  /** Whether `scan` takes a number of workers. */
  readonly hasWorkers: boolean;
  readonly builtIn: RuleDocument;
  readonly #detections: Detections;
  readonly #made = new Map<string, unknown>();

  constructor(
    readonly plan: BenchPlan,
    readonly folder: string,
  ) {
    if (!existsSync(COMMAND_LINE)) throw new Error('the command line is not built; run npm run build');
    // Certificates beside Node.js's own take each process some 20 ms to parse, and few machines have them.
    this.environment = { XDG_CACHE_HOME: join(folder, 'cache'), NODE_EXTRA_CA_CERTS: undefined };
    this.hasWorkers = helpOf('scan').includes('--workers');
    this.builtIn = decodeRules(readFileSync(BUILT_IN_RULES, 'utf8'));
    this.#detections = Detections.of(this.builtIn.rules, this.builtIn.correlations);
  }

  /** At most 1 % match a built-in rule; of real records if they are asked for and at hand. */
  quietSet(name: string, size: SetSize, base: BaseRecords = this.#generated('management')): LogSet {
    const { alerting, counted, silent } = this.#classes(base);
    const matching = [...alerting, ...counted];
    return this.#set(name, size, base.source, [
      { share: QUIET, records: matching },
      { share: 1 - QUIET, records: silent },
    ]);
  }

  /** 29 % match a rule that raises an alert, and the others none: real records of an attack, or the examples of the built-in rules among generated records. */
  denseSet(name: string, size: SetSize): LogSet {
    const real = this.real();
    const { alerting, silent } = this.#classes(real ?? this.#generated('management'));
    const examples = this.examples.flatMap(({ matching }) => matching);
    const source = real?.source ?? 'generated events among examples of the rules';
    return this.#set(name, size, source, [
      { share: DENSE, records: real === undefined ? examples : alerting },
      { share: 1 - DENSE, records: silent },
    ]);
  }

  /** Generated events as they come. */
  mixedSet(mix: 'management' | 'data', size: SetSize, name: string = mix): LogSet {
    const { source, records } = this.#generated(mix);
    return this.#set(name, size, source, [{ share: 1, records }]);
  }

  /** Some records, drawn again and again. */
  drawnSet(name: string, size: SetSize, drawn: readonly DrawnRecords[]): LogSet {
    return this.#set(name, size, name, drawn);
  }

  /** Records of a real attack, if they are at hand. */
  real(): BaseRecords | undefined {
    return this.#once('real', realRecords);
  }

  /** Ids of all rules that match a record of a real attack or of a dense set without it. */
  matchingDense(): readonly string[] {
    const base = this.real()?.records ?? [
      ...this.#generated('management').records,
      ...this.examples.flatMap(({ matching }) => matching),
    ];
    const ids = base.flatMap((record) => this.#match(record).satisfied.map(({ id }) => id));
    return [...new Set(ids)];
  }

  /** A folder with so many rules, a file each. */
  rulesFolder(count: number): string {
    return this.#once(`rules-${count}`, () =>
      writeRules(
        join(this.folder, `rules-${count}`),
        chooseRules(
          this.examples.map(({ rule }) => rule),
          count,
        ),
      ),
    );
  }

  /** The built-in rules in a file, as a function has them in its layer: with their index. */
  rulesLayer(): string {
    return this.#once('layer', () => {
      const document = readFileSync(BUILT_IN_RULES, 'utf8');
      const file = join(this.folder, 'layer.json');
      writeFileSync(file, document);
      writeFileSync(indexFileOf(file), encodeRuleIndex(document, sha256Hex(document)));
      return file;
    });
  }

  /** The built-in rules that use nothing but what Sigma's specification has. */
  plainRules(): { readonly folder: string; readonly count: number } {
    const rules = this.examples.map(({ rule }) => rule).filter(isPlainSigma);
    return { folder: writeRules(join(this.folder, 'rules-plain'), rules), count: rules.length };
  }

  /** A scan that writes all of its alerts as ndjson; on one thread unless it says otherwise. */
  scan({ name, logs, rules, workers = 1, options = [] }: Scan): Contender {
    const own = rules === undefined ? [] : ['--no-builtin', '--rules', rules];
    const threads = workers === 'all' || !this.hasWorkers ? [] : ['--workers', `${workers}`];
    const out = ['--format', 'ndjson', '--force', '--out', join(this.folder, 'alerts.ndjson')];
    const argv = [COMMAND_LINE, 'scan', logs, ...own, ...threads, ...out, ...options];
    return { name, command: process.execPath, arguments: argv };
  }

  /** A file that names rules to leave out. */
  ignoreFile(ids: readonly string[]): string {
    const path = join(this.folder, 'ignored.txt');
    writeFileSync(path, `${ids.join('\n')}\n`);
    return path;
  }

  /** What the last line of a scan counts. */
  counts(contender: Contender): Readonly<Record<string, number>> {
    const { command, arguments: argv } = contender;
    const env = { ...process.env, ...this.environment };
    const { status, stderr } = spawnSync(command, [...argv], { encoding: 'utf8', env });
    const words = stderr.trim().split('\n').at(-1)?.split(' ') ?? [];
    if (status !== 0 || !words.some((word) => word.startsWith('records=')))
      throw new Error(`${contender.name} ended with ${status}: ${stderr}`);
    return Object.fromEntries(
      words.map((word) => word.split('=')).map(([key, value]) => [key, Number(value)]),
    );
  }

  /** The built-in rules that raise alerts of their own, with the records that they are tested with. */
  get examples(): readonly ExampleRule[] {
    const alerting = new Set(this.builtIn.rules.map(({ id }) => id));
    return this.#once('examples', () => readAlertingRules(join(ROOT, 'lib/rules'), alerting));
  }

  #generated(mix: 'management' | 'data'): BaseRecords {
    const count = this.plan.isQuick ? 4_000 : undefined;
    return this.#once(`generated-${mix}`, () => generatedRecords(new Random(SEED), mix, count));
  }

  #classes(base: BaseRecords): RecordClasses {
    return this.#once(`classes of ${base.source}`, () =>
      classify(base.records, (record) => this.#match(record)),
    );
  }

  #match(record: object) {
    return this.#detections.match(record as CloudTrailRecord);
  }

  #set(name: string, size: SetSize, source: string, drawn: readonly DrawnRecords[]): LogSet {
    return this.#once(`set-${name}`, () => {
      const folder = join(this.folder, name);
      mkdirSync(folder, { recursive: true });
      return writeLogSet(folder, { source, ...size, drawn }, new Random(SEED));
    });
  }

  #once<T>(key: string, make: () => T): T {
    if (!this.#made.has(key)) this.#made.set(key, make());
    return this.#made.get(key) as T;
  }
}

function helpOf(command: string): string {
  return spawnSync(process.execPath, [COMMAND_LINE, command, '--help'], { encoding: 'utf8' }).stdout;
}
