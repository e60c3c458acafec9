import { stat } from 'node:fs/promises';
import type { Assumption, CompileResult, Obstacle } from '../../../lib/core/compile/compile-result';
import { DUCKDB_MACROS } from '../../../lib/core/compile/sql/duckdb-events';
import { renderProblem } from '../../../lib/core/problem/problem';
import type { Correlation } from '../../../lib/core/rule/correlation';
import type { Rule } from '../../../lib/core/rule/rule';
import { someOf } from '../../../lib/core/safe-text/one-line';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import type { DetectionPlace } from '../../../lib/core/sigma/detection/detection-places';
import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { Diagnostics } from '../../outputs/diagnostics';
import { toStream } from '../../outputs/text-output';
import { compileForEngine, type EngineOptions, isSql } from '../../rules/compile-for-engine';
import { readCatalogue, readRuleFiles } from '../../rules/read-rule-files';

/** A rule or a correlation, and where its file names each field. */
interface LocatedRule {
  readonly rule: Rule | Correlation;
  /** Empty for a correlation, and for a field that a filter of another document adds. */
  readonly places: readonly DetectionPlace[];
}

/** As many places as a sentence can bear. */
const MAX_PLACES = 3;

/** What `rules compile` may be asked for. */
export interface RulesCompileOptions extends EngineOptions {
  /** Whether the macros that compiled SQL needs in DuckDB stand before it. */
  readonly withMacros?: boolean;
  /** All built-in rules, beside those that are named. */
  readonly builtin?: boolean;
  readonly format?: 'text' | 'ndjson';
}

/** The exit status of a rule that the engine cannot express. */
const NOT_EXPRESSIBLE = 3;

/** Prints what an engine is given for a rule, an artefact a line or a statement; what goes with it on standard error. */
export async function rulesCompile(
  wanted: readonly string[],
  options: RulesCompileOptions,
  io: CommandIo,
): Promise<number> {
  const macros = macrosFor(options);
  const diagnostics = new Diagnostics(io);
  const results = (await findAllRules(wanted, options)).map((located) => ({
    located,
    result: compileForEngine(located.rule, options),
  }));
  if (options.format === 'ndjson') {
    await toStream(io.stdout).write(
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

/** What a compilation came to: a line of ndjson, in this order of the keys. */
interface CompiledLine {
  readonly id: string;
  readonly name: string;
  readonly to: string;
  readonly ok: boolean;
  readonly artefacts: readonly string[];
  readonly assumptions: readonly Assumption[];
  /** Why it is refused, or what is wider than the rule; null where the artefacts are exact. */
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

/** The rules of all files and folders and the built-in ones that are named, each once. */
async function findAllRules(
  wanted: readonly string[],
  { builtin = false }: RulesCompileOptions,
): Promise<readonly LocatedRule[]> {
  if (wanted.length === 0 && !builtin)
    throw new UserError('name a rule, a file or a folder, or use --builtin');
  const rules: LocatedRule[] = [];
  for (const one of wanted) rules.push(...(await findRules(one)));
  if (builtin) rules.push(...readCatalogue());
  return [...new Map([...rules].reverse().map((each) => [each.rule.id, each])).values()].reverse();
}

function macrosFor({ to, withMacros }: RulesCompileOptions): readonly string[] {
  if (withMacros !== true) return [];
  if (to !== 'duckdb') throw new UserError(`'--with-macros' is for duckdb; ${to} needs none`);
  return DUCKDB_MACROS;
}

/** The rules of the file or the folder at the path; else the built-in one of this id or name. */
async function findRules(wanted: string): Promise<readonly LocatedRule[]> {
  const isPath = await stat(wanted).then(
    () => true,
    () => false,
  );
  if (isPath) return readFileRules(wanted);
  const found = readCatalogue().find(({ rule }) => rule.id === wanted || rule.name === wanted);
  if (found === undefined) {
    throw new UserError(
      `'${wanted}' is neither a file, a folder nor a built-in rule; trailwatch rules list names them all`,
    );
  }
  return [found];
}

async function readFileRules(path: string): Promise<readonly LocatedRule[]> {
  const rules: LocatedRule[] = [];
  for await (const { content } of readRuleFiles(path)) {
    const [refused] = content.refused.flatMap(({ problems }) => problems);
    if (refused !== undefined) throw new UserError(renderProblem(refused));
    rules.push(...content.rules);
    rules.push(...content.correlations.map(({ correlation }) => ({ rule: correlation, places: [] })));
  }
  return rules;
}

/** Why an engine cannot express a rule, with the place in the rule's file. */
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
