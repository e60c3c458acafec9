import { createColors } from 'picocolors';
import { isMap, parseAllDocuments } from 'yaml';
import { needsSingleDataEvents } from '../../../lib/core/placement/expected-records';
import { nearestWord } from '../../../lib/core/problem/nearest-word';
import type { Correlation } from '../../../lib/core/rule/correlation';
import type { RuleSeverities } from '../../../lib/core/rule/rule';
import { someOf } from '../../../lib/core/safe-text/one-line';
import { type CommandIo, mayColor } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { paintSeverity, wrapText } from '../../outputs/text-layout';
import { toStream } from '../../outputs/text-output';
import type { CatalogueRule } from '../../rules/catalogue-document';
import { isCalled } from '../../rules/load-rules';
import { readCatalogue, readCatalogueFile } from '../../rules/read-rule-files';

/** Shows the built-in rule or correlation with an id, name or title, for on-call engineers. */
export async function rulesShow(wanted: string, io: CommandIo): Promise<number> {
  const catalogue = readCatalogue();
  const found = findRule(wanted, catalogue);
  await toStream(io.stdout).write(renderRule(found, io));
  return 0;
}

/** The maximum number of suggested rules. */
const MAX_SUGGESTIONS = 5;

/** The rule with the id, name or title, or the only rule in which the text is a part of one of them. */
function findRule(wanted: string, catalogue: readonly CatalogueRule[]): CatalogueRule {
  const called = catalogue.find(({ rule }) => isCalled(rule, wanted));
  if (called !== undefined) return called;
  const withPhrase = catalogue.filter(({ rule }) => hasWords(rule, [wanted]));
  const words = wanted.split(/[\s-]+/);
  const [only, ...others] =
    withPhrase.length > 0 ? withPhrase : catalogue.filter(({ rule }) => hasWords(rule, words));
  if (only === undefined) throw unknownRule(wanted, catalogue);
  if (others.length > 0) throw severalRules(wanted, [only, ...others]);
  return only;
}

/** Whether the id, the name or the title contains all words, in any order. */
function hasWords({ id, name, title }: CatalogueRule['rule'], words: readonly string[]): boolean {
  const wanted = words.map((word) => word.toLowerCase()).filter((word) => word !== '');
  const texts = [id, name, title.toLowerCase()];
  return wanted.length > 0 && texts.some((text) => wanted.every((word) => text.includes(word)));
}

function severalRules(wanted: string, rules: readonly CatalogueRule[]): UserError {
  const names = rules.map(({ rule }) => `'${rule.name}'`);
  return new UserError(
    `${rules.length} built-in rules are like '${wanted}': ${someOf(names, MAX_SUGGESTIONS)}`,
  );
}

function unknownRule(wanted: string, catalogue: readonly CatalogueRule[]): UserError {
  const nearest = nearestWord(
    wanted,
    catalogue.flatMap(({ rule }) => [rule.name, rule.title]),
  );
  const hint =
    nearest === undefined ? '; trailwatch rules list names them all' : `; did you mean '${nearest}'?`;
  return new UserError(`there is no built-in rule '${wanted}'${hint}`);
}

function renderRule(shown: CatalogueRule, io: CommandIo): string {
  const { rule, engines, file, countedBy } = shown;
  const colors = createColors(mayColor(io.stdout, io.environment));
  const width = Math.min(io.stdout.columns ?? 100, 100);
  const facts: readonly (readonly [string, string])[] = [
    ['severity', severityInWords(rule, colors)],
    ...(countedBy.length === 0
      ? []
      : [['alerts', `none of its own, only counted by ${countedBy.join(', ')}`] as const]),
    ['name', rule.name],
    ['id', rule.id],
    ['tags', rule.tags.join(' ')],
    ...('condition' in rule ? [['engines', engines.join(' ')] as const] : []),
    ...('condition' in rule && needsSingleDataEvents(rule.condition)
      ? [
          [
            'events',
            'single data events; summaries of them, which CloudTrail aggregates, lack what it compares',
          ] as const,
        ]
      : []),
    ['file', file],
  ];
  const sections: readonly [string, readonly string[]][] = [
    ['What it means', rule.description === '' ? [] : [wrapText(rule.description, width, '  ')]],
    ['First steps', rule.firstSteps.map((step, at) => wrapText(step, width, `  ${at + 1}. `))],
    ['False positives', rule.falsePositives.map((line) => wrapText(line, width, '  - '))],
    ['References', rule.references.map((line) => `  - ${line}`)],
    'condition' in rule
      ? ['Detection', [blockOf(shown, 'detection')]]
      : ['Correlation', [blockOf(shown, 'correlation')]],
    ['Counts', 'condition' in rule ? [] : countsOf(rule)],
  ];
  const head = [colors.bold(rule.title), ...facts.map(([name, value]) => `  ${name.padEnd(10)}${value}`)];
  const body = sections
    .filter(([, lines]) => lines.length > 0)
    .flatMap(([title, lines]) => ['', colors.bold(title), ...lines]);
  return `${[...head, ...body].join('\n')}\n`;
}

function countsOf({ kind, rules }: Correlation): readonly string[] {
  if (kind === 'score') return ['  - the alerts of all rules of the set'];
  return rules.map(({ name, title }) => `  - ${name}: ${title}`);
}

function severityInWords(rule: RuleSeverities, colors: ReturnType<typeof createColors>): string {
  const { severity, failureSeverity } = rule;
  const ofFailures =
    failureSeverity === undefined
      ? ''
      : `, ${paintSeverity(failureSeverity, colors)} if the call was denied or failed`;
  return `${paintSeverity(severity, colors)}${ofFailures}`;
}

/** The value of a key in the rule's document, as its author wrote it. */
function blockOf(shown: CatalogueRule, key: string): string {
  const { line } = shown;
  const text = readCatalogueFile(shown);
  const start = text.split('\n', line - 1).join('\n').length;
  const document = parseAllDocuments(text).find(({ contents }) => (contents?.range?.[1] ?? 0) > start);
  const block = document?.get(key, true);
  const [from = 0, to = 0] = (isMap(block) ? block.range : undefined) ?? [];
  const lineStart = text.lastIndexOf('\n', from) + 1;
  return text.slice(lineStart, to).trimEnd();
}
