import { stat } from 'node:fs/promises';
import type { Assumption, CompileResult, Obstacle } from '../../../lib/core/compile/compile-result';
import { DUCKDB_MACROS } from '../../../lib/core/compile/sql/duckdb-events';
import { renderProblem } from '../../../lib/core/problem/problem';
import type { Correlation } from '../../../lib/core/rule/correlation';
import { besideOwn } from '../../../lib/core/rule/document-rules';
import type { Rule } from '../../../lib/core/rule/rule';
import { someOf } from '../../../lib/core/safe-text/one-line';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import type { DetectionPlace } from '../../../lib/core/sigma/detection/detection-places';
import { filtersOf, ruleDocumentOf, type SigmaFile } from '../../../lib/core/sigma/sigma-file';
import { IDLE_FILTER } from '../../../lib/core/sigma/sigma-linker';
import type { CommandIo } from '../../cli/command-io';
import { MissingArgument, UserError } from '../../cli/user-error';
import { Diagnostics } from '../../outputs/diagnostics';
import { toStream, whileOpen } from '../../outputs/text-output';
import { compileForEngine, type EngineOptions, isSql } from '../../rules/compile-for-engine';
import { readCatalogue, readRuleFiles } from '../../rules/read-rule-files';

/** A rule or a correlation, and the positions of its fields in the file. */
interface LocatedRule {
  readonly rule: Rule | Correlation;
  /** Empty for a correlation, and for a field that a filter of another document adds. */
  readonly places: readonly DetectionPlace[];
}

/** The maximum number of positions in a message. */
const MAX_PLACES = 3;

/** The options of `rules compile`. */
export interface RulesCompileOptions extends EngineOptions {
  /** Whether the macros that compiled SQL needs in DuckDB are output first. */
  readonly withMacros?: boolean;
  /** Whether to add all built-in rules to the named ones. */
  readonly builtin?: boolean;
  readonly format?: 'text' | 'ndjson';
}

/** The exit status of a rule that the engine cannot express. */
const NOT_EXPRESSIBLE = 3;

/** Prints the compiled form of a rule for an engine, one artifact or statement per line; notes go to standard error. */
export async function rulesCompile(
  wanted: readonly string[],
  options: RulesCompileOptions,
  io: CommandIo,
): Promise<number> {
  const macros = macrosFor(options);
  const diagnostics = new Diagnostics(io);
  const results = (await findAllRules(wanted, options, diagnostics)).map((located) => ({
    located,
    result: compileForEngine(located.rule, options),
  }));
  if (options.format === 'ndjson') {
    await whileOpen(toStream(io.stdout)).write(
      results.map(({ located, result }) => `${toJsonText(lineOf(located, result, options))}\n`).join(''),
    );
    return results.some(({ result }) => result.kind === 'refused') ? NOT_EXPRESSIBLE : 0;
  }
  for (const { located, result } of results) {
    if (result.kind === 'refused')
      for (const one of result.obstacles) diagnostics.problem(renderObstacle(located, one));
  }
  if (results.some(({ result }) => result.kind === 'refused')) return NOT_EXPRESSIBLE;
  const artefacts: string[] = [];
  for (const { located, result } of results) {
    if (result.kind === 'refused') continue;
    artefacts.push(...result.artefacts);
    for (const { code, field } of result.assumptions) diagnostics.note(`assumed ${code} of '${field}'`);
    for (const one of result.widened)
      diagnostics.note(`check again afterwards: ${renderObstacle(located, one)}`);
  }
  const end = isSql(options.to) ? ';\n' : '\n';
  await toStream(io.stdout).write([...macros, ...artefacts].map((one) => `${one}${end}`).join(''));
  return 0;
}

/** The result of a compilation: a line of ndjson, in this order of the keys. */
interface CompiledLine {
  readonly id: string;
  readonly name: string;
  readonly to: string;
  readonly ok: boolean;
  readonly artefacts: readonly string[];
  readonly assumptions: readonly Assumption[];
  /** The reasons why it is rejected, or the parts that are wider than the rule; null if the artifacts are exact. */
  readonly reason: string | null;
}

function lineOf(located: LocatedRule, result: CompileResult, { to }: EngineOptions): CompiledLine {
  const { id, name } = located.rule;
  const isCompiled = result.kind === 'compiled';
  const reasons = (isCompiled ? result.widened : result.obstacles).map((one) => renderObstacle(located, one));
  return {
    ...{ id, name, to, ok: isCompiled },
    artefacts: isCompiled ? result.artefacts : [],
    assumptions: isCompiled ? result.assumptions : [],
    reason: reasons.length === 0 ? null : reasons.join('; '),
  };
}

