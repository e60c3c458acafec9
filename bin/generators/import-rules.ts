import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** Prints the rules as JSON; in a process of its own, because CommonJS on Node.js 20 cannot load an ES module. */
const PRINT_RULES = `
  const { default: { forbidden } } = await import('./.dependency-cruiser.mjs');
  console.log(JSON.stringify(forbidden.map(({ name, comment }) => ({ name, comment }))));
`;

interface ImportRule {
  readonly name: string;
  readonly comment?: string;
}

/** Every rule of `.dependency-cruiser.mjs` with its reason and its remedy, as a table. */
export function renderImportRules(): string {
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
