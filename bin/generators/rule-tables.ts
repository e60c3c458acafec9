import { type Assumption, type CompileResult, renderReasons } from '../../lib/core/compile/compile-result';
import type { Correlation } from '../../lib/core/rule/correlation';
import { COMPILE_TARGETS, type CompileTarget } from '../../lib/core/rule/engines';
import type { Rule } from '../../lib/core/rule/rule';
import { compileForEngine } from '../rules/compile-for-engine';
import { readBuiltInFiles } from './built-in-rules';

/** The document of all rules, from the root. */
export const RULE_TABLES_PATH = 'docs/reference/rules.md';

const TITLES: Readonly<Record<CompileTarget, string>> = {
  'metric-filter': 'metric filter',
  'event-pattern': 'event pattern',
  insights: 'Logs Insights',
  athena: 'Athena',
  lake: 'Lake',
  duckdb: 'DuckDB',
};

/** One letter for each assumption, because the columns are narrow. */
const LETTERS: Readonly<Record<Assumption['code'], readonly [letter: string, meaning: string]>> = {
  'canonical-case': ['c', 'AWS always spells the value in one way, and the rule uses this spelling'],
  'scalar-field': ['s', 'the field is a string, a number, a boolean or null, and not in an array'],
  'number-field': ['n', 'as `s`, and a JSON number unless null or absent'],
  'text-field': ['t', 'as `s`, and a string unless null or absent'],
  'boolean-field': ['b', 'as `s`, and not the number 0 or 1'],
  'plain-spelling': ['p', 'no `k` is written as U+212A, no `i` as U+0130, and no IPv4 address as IPv6'],
  'allocated-address': ['u', 'no address is in a block that is not allocated'],
  'canonical-number': ['m', 'numbers are written in one way, `22` and never `022`'],
  'never-null': ['a', 'the field is never JSON null: if nothing is found, it is absent'],
  'plain-json': ['j', 'numbers are written without exponent, and no key of an object is a whole number'],
  'plain-document': ['d', 'a policy in a string has no duplicate key and no key that is a whole number'],
  'identified-record': ['i', 'every record has an `eventID` that is unique in its account'],
};

const HEAD = `A letter after the result is an assumption:

| letter | assumption |
| --- | --- |
${Object.values(LETTERS)
  .map(([letter, meaning]) => `| ${letter} | ${meaning} |`)
  .join('\n')}
`;

/** All rules and correlations, in a table for each folder, and what its letters mean. */
export function renderRuleTables(): string {
  const sections = [...byFolder()].map(([folder, rules]) => renderFolder(folder, rules));
  return `${HEAD}${sections.join('')}`;
}

type Named = Rule | Correlation;

/** A rule of a file, and whether it is counted by correlations only. */
interface Listed {
  readonly rule: Named;
  readonly isCounted: boolean;
}

function byFolder(): ReadonlyMap<string, readonly Listed[]> {
  const folders = new Map<string, Listed[]>();
  for (const { path, parsed } of readBuiltInFiles()) {
    const { rules, correlations } = parsed;
    const folder = path.split(/[\\/]/)[0] ?? '';
    const found: Listed[] = [
      ...rules.map(({ rule, alertsAlone }) => ({ rule, isCounted: !alertsAlone })),
      ...correlations.map(({ correlation }) => ({ rule: correlation, isCounted: false })),
    ];
    folders.set(folder, [...(folders.get(folder) ?? []), ...found]);
  }
  return folders;
}

function renderFolder(folder: string, rules: readonly Listed[]): string {
  const said = [...rules]
    .sort((one, other) => (one.rule.name < other.rule.name ? -1 : 1))
    .map(({ rule, isCounted }) => ({
      rule,
      isCounted,
      results: COMPILE_TARGETS.map((to) => [to, compileForEngine(rule, { to })] as const),
    }));
  const titles = COMPILE_TARGETS.map((target) => TITLES[target]);
  const head = `| ${['rule', 'description', 'severity', 'ATT&CK', ...titles].join(' | ')} |`;
  const line = `| ${['---', '---', '---', '---', ...titles.map(() => ':-:')].join(' | ')} |`;
  const rows = said.map(renderRow);
  const reasons = said.flatMap(({ rule, results }) => renderRefusals(rule, results));
  const why = reasons.length === 0 ? '' : `\nReasons:\n\n${reasons.join('\n')}\n`;
  return `\n## ${folder}\n\n${[head, line, ...rows].join('\n')}\n${why}`;
}

/** What a rule compiles to, by target. */
type Results = readonly (readonly [CompileTarget, CompileResult])[];

function renderRow({ rule, isCounted, results }: Listed & { results: Results }): string {
  const techniques = rule.tags
    .filter((tag) => /^attack\.t\d/.test(tag))
    .map((tag) => tag.slice('attack.'.length).toUpperCase());
  const name = 'condition' in rule ? `\`${rule.name}\`` : `*\`${rule.name}\`*`;
  const severity = isCounted ? '*counted*' : rule.severity;
  const cells = [
    name,
    firstSentence(rule),
    severity,
    techniques.join(' '),
    ...results.map(([, result]) => renderCell(result)),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The first sentence of a rule's description. */
function firstSentence({ title, description }: Named): string {
  const text = description.replace(/\s+/g, ' ').trim();
  const sentence = /^.*?[.!?](?= [A-Z]|$)/.exec(text)?.[0] ?? text;
  return sentence === '' ? title : sentence;
}

function renderCell(result: CompileResult): string {
  if (result.kind === 'refused') return '–';
  const letters = [...new Set(result.assumptions.map(({ code }) => LETTERS[code][0]))].sort().join('');
  const count = result.artefacts.length === 1 ? 'yes' : `${result.artefacts.length}x`;
  return letters === '' ? count : `${count} ${letters}`;
}

/** Targets that refuse for the same reasons share a line. */
function renderRefusals(rule: Named, results: Results): readonly string[] {
  const engines = new Map<string, string[]>();
  for (const [target, result] of results) {
    if (result.kind === 'compiled' || isOfEventPatternAlone(rule, target)) continue;
    const reasons = renderReasons(result.obstacles).join('; ');
    engines.set(reasons, [...(engines.get(reasons) ?? []), TITLES[target]]);
  }
  return [...engines].map(([reasons, names]) => `- \`${rule.name}\`, ${names.join(', ')}: ${reasons}`);
}

/** The introduction states it for all correlations. */
function isOfEventPatternAlone(rule: Named, target: CompileTarget): boolean {
  return !('condition' in rule) && target === 'event-pattern';
}
