import { createColors } from 'picocolors';
import { isBelow, type Severity } from '../../../lib/core/rule/rule';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import { type CommandIo, mayColor } from '../../cli/command-io';
import { renderTable } from '../../outputs/table';
import { paintSeverity } from '../../outputs/text-layout';
import { toStream } from '../../outputs/text-output';
import type { CatalogueRule } from '../../rules/catalogue-document';
import { readCatalogue } from '../../rules/read-rule-files';

/** The options of `trailwatch rules list`, as the command line names them. */
export interface RulesListOptions {
  readonly filter?: string;
  readonly minSeverity?: Severity;
  readonly format?: 'table' | 'ndjson';
}

/** Lists the built-in rules and correlations: a table on a terminal, otherwise one rule per line. */
export async function rulesList(options: RulesListOptions, io: CommandIo): Promise<number> {
  const rules = readCatalogue().filter((one) => isChosen(one, options));
  const format = options.format ?? (io.stdout.isTTY === true ? 'table' : 'ndjson');
  const text = format === 'table' ? renderRules(rules, io) : rules.map(toLine).join('');
  await toStream(io.stdout).write(text);
  return 0;
}

/** Whether a rule has every word in its name, its title or its tags, and is severe enough. */
function isChosen(
  { rule: { name, title, tags, severity } }: CatalogueRule,
  { filter = '', minSeverity }: RulesListOptions,
): boolean {
  const text = [name, title, ...tags].join(' ').toLowerCase();
  const words = filter.toLowerCase().split(/\s+/);
  const isSevere = minSeverity === undefined || !isBelow(severity, minSeverity);
  return isSevere && words.every((word) => text.includes(word));
}

function toLine({ rule: { id, name, severity, title, tags }, countedBy }: CatalogueRule): string {
  const counted = countedBy.length === 0 ? {} : { countedBy };
  return `${toJsonText({ id, name, severity, title, tags, ...counted })}\n`;
}

const SEVERITY_WIDTH = 14;
const NARROWEST = 90;
/** The columns for wide terminals: the minimum terminal width, and the column widths. */
const TAGS = { fromColumns: 130, width: 40 };
const ID = { fromColumns: 170, width: 37 };

function renderRules(rules: readonly CatalogueRule[], io: CommandIo): string {
  const colors = createColors(mayColor(io.stdout, io.environment));
  const columns = Math.max(io.stdout.columns ?? NARROWEST, NARROWEST);
  const nameWidth = 1 + Math.max(0, ...rules.map(({ rule }) => rule.name.length));
  const extra = [TAGS, ID].filter(({ fromColumns }) => columns >= fromColumns).map(({ width }) => width);
  const titleWidth = columns - [nameWidth, SEVERITY_WIDTH, ...extra].reduce((sum, width) => sum + width, 0);
  const widths = [nameWidth, SEVERITY_WIDTH, titleWidth, ...extra];
  const head = ['NAME', 'SEVERITY', 'TITLE', 'TAGS', 'ID'].map((name) => colors.bold(name));
  const rows = rules.map(({ rule: { name, severity, title, tags, id }, countedBy }) => {
    const shown = countedBy.length === 0 ? paintSeverity(severity, colors) : colors.dim('only counted');
    return [name, shown, title, tags.join(' '), id];
  });
  return renderTable(
    widths,
    [head, ...rows].map((row) => row.slice(0, widths.length)),
  );
}
