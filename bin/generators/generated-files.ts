import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PreflightCheck } from '../../lib/constructs/preflight/preflight-check';
import { PREFLIGHT_CHECKS } from '../../lib/constructs/preflight/preflight-checks';
import type { Call } from '../../lib/core/inventory/calls/call';
import { CALLS, type CallKind } from '../../lib/core/inventory/calls/calls';
import { TAMPERING_GROUPS } from '../../lib/core/inventory/tampering/tampering-groups';
import { CROSSINGS_PATH, renderCrossings } from './alert-crossings';
import { ATTACK_LAYER_PATH, ATTACK_PATH, renderAttackLayer, renderAttackPage } from './attack-page';
import { readBuiltInRules } from './built-in-rules';
import { CALL_CATALOGUE_PATH, renderCallCatalogue } from './call-catalogue-page';
import { COMMAND_SECTIONS, COMMANDS_PATH, renderCommandTiers, VERSIONS_PATH } from './command-pages';
import { COMPLIANCE_PATH, renderCompliance } from './compliance-page';
import { DATA_EVENT_TYPE_PATH, renderDataEventType } from './data-event-type';
import { INPUTS_PATH, renderInputs } from './inputs-page';
import { NAMED_BY_WORDS_PATH, renderNamedByWords } from './named-by-words';
import { CALLS_PATH, PIPELINE_PATH, renderCalls, renderPipeline } from './pipeline-page';
import { QUERY_PATH, renderQueryTables } from './query-page';
import { renderRoomDiagrams } from './room-diagram';
import { RULE_TABLES_PATH, renderRuleTables } from './rule-tables';
import { type GeneratedFile, RUNBOOKS_RELEASE_FILE, renderRunbooks } from './runbook';
import { SCALE_PATH, SCALE_SECTIONS } from './scale-page';
import { renderTopLevelDomains, TOP_LEVEL_DOMAINS_PATH } from './top-level-domains';
import { renderUnlogged, UNLOGGED_PATH } from './unlogged-page';

/** Where the pages for alarms are kept, from the root. */
const RUNBOOKS_FOLDER = 'docs/runbooks';

/** Every page, as a file. */
const RUNBOOK_FILES: readonly GeneratedFile[] = renderRunbooks(readBuiltInRules()).map(({ name, text }) => ({
  path: `${RUNBOOKS_FOLDER}/${name}.md`,
  render: () => text,
}));

const ROOT = resolve(__dirname, '../..');

/** Prints the rules as JSON; in a separate process, because CommonJS on Node.js 20 cannot load an ES module. */
const PRINT_RULES = `
  const { default: { forbidden } } = await import('./.dependency-cruiser.mjs');
  console.log(JSON.stringify(forbidden.map(({ name, comment }) => ({ name, comment }))));
`;

/** Where the architecture is described, from the root. */
const ARCHITECTURE_PATH = 'docs/extend/architecture.md';

/** The document of all checks, from the root. */
const PREFLIGHT_TABLE_PATH = 'docs/deploy/preflight.md';

/** The document of calls on own resources, from the root. */
const OWN_RESOURCES_PATH = 'docs/reference/own-resources.md';

/** All of them. */
export const GENERATED_FILES: readonly GeneratedFile[] = [
  withSections(ARCHITECTURE_PATH, { rooms: renderRoomDiagrams, 'import-rules': renderImportRules }),
  withSections(ATTACK_PATH, { techniques: renderAttackPage }),
  { path: ATTACK_LAYER_PATH, render: renderAttackLayer },
  { path: CALLS_PATH, render: renderCalls },
  withSections(CALL_CATALOGUE_PATH, { catalogue: renderCallCatalogue }),
  withSections(UNLOGGED_PATH, { unlogged: renderUnlogged }),
  withSections(COMMANDS_PATH, COMMAND_SECTIONS),
  withSections(VERSIONS_PATH, { commands: renderCommandTiers }),
  withSections(COMPLIANCE_PATH, { frameworks: renderCompliance }),
  withSections(CROSSINGS_PATH, { crossings: renderCrossings }),
  { path: DATA_EVENT_TYPE_PATH, render: renderDataEventType },
  { path: INPUTS_PATH, render: renderInputs },
  { path: NAMED_BY_WORDS_PATH, render: renderNamedByWords },
  withSections(OWN_RESOURCES_PATH, { 'rules-and-calls': renderOwnResources }),
  withSections(PIPELINE_PATH, { types: renderPipeline }),
  withSections(PREFLIGHT_TABLE_PATH, { checks: renderPreflightTable }),
  withSections(QUERY_PATH, { tables: renderQueryTables }),
  withSections(RULE_TABLES_PATH, { tables: renderRuleTables }),
  withSections(SCALE_PATH, SCALE_SECTIONS),
  { path: TOP_LEVEL_DOMAINS_PATH, render: renderTopLevelDomains },
  ...RUNBOOK_FILES,
  // after the pages, which it depends on
  RUNBOOKS_RELEASE_FILE,
];

