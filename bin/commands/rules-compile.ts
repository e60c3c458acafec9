import { stat } from 'node:fs/promises';
import type { Obstacle } from '../../lib/core/compile/compile-result';
import { DUCKDB_MACROS } from '../../lib/core/compile/sql/duckdb-events';
import { renderProblem } from '../../lib/core/problem/problem';
import type { Correlation } from '../../lib/core/rule/correlation';
import type { Rule } from '../../lib/core/rule/rule';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { Diagnostics } from '../outputs/diagnostics';
import { toStream } from '../outputs/text-output';
import { compileForEngine, type EngineOptions, isSql } from '../rules/compile-for-engine';
import { readCatalogue } from '../rules/read-catalogue';
import { readRuleFiles } from '../rules/read-rule-files';

/** What `rules compile` may be asked for. */
export interface RulesCompileOptions extends EngineOptions {
  /** Whether the macros that compiled SQL needs in DuckDB stand before it. */
  readonly withMacros?: boolean;
}

/** DESIGN.md: not expressible. */
const NOT_EXPRESSIBLE = 3;

/** Prints what an engine is given for a rule, an artefact a line or a statement; what goes with it on standard error. */
export async function rulesCompile(
  wanted: string,
  options: RulesCompileOptions,
  io: CommandIo,
): Promise<number> {
  const macros = macrosFor(options);
  const diagnostics = new Diagnostics(io);
  const results = (await findRules(wanted)).map((rule) => ({
    rule,
    result: compileForEngine(rule, options),
  }));
  for (const { rule, result } of results) {
    if (result.kind === 'refused') for (const one of result.obstacles) diagnostics.fault(sentence(rule, one));
  }
  if (results.some(({ result }) => result.kind === 'refused')) return NOT_EXPRESSIBLE;
  const artefacts: string[] = [];
  for (const { rule, result } of results) {
    if (result.kind === 'refused') continue;
    artefacts.push(...result.artefacts);
    for (const { code, field } of result.assumptions) diagnostics.note(`assumed ${code} of '${field}'`);
    for (const one of result.widened) diagnostics.note(`check again afterwards: ${sentence(rule, one)}`);
  }
  const end = isSql(options.to) ? ';\n' : '\n';
  await toStream(io.stdout).write([...macros, ...artefacts].map((one) => `${one}${end}`).join(''));
  return 0;
}

function macrosFor({ to, withMacros }: RulesCompileOptions): readonly string[] {
  if (withMacros !== true) return [];
  if (to !== 'duckdb') throw new UserError(`'--with-macros' is for duckdb; ${to} needs none`);
  return DUCKDB_MACROS;
}

function sentence({ name }: Rule | Correlation, { code, path, field, reason }: Obstacle): string {
  const place = path === '' ? '' : ` at ${path}`;
  const blamed = field === undefined || reason.includes(field) ? '' : ` (${field})`;
  return `${name}${place}${blamed}: ${reason} [${code}]`;
}

/** The rules of the file at the path; else the built-in one of this id or name. */
async function findRules(wanted: string): Promise<readonly (Rule | Correlation)[]> {
  const isFile = await stat(wanted).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFile) return readFileRules(wanted);
  const found = (await readCatalogue()).find(({ rule }) => rule.id === wanted || rule.name === wanted);
  if (found === undefined) {
    throw new UserError(
      `'${wanted}' is neither a file nor a built-in rule; trailwatch rules list names them all`,
    );
  }
  return [found.rule];
}

async function readFileRules(path: string): Promise<readonly (Rule | Correlation)[]> {
  const rules: (Rule | Correlation)[] = [];
  for await (const { content } of readRuleFiles(path)) {
    const [refused] = content.refused.flatMap(({ problems }) => problems);
    if (refused !== undefined) throw new UserError(renderProblem(refused));
    rules.push(...content.rules.map(({ rule }) => rule));
    rules.push(...content.correlations.map(({ correlation }) => correlation));
  }
  return rules;
}
