import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SNAPSHOTS = join(__dirname, '__snapshots__');
const ENDING = '.template.json';

/** Templates by the stack's name. */
export type Templates = Readonly<Record<string, unknown>>;

/** The folders of committed templates. */
export function templateFolders(): readonly string[] {
  return readdirSync(SNAPSHOTS);
}

/**
 * Fails unless the templates are those committed in a folder of `__snapshots__`, one file for each stack, which
 * `cdk diff --template` reads. `UPDATE_TEMPLATES=1` writes them instead.
 */
export function expectTemplates(folder: string, templates: Templates): void {
  const masked = Object.entries(templates).map(([stack, template]) => [stack, maskAssets(template)] as const);
  const path = join(SNAPSHOTS, folder);
  if (process.env.UPDATE_TEMPLATES === '1') writeTemplates(path, masked);
  expect(masked.map(([stack]) => stack).sort()).toEqual(committedStacks(path));
  for (const [stack, template] of masked) {
    expect(template).toEqual(JSON.parse(readFileSync(join(path, `${stack}${ENDING}`), 'utf8')));
  }
}

function committedStacks(path: string): string[] {
  return readdirSync(path)
    .map((name) => name.slice(0, -ENDING.length))
    .sort();
}

function writeTemplates(path: string, templates: readonly (readonly [string, unknown])[]): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  for (const [stack, template] of templates) {
    writeFileSync(join(path, `${stack}${ENDING}`), `${JSON.stringify(template, undefined, 2)}\n`);
  }
}

/**
 * Hashes of code and rules change with every build, and links to runbooks with every release that changes one; that they are stable is a
 * test of its own.
 */
export function maskAssets(template: unknown): unknown {
  const text = JSON.stringify(template).replace(/\b[0-9a-f]{64}\b/g, '<asset>');
  return JSON.parse(text.replace(/\/blob\/v[\d.]+\/docs\/runbooks\//g, '/blob/main/docs/runbooks/'));
}
