import { isJsonObject } from '../../json/json-value';
import type { EstateConstruct, SourceLine } from '../estate';

/** A construct of a stack, or of one nested in it, and the logical id that it has in its template. */
export interface NamedConstruct extends EstateConstruct {
  readonly logicalId: string;
}

/** Entries of the metadata of a manifest, by the path of their construct. */
type Metadata = readonly (readonly [path: string, entries: unknown])[];

/**
 * The constructs of the metadata of a manifest that have logical ids. One that the app does not create itself has the line of those
 * beside it in the same construct, where they all have one: of a long stack, the CDK writes the first calls alone.
 *
 * @param stack the path of the stack
 */
export function constructsIn(metadata: Metadata, stack: string): readonly NamedConstruct[] {
  const found = metadata.flatMap(([path, entries]): readonly NamedConstruct[] =>
    objectsOf(entries).flatMap(({ type, data }) => {
      if (type !== 'aws:cdk:logicalId' || typeof data !== 'string') return [];
      const source = sourceIn(entries);
      return [{ logicalId: data, path: path.replace(/^\//, ''), ...(source && { source }) }];
    }),
  );
  const within = new Map<string, SourceLine | 'several'>();
  for (const { path, source } of found) {
    if (source === undefined) continue;
    for (const outer of scopesOf(path, stack)) {
      const known = within.get(outer) ?? source;
      within.set(outer, known !== 'several' && isSameLine(known, source) ? source : 'several');
    }
  }
  return found.map((construct) => {
    if (construct.source !== undefined) return construct;
    const [nearest] = scopesOf(construct.path, stack).flatMap((outer) => within.get(outer) ?? []);
    return nearest === undefined || nearest === 'several' ? construct : { ...construct, source: nearest };
  });
}

/** The paths of the constructs that one is in, within a stack, the innermost first. */
function scopesOf(path: string, stack: string): readonly string[] {
  const depth = stack.split('/').length;
  const ids = path.split('/').slice(0, -1);
  return ids.slice(depth).map((_, place) => ids.slice(0, ids.length - place).join('/'));
}

function isSameLine(one: SourceLine, other: SourceLine): boolean {
  return one.file === other.file && one.line === other.line;
}

/**
 * Of the constructs of a stack and those nested in it, the ones of one template. Those of a nested stack are in its construct, beside
 * which the CDK creates the resource: `Audit/Child` beside `Audit/Child.NestedStack/Child.NestedStackResource`.
 *
 * @param nested the path of the resource that deploys the template; absent for the stack itself
 */
export function constructsOf(
  all: readonly NamedConstruct[],
  nested?: string,
): ReadonlyMap<string, EstateConstruct> {
  const inner = all.flatMap(({ path }) => nestedFolder(path) ?? []);
  const own = nested === undefined ? '' : nestedFolder(nested);
  const isOwn = ({ path }: NamedConstruct): boolean =>
    own !== undefined &&
    path.startsWith(own) &&
    !inner.some((folder) => folder.length > own.length && path.startsWith(folder));
  return new Map(all.filter(isOwn).map(({ logicalId, ...construct }) => [logicalId, construct]));
}

/** The beginning of the paths in a nested stack, by the path of its resource. */
function nestedFolder(path: string): string | undefined {
  const [, folder] = /^(.+)\.NestedStack\/[^/]+\.NestedStackResource$/.exec(path) ?? [];
  return folder === undefined ? undefined : `${folder}/`;
}

/** The line of the app that created a construct: the first of its stack that is in no package. */
export function sourceIn(entries: unknown): SourceLine | undefined {
  const stacks = objectsOf(entries).flatMap(({ type, data, trace }) =>
    type === 'aws:cdk:creationStack' ? [data] : type === 'aws:cdk:logicalId' ? [trace] : [],
  );
  for (const frame of stacks.flat()) {
    const [, file, line] = FRAME.exec(String(frame)) ?? [];
    if (file !== undefined && !PACKAGE.test(file)) return { file, line: Number(line) };
  }
  return undefined;
}

/** Such as `new Audit (/app/lib/audit.ts:16:5)`, `at /app/lib/audit.ts:16:5` or `at file:///app/lib/audit.ts:16:5`. */
const FRAME = /(?:^|[ (])(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/])[^()]{0,1000}?):(\d{1,9})(?::\d+)?\)?$/;

const PACKAGE = /[\\/]node_modules[\\/]/;

function objectsOf(entries: unknown): readonly Readonly<Record<string, unknown>>[] {
  return (Array.isArray(entries) ? entries : []).filter(isJsonObject);
}