/**
 * The rules of all files and folders, followed by the named built-in ones, without duplicates. All files are read together, and
 * filters narrow built-in rules, as in every search.
 */
async function findAllRules(
  wanted: readonly string[],
  { builtin = false }: RulesCompileOptions,
  diagnostics: Diagnostics,
): Promise<readonly LocatedRule[]> {
  if (wanted.length === 0 && !builtin)
    throw new MissingArgument('name a rule, a file or a folder, or use --builtin');
  const isPath = await Promise.all(
    wanted.map((one) =>
      stat(one).then(
        () => true,
        () => false,
      ),
    ),
  );
  const files = await readFiles(
    wanted.filter((_, at) => isPath[at]),
    diagnostics,
  );
  const own = files.flatMap(({ rules, correlations }): readonly LocatedRule[] => [
    ...rules,
    ...correlations.map(({ correlation }) => ({ rule: correlation, places: [] })),
  ]);
  const names = wanted.filter((_, at) => isPath[at] !== true);
  const builtIn = names.length > 0 || builtin ? builtInBeside(files) : [];
  const rules = [...own, ...names.map((name) => findBuiltIn(name, builtIn)), ...(builtin ? builtIn : [])];
  return [...new Map([...rules].reverse().map((each) => [each.rule.id, each])).values()].reverse();
}

function macrosFor({ to, withMacros }: RulesCompileOptions): readonly string[] {
  if (withMacros !== true) return [];
  if (to !== 'duckdb') throw new UserError(`'--with-macros' is for duckdb; ${to} needs none`);
  return DUCKDB_MACROS;
}

/** The contents of the files at the paths and in the folders, read together. */
async function readFiles(paths: readonly string[], diagnostics: Diagnostics): Promise<readonly SigmaFile[]> {
  const files: SigmaFile[] = [];
  for await (const { content } of readRuleFiles(...paths)) {
    const [refused] = content.refused.flatMap(({ problems }) => problems);
    if (refused !== undefined) throw new UserError(renderProblem(refused));
    for (const problem of content.problems) {
      if (problem.code === IDLE_FILTER) diagnostics.note(renderProblem(problem));
    }
    files.push(content);
  }
  return files;
}

/** The built-in rules and correlations in combination with the rules of files. */
function builtInBeside(files: readonly SigmaFile[]): readonly LocatedRule[] {
  const catalogue = readCatalogue();
  const builtIn = {
    rules: catalogue.flatMap(({ rule }) => ('condition' in rule ? [rule] : [])),
    correlations: catalogue.flatMap(({ rule }) => ('condition' in rule ? [] : [rule])),
  };
  const { rules, correlations } = besideOwn(builtIn, ruleDocumentOf(files), filtersOf(files));
  const byId = new Map<string, LocatedRule['rule']>(
    [...rules, ...correlations].map((rule) => [rule.id, rule]),
  );
  return catalogue.map(({ rule, places }) => ({ rule: byId.get(rule.id) ?? rule, places }));
}

function findBuiltIn(wanted: string, builtIn: readonly LocatedRule[]): LocatedRule {
  const found = builtIn.find(({ rule }) => rule.id === wanted || rule.name === wanted);
  if (found === undefined) {
    throw new UserError(
      `'${wanted}' is neither a file, a folder nor a built-in rule; trailwatch rules list names them all`,
    );
  }
  return found;
}

/** Why an engine cannot express a rule, with the position in the rule's file. */
function renderObstacle({ rule, places }: LocatedRule, obstacle: Obstacle): string {
  const { code, field, reason } = obstacle;
  const found = placesOf(places, obstacle);
  const place = found.length === 0 ? '' : ` at ${someOf(found, MAX_PLACES)}`;
  const blamed = field === undefined || found.length > 0 || reason.includes(field) ? '' : ` (${field})`;
  return `${rule.name}${place}${blamed}: ${reason} [${code}]`;
}

/** An obstacle without a field is about keywords, or about the whole rule, which has no path. */
function placesOf(places: readonly DetectionPlace[], { field, path }: Obstacle): readonly string[] {
  if (field === undefined && path === '') return [];
  const wanted = field?.toLowerCase();
  return places.filter((place) => place.field?.toLowerCase() === wanted).map((place) => place.path);
}