/** A document that is written by hand, but for these sections. */
function withSections(path: string, sections: Readonly<Record<string, () => string>>): GeneratedFile {
  const replaced = (text: string, [name, render]: readonly [string, () => string]): string => {
    const [start, end] = [`<!-- generated: ${name} -->\n`, `<!-- end: ${name} -->`];
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    if (from === -1 || to < from) throw new Error(`${path} has no section '${name}'`);
    return `${text.slice(0, from + start.length)}\n${render().trimEnd()}\n\n${text.slice(to)}`;
  };
  const render = () => Object.entries(sections).reduce(replaced, readFileSync(resolve(ROOT, path), 'utf8'));
  return { path, render };
}

interface ImportRule {
  readonly name: string;
  readonly comment?: string;
}

/** Every rule of `.dependency-cruiser.mjs` with its reason and its remedy, as a table. */
function renderImportRules(): string {
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', PRINT_RULES], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const rules = JSON.parse(output) as readonly ImportRule[];
  return `| rule | reason | remedy |\n| --- | --- | --- |\n${rules.map(renderRow).join('')}`;
}

function renderRow({ name, comment = '' }: ImportRule): string {
  const [reason, remedy] = comment.split(' Remedy: ');
  if (reason === undefined || remedy === undefined) {
    throw new Error(`the comment of the import rule '${name}' has no 'Remedy:'`);
  }
  return `| \`${name}\` | ${[reason, upperFirst(remedy)].map((text) => text.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const LEVELS: readonly (readonly [level: PreflightCheck['level'], title: string])[] = [
  ['error', 'Errors'],
  ['acknowledgeable error', 'Errors that can be acknowledged'],
  ['warning', 'Warnings'],
  ['note', 'Notes'],
];

/** All checks, in a table for each level. */
function renderPreflightTable(): string {
  const checks: readonly (readonly [string, PreflightCheck])[] = Object.entries(PREFLIGHT_CHECKS);
  const sections = LEVELS.map(([level, title]) => {
    const rows = checks.filter(([, check]) => check.level === level).map(renderCheck);
    return `## ${title}\n\n| id | condition | consequence | fix |\n| --- | --- | --- | --- |\n${rows.join('')}`;
  });
  return sections.join('\n');
}

function renderCheck([id, { level, what, reason, fix }]: readonly [string, PreflightCheck]): string {
  const shown = level === 'error' ? id : `cdk-trailwatch:${id}`;
  return `| \`${shown}\` | ${[what, reason, fix].map((text) => text.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

/** The tables of the page: the rules, and every call with the field that names the resource. */
function renderOwnResources(): string {
  const rules = TAMPERING_GROUPS.map(
    ({ name, severity, title, kinds }) => `| \`${name}\` | ${severity} | ${title} | ${kinds.join(', ')} |\n`,
  );
  const kinds = Object.keys(CALLS) as CallKind[];
  return `## Rules

| rule | severity | title | kinds |
| --- | --- | --- | --- |
${rules.join('')}
## Calls

Event names of Lambda end with the version of the API, such as \`UpdateFunctionCode20150331v2\`. In a form, \`{}\` is the name and \`*\`
any text.
${kinds.map(renderKind).join('')}`;
}

function renderKind(kind: CallKind): string {
  const { eventSource, calls } = CALLS[kind];
  const rows = calls.map(renderCall).join('');
  return `\n### ${kind}: ${eventSource}\n\n| action | event names | named in |\n| --- | --- | --- |\n${rows}`;
}

function renderCall({ action, records, tell }: Call): string {
  if ('why' in tell) return `| \`${action}\` | none | ${tell.why} |\n`;
  const events = records.map((event) => `\`${event}\``).join(', ');
  if ('rule' in tell) return `| \`${action}\` | ${events} | the built-in rule \`${tell.rule}\` |\n`;
  const fields = tell.named.map(
    ({ field, forms }) => `\`${field}\` (${forms.map((form) => `\`${form}\``).join(', ')})`,
  );
  const where = fields.length === 0 ? 'nothing: every call of the account' : fields.join(' or ');
  return `| \`${action}\` | ${events}${tell.isData ? ', data event' : ''} | ${where} |\n`;
}
