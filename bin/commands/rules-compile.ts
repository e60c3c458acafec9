import { stat } from 'node:fs/promises';
import type { CompileOptions, CompileResult, Obstacle } from '../../lib/core/compile/compile-result';
import { toAthenaSql } from '../../lib/core/compile/to-athena-sql';
import { toDuckdbSql } from '../../lib/core/compile/to-duckdb-sql';
import { toEventPattern } from '../../lib/core/compile/to-event-pattern';
import { toLakeSql } from '../../lib/core/compile/to-lake-sql';
import { toLogsFilter } from '../../lib/core/compile/to-logs-filter';
import type { Condition } from '../../lib/core/rule/condition';
import type { Correlation } from '../../lib/core/rule/correlation';
import { renderProblem } from '../../lib/core/rule/problem';
import type { Rule } from '../../lib/core/rule/rule';
import type { CommandIo } from '../command-io';
import { Diagnostics } from '../outputs/diagnostics';
import { toStream } from '../outputs/text-output';
import { readCatalogue } from '../rules/read-catalogue';
import { readRuleFiles } from '../rules/read-rule-files';
import { UserError } from '../user-error';

/** What `rules compile` may be asked for. */
export interface RulesCompileOptions extends CompileOptions {
  readonly to: CompileTarget;
  readonly table?: string;
}

type CompileTarget = keyof typeof COMPILERS;
type Compiler = (
  condition: Condition,
  options: CompileOptions & { readonly table?: string },
) => CompileResult;

const COMPILERS = {
  'metric-filter': toLogsFilter,
  'event-pattern': toEventPattern,
  athena: toAthenaSql,
  lake: toLakeSql,
  duckdb: toDuckdbSql,
} satisfies Readonly<Record<string, Compiler>>;

/** DESIGN.md: not expressible. */
const NOT_EXPRESSIBLE = 3;

/** Prints what an engine is given for a rule, an artefact a line or a statement; what goes with it on standard error. */
export async function rulesCompile(
  wanted: string,
  options: RulesCompileOptions,
  io: CommandIo,
): Promise<number> {
  const diagnostics = new Diagnostics(io);
  const results = (await findRules(wanted)).map((rule) => ({ rule, result: compile(rule, options) }));
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
  const isSql = !['metric-filter', 'event-pattern'].includes(options.to);
  await toStream(io.stdout).write(artefacts.map((one) => `${one}${isSql ? ';' : ''}\n`).join(''));
  return 0;
}

function compile(rule: Rule | Correlation, options: RulesCompileOptions): CompileResult {
  if ('condition' in rule) return (COMPILERS[options.to] as Compiler)(rule.condition, options);
  const reason = 'a correlation counts records over time; it runs in scan and in the log processor';
  return { kind: 'refused', obstacles: [{ code: 'correlation', path: '', reason }] };
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
