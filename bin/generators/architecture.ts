import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderImportRules } from './import-rules';
import { renderRoomDiagrams } from './room-diagram';

/** Where the architecture is described, from the root. */
export const ARCHITECTURE_PATH = 'docs/architecture.md';

/** The parts of the document that are generated; everything else in it is written by hand. */
const SECTIONS: readonly (readonly [name: string, render: () => string])[] = [
  ['rooms', renderRoomDiagrams],
  ['import-rules', renderImportRules],
];

/** The document with its generated sections as they are now. */
export function renderArchitecture(): string {
  const text = readFileSync(resolve(__dirname, '../..', ARCHITECTURE_PATH), 'utf8');
  return SECTIONS.reduce((document, [name, render]) => replaceSection(document, name, render()), text);
}

/** What stands between `<!-- generated: NAME -->` and `<!-- end: NAME -->` is replaced. */
function replaceSection(document: string, name: string, content: string): string {
  const [start, end] = [`<!-- generated: ${name} -->\n`, `<!-- end: ${name} -->`];
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${ARCHITECTURE_PATH} has no section '${name}'`);
  return `${document.slice(0, from + start.length)}\n${content}\n${document.slice(to)}`;
}
