import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { ReviewDocument } from '../../../lib/core/review/document/review-document';
import { runTrailwatch } from '../run-trailwatch';

/** Synthesizes an app into a folder of its own within `folder`. */
export function synthesizeApp(folder: string, build: (app: App) => void): string {
  const outdir = mkdtempSync(join(folder, 'cdk.out-'));
  const app = new App({ outdir, analyticsReporting: false });
  build(app);
  app.synth();
  return outdir;
}

/** A resource of a template that a test changes. */
export interface MutableResource {
  Type: string;
  Properties: Record<string, unknown>;
  Metadata?: Record<string, unknown>;
  Condition?: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

export interface MutableTemplate {
  Resources: Record<string, MutableResource>;
  Conditions?: Record<string, unknown>;
}

/** A copy of a synthesized app of which each template is changed. */
export function changedCopy(
  folder: string,
  from: string,
  change: (template: MutableTemplate) => void,
): string {
  const copy = mkdtempSync(join(folder, 'cdk.out-'));
  cpSync(from, copy, { recursive: true, filter: (path) => !/\/(asset|rules)\.[0-9a-f.]+$/.test(path) });
  for (const path of readdirSync(copy, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.template.json')) continue;
    const template = JSON.parse(readFileSync(join(copy, path), 'utf8')) as MutableTemplate;
    change(template);
    writeFileSync(join(copy, path), JSON.stringify(template));
  }
  return copy;
}

/** The resource of a type whose logical id begins so; fails where there is none. */
export function resourceOf(template: MutableTemplate, type: string, start = ''): MutableResource {
  const found = Object.entries(template.Resources).find(
    ([logicalId, { Type }]) => Type === type && logicalId.startsWith(start),
  );
  if (found === undefined) throw new Error(`no ${type} ${start} in the template`);
  return found[1];
}

/** The review of a change, as JSON gives it. */
export async function reviewOf(head: string, base?: string): Promise<ReviewDocument> {
  const { status, stdout, stderr } = await runTrailwatch([
    ...['review', head, '--format', 'json'],
    ...(base === undefined ? [] : ['--base', base]),
  ]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('verdict=') });
  return JSON.parse(stdout) as ReviewDocument;
}

/** The changes in short: `kind subject: message`. */
export function changesOf({ changes }: ReviewDocument): readonly string[] {
  return changes.map(({ kind, subject, message }) => `${kind} ${subject}: ${message}`);
}
