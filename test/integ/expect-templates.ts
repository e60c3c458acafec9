import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderSummary } from './render-summary';

const SNAPSHOTS = join(__dirname, '__snapshots__');
const ENDING = '.template.json';
const SUMMARY = 'summary.md';

/** Templates by the stack's name. */
export type Templates = Readonly<Record<string, unknown>>;

/** The folders of committed templates and summaries. */
export function committedFolders(): readonly string[] {
  return readdirSync(SNAPSHOTS);
}

/** The folders that have templates. */
export function templateFolders(): readonly string[] {
  return committedFolders().filter((folder) => committedStacks(join(SNAPSHOTS, folder)).length > 0);
}

/** The committed templates of a folder, by the name of their stack. */
export function committedTemplates(folder: string): Templates {
  const path = join(SNAPSHOTS, folder);
  return Object.fromEntries(
    committedStacks(path).map((stack) => [
      stack,
      JSON.parse(readFileSync(join(path, `${stack}${ENDING}`), 'utf8')),
    ]),
  );
}

/**
 * Fails unless the templates are those committed in a folder of `__snapshots__`, one file for each stack, which
 * `cdk diff --template` reads, and a summary of them, which a reviewer reads first. `UPDATE_TEMPLATES=1` writes them instead.
 */
export function expectTemplates(folder: string, templates: Templates): void {
  const masked = maskedOf(templates);
  const path = join(SNAPSHOTS, folder);
  const summary = summaryOf(masked);
  if (process.env.UPDATE_TEMPLATES === '1') writeTemplates(path, masked, summary);
  expect(Object.fromEntries(masked)).toEqual(committedTemplates(folder));
  expect(summary).toBe(readFileSync(join(path, SUMMARY), 'utf8'));
}

/** Fails unless the summary of templates is the committed one; the templates themselves are not committed. */
export function expectSummary(folder: string, templates: Templates): void {
  const path = join(SNAPSHOTS, folder);
  const summary = summaryOf(maskedOf(templates));
  if (process.env.UPDATE_TEMPLATES === '1') writeTemplates(path, [], summary);
  expect(committedStacks(path)).toEqual([]);
  expect(summary).toBe(readFileSync(join(path, SUMMARY), 'utf8'));
}

function maskedOf(templates: Templates): readonly (readonly [string, unknown])[] {
  return Object.entries(templates).map(([stack, template]) => [stack, maskAssets(template)]);
}

function summaryOf(templates: readonly (readonly [string, unknown])[]): string {
  return templates.map(([stack, template]) => renderSummary(stack, template)).join('\n');
}

function committedStacks(path: string): string[] {
  return readdirSync(path)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .sort();
}

function writeTemplates(
  path: string,
  templates: readonly (readonly [string, unknown])[],
  summary: string,
): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  for (const [stack, template] of templates) {
    writeFileSync(join(path, `${stack}${ENDING}`), `${JSON.stringify(template, undefined, 2)}\n`);
  }
  writeFileSync(join(path, SUMMARY), summary);
}

/**
 * Hashes of code and rules change with every build, and links to runbooks with every release that changes one; that they are stable is a
 * test of its own.
 */
export function maskAssets(template: unknown): unknown {
  const text = JSON.stringify(template).replace(/\b[0-9a-f]{64}\b/g, '<asset>');
  return JSON.parse(text.replace(/\/blob\/v[\d.]+\/docs\/runbooks\//g, '/blob/main/docs/runbooks/'));
}
