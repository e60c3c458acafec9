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
import { QUERY_PATH, renderQueryPage } from './query-page';
import { renderRoomDiagrams } from './room-diagram';
import { RULE_TABLES_PATH, renderRuleTables } from './rule-tables';
import { type GeneratedFile, RUNBOOKS_RELEASE_FILE, renderRunbooks } from './runbook';
import { renderScalePage, SCALE_PATH } from './scale-page';

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

/** The parts of the document that are generated; everything else in it is written by hand. */
const SECTIONS: readonly (readonly [name: string, render: () => string])[] = [
  ['rooms', renderRoomDiagrams],
  ['import-rules', renderImportRules],
];

/** All of them. */
export const GENERATED_FILES: readonly GeneratedFile[] = [
  { path: ARCHITECTURE_PATH, render: renderArchitecture },
  { path: ATTACK_PATH, render: renderAttackPage },
  { path: ATTACK_LAYER_PATH, render: renderAttackLayer },
  { path: CALLS_PATH, render: renderCalls },
  { path: DATA_EVENT_TYPE_PATH, render: renderDataEventType },
  { path: INPUTS_PATH, render: renderInputs },
  { path: OWN_RESOURCES_PATH, render: renderOwnResources },
  { path: PIPELINE_PATH, render: renderPipeline },
  { path: PREFLIGHT_TABLE_PATH, render: renderPreflightTable },
  { path: QUERY_PATH, render: renderQueryPage },
  { path: RULE_TABLES_PATH, render: renderRuleTables },
  { path: SCALE_PATH, render: renderScalePage },
  ...RUNBOOK_FILES,
  // after the pages, which it depends on
  RUNBOOKS_RELEASE_FILE,
];

/** The document with its generated sections updated. */
function renderArchitecture(): string {
  const text = readFileSync(resolve(__dirname, '../..', ARCHITECTURE_PATH), 'utf8');
  return SECTIONS.reduce((document, [name, render]) => replaceSection(document, name, render()), text);
}

/** The content between `<!-- generated: NAME -->` and `<!-- end: NAME -->` is replaced. */
function replaceSection(document: string, name: string, content: string): string {
  const [start, end] = [`<!-- generated: ${name} -->\n`, `<!-- end: ${name} -->`];
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${ARCHITECTURE_PATH} has no section '${name}'`);
  return `${document.slice(0, from + start.length)}\n${content}\n${document.slice(to)}`;
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
