import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { packageVersion } from '../../../bin/cli/package-root';
import { readBuiltInRules, readHandlerHashes } from '../../../bin/rules/built-in-rules';
import { type Estate, resourceName, resourcesOf } from '../../../lib/core/estate/estate';
import { readAssembly } from '../../../lib/core/estate/source/read-assembly';
import {
  type ReviewDocument,
  type RunningLibrary,
  reviewDocument,
} from '../../../lib/core/review/document/review-document';
import type { ReviewChange } from '../../../lib/core/review/review-change';

/** JSON of a template that an edit may change. */
// biome-ignore lint/suspicious/noExplicitAny: properties differ from type to type
export type Json = any;

/** A resource that an edit may change. */
export interface EditedResource {
  Type: string;
  Properties: Record<string, Json>;
  Metadata?: Json;
  Condition?: string;
  DependsOn?: string[];
}

/** A template that an edit may change. */
export interface EditedTemplate {
  Description?: string;
  Resources: Record<string, EditedResource>;
  Conditions?: Record<string, Json>;
  Parameters?: Record<string, Json>;
  Mappings?: Record<string, Json>;
  Metadata?: Json;
  Outputs?: Record<string, Json>;
}

/** One change of a template, and what a review must say of it. */
export interface Edit {
  readonly name: string;
  /** `weaker`; `worse`: weaker or unknown; `quiet`: neither, and no headline. */
  readonly expects: 'weaker' | 'worse' | 'quiet';
  /** The logical id of the resource that the review must name, or something that it refers to. Absent: any. */
  readonly names?: string;
  /** Changes the template that the estate is edited by, and the files beside it. */
  readonly apply: (template: EditedTemplate, files: Map<string, string>) => void;
}

/** The release that makes the templates and reviews them. */
const LIBRARY: RunningLibrary = {
  ...{ version: packageVersion(), builtIn: readBuiltInRules, handlers: readHandlerHashes },
};

/** A synthesized estate in memory, of which edited copies are reviewed. */
export class EditedEstate {
  private readonly files: ReadonlyMap<string, string>;
  private readonly edited: string;
  private readonly base: Estate;

  /** @param before the app of which the estate is a change; absent: it is the base, too */
  constructor(build: (app: App) => void, before = build) {
    this.files = synthesized(build);
    const edited = [...this.files.keys()].find((path) => path.endsWith('.template.json'));
    if (edited === undefined) throw new Error('the app has no template');
    this.edited = edited;
    this.base = read(before === build ? this.files : synthesized(before));
  }

  /** The files that have templates and manifests. */
  paths(): readonly string[] {
    return [...this.files.keys()];
  }

  /** The template that edits change, or that of another file. */
  template(path = this.edited): EditedTemplate {
    const template: EditedTemplate = JSON.parse(this.files.get(path) ?? '');
    for (const resource of Object.values(template.Resources)) resource.Properties ??= {};
    return template;
  }

  /** A resource of the template as people know it: by the path of its construct. */
  nameOf(logicalId: string): string {
    const placed = resourcesOf(this.base.stacks).find((each) => each.logicalId === logicalId);
    return placed === undefined ? logicalId : resourceName(placed);
  }

  /** The edit of the template of a file. */
  inFile(edit: Edit, path: string): Edit {
    if (path === this.edited) return edit;
    return {
      ...edit,
      apply: (_, files) => {
        const template: EditedTemplate = JSON.parse(files.get(path) ?? '');
        edit.apply(template, files);
        files.set(path, JSON.stringify(template));
      },
    };
  }

  /** The review of edits that are made one after the other. */
  review(...edits: readonly Edit[]): ReviewDocument {
    const files = new Map(this.files);
    const template = this.template();
    for (const edit of edits) edit.apply(template, files);
    files.set(this.edited, JSON.stringify(template));
    return reviewDocument({ base: this.base, head: read(files), library: LIBRARY });
  }
}

/** The review of an app as its code was before and is after a change. */
export function reviewOfApps(before: (app: App) => void, after: (app: App) => void): ReviewDocument {
  return reviewDocument({
    ...{ base: read(synthesized(before)), head: read(synthesized(after)), library: LIBRARY },
  });
}

