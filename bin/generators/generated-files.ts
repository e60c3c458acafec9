import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ATTACK_LAYER_PATH, ATTACK_PATH, renderAttackLayer, renderAttackPage } from './attack-page';
import { readBuiltInRules } from './built-in-rules';
import { DATA_EVENT_TYPE_PATH, renderDataEventType } from './data-event-type';
import { INPUTS_PATH, renderInputs } from './inputs-page';
import { OWN_RESOURCES_PATH, renderOwnResources } from './own-resources-page';
import { CALLS_PATH, PIPELINE_PATH, renderCalls, renderPipeline } from './pipeline-page';
import { PREFLIGHT_TABLE_PATH, renderPreflightTable } from './preflight-table';
import { QUERY_PATH, renderQueryTables } from './query-page';
import { renderRoomDiagrams } from './room-diagram';
import { RULE_TABLES_PATH, renderRuleTables } from './rule-tables';
import { type GeneratedFile, RUNBOOKS_RELEASE_FILE, renderRunbooks } from './runbook';
import { SCALE_PATH, SCALE_SECTIONS } from './scale-page';

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
const ARCHITECTURE_PATH = 'docs/architecture.md';

/** All of them. */
export const GENERATED_FILES: readonly GeneratedFile[] = [
  withSections(ARCHITECTURE_PATH, { rooms: renderRoomDiagrams, 'import-rules': renderImportRules }),
  withSections(ATTACK_PATH, { techniques: renderAttackPage }),
  { path: ATTACK_LAYER_PATH, render: renderAttackLayer },
  { path: CALLS_PATH, render: renderCalls },
  { path: DATA_EVENT_TYPE_PATH, render: renderDataEventType },
  { path: INPUTS_PATH, render: renderInputs },
  withSections(OWN_RESOURCES_PATH, { 'rules-and-calls': renderOwnResources }),
  withSections(PIPELINE_PATH, { types: renderPipeline }),
  withSections(PREFLIGHT_TABLE_PATH, { checks: renderPreflightTable }),
  withSections(QUERY_PATH, { tables: renderQueryTables }),
  withSections(RULE_TABLES_PATH, { tables: renderRuleTables }),
  withSections(SCALE_PATH, SCALE_SECTIONS),
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