/** The files of an assembly that a review reads, by their paths. */
function synthesized(build: (app: App) => void): ReadonlyMap<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'trailwatch-edits-'));
  const app = new App({ outdir, analyticsReporting: false });
  build(app);
  app.synth();
  const files = new Map<string, string>();
  for (const path of readdirSync(outdir, { recursive: true, encoding: 'utf8' }).sort())
    if (path.endsWith('.json') && !(path.startsWith('asset.') && !path.endsWith('trailwatch/rules.json')))
      files.set(path.split('\\').join('/'), readFileSync(join(outdir, path), 'utf8'));
  rmSync(outdir, { recursive: true });
  return files;
}

function read(files: ReadonlyMap<string, string>): Estate {
  const estate = readAssembly('cdk.out', (path) => {
    const text = files.get(path);
    return text === undefined ? { problem: 'no such file' } : { text };
  });
  expect(estate.problems).toEqual([]);
  return estate;
}

/** Adds a stack of some account to the app. */
export function addStack(
  name: string,
  Resources: Record<string, EditedResource>,
  account = '111122223333',
): Edit['apply'] {
  return (_, files) => {
    const manifest = JSON.parse(files.get('manifest.json') ?? '');
    manifest.artifacts[name] = {
      ...{ type: 'aws:cloudformation:stack', environment: `aws://${account}/eu-central-1` },
      properties: { templateFile: `${name}.template.json` },
    };
    files.set('manifest.json', JSON.stringify(manifest));
    files.set(`${name}.template.json`, JSON.stringify({ Resources }));
  };
}

/** Changes that a harmless edit may make: what it costs, what comes with a new resource, and other code. */
const QUIET = /^(cost-|access-added$|pipeline-changed$)/;

/** Why the review of an edit is wrong; `undefined` where it is right. */
export function wrongIn({ changes, verdict }: ReviewDocument, { expects }: Edit): string | undefined {
  if (expects === 'quiet') {
    const loud = changes.filter(({ kind }) => !QUIET.test(kind));
    return loud.length === 0 ? undefined : loud.map(inWords).join('; ');
  }
  const isRight = verdict === 'weaker' || (expects === 'worse' && verdict === 'unknown');
  return isRight ? undefined : `${verdict}: ${changes.map(inWords).join('; ')}`;
}

/** Whether a change for the worse names the resource that an edit is about, or one that it refers to, by the paths of their constructs. */
export function isNamed({ changes }: ReviewDocument, { names }: Edit, estate: EditedEstate): boolean {
  if (names === undefined) return true;
  const { Resources } = estate.template();
  const text = JSON.stringify(Resources[names]);
  const meant = Object.keys(Resources).filter((id) => id === names || text.includes(`"${id}"`));
  const worse = changes.filter(({ effect }) => effect === 'weaker' || effect === 'unknown');
  return worse.some(({ logicalId, subject, message }) =>
    meant.some((id) => logicalId === id || says(`${subject} ${message}`, estate.nameOf(id))),
  );
}

/** Whether words have the whole name, and not that of a construct in it. */
function says(words: string, name: string): boolean {
  return ` ${words} `
    .split(name)
    .slice(1)
    .some((rest) => !/^[\w/-]/.test(rest));
}

/** What is wrong with the reviews of single edits. */
export function wrongReviews(estate: EditedEstate, edits: readonly Edit[]): readonly string[] {
  if (edits.length === 0) throw new Error('there is no edit');
  return edits.flatMap((edit) => {
    const document = estate.review(edit);
    const wrong = wrongIn(document, edit);
    if (wrong !== undefined) return [`${edit.name}, not ${edit.expects}: ${wrong}`];
    return isNamed(document, edit, estate)
      ? []
      : [`${edit.name}, not named: ${document.changes.map(inWords)}`];
  });
}

function inWords({ kind, subject, message }: ReviewChange): string {
  return `${kind} ${subject}: ${message}`.slice(0, 200);
}
