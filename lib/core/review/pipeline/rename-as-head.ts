import type { EstateResource, EstateStack, EstateTemplate } from '../../estate/estate-stack';
import { INVENTORY } from '../../inventory';
import { canonicalText } from '../../json/canonical-text';
import { isJsonObject } from '../../json/json-value';
import type { StackPair } from '../evidence/counterparts';

/** By the logical id in the base, that in the head. */
type Renames = ReadonlyMap<string, string>;

const PATH = 'aws:cdk:path';

/**
 * The pairs with the logical ids of the head in the base, for resources that have another one there and are the same otherwise: what is
 * moved within the tree of constructs is no change. Resources that hold something keep their ids, because CloudFormation replaces them.
 */
export function renameAsHead(pairs: readonly StackPair[]): readonly StackPair[] {
  return pairs.map((pair) => {
    if (pair.base === undefined || pair.head === undefined) return pair;
    const renames = findRenames(pair.base.template, pair.head.template);
    return renames.size === 0 ? pair : { ...pair, base: renamed(pair.base, renames, pair.head.template) };
  });
}

function findRenames({ Resources: base }: EstateTemplate, { Resources: head }: EstateTemplate): Renames {
  const only = (ids: EstateTemplate['Resources'], others: EstateTemplate['Resources']): readonly string[] =>
    Object.keys(ids).filter((id) => !Object.hasOwn(others, id) && mayBeRenamed(ids[id]));
  const [gone, fresh] = [only(base, head), only(head, base)];
  const found = new Map<string, string>();
  // what refers to a renamed resource shows its own pair only when that one is known
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    const names = new Set(found.values());
    const ofBase = (id: string): string => found.get(id) ?? (gone.includes(id) ? `a ${base[id]?.Type}` : id);
    const ofHead = (id: string): string =>
      fresh.includes(id) && !names.has(id) ? `a ${head[id]?.Type}` : id;
    const waiting = new Map<string, string[]>();
    for (const id of fresh.filter((each) => !names.has(each))) {
      const meaning = meaningOf(head[id], ofHead);
      waiting.set(meaning, [...(waiting.get(meaning) ?? []), id]);
    }
    for (const id of gone.filter((each) => !found.has(each))) {
      const same = waiting.get(meaningOf(base[id], ofBase))?.shift();
      if (same !== undefined) found.set(id, same);
    }
  }
  return found;
}

function mayBeRenamed(resource: EstateResource | undefined): boolean {
  const entry = resource && Object.hasOwn(INVENTORY, resource.Type) ? INVENTORY[resource.Type] : undefined;
  return resource !== undefined && entry?.holds === undefined;
}

function meaningOf(resource: EstateResource | undefined, nameOf: (id: string) => string): string {
  const { Metadata: _metadata, ...rest } = resource ?? { Type: '' };
  return canonicalText(withNames(rest, nameOf));
}

function renamed(stack: EstateStack, renames: Renames, head: EstateTemplate): EstateStack {
  const nameOf = (id: string): string => renames.get(id) ?? id;
  const { Resources, ...rest } = withNames(stack.template, nameOf) as EstateTemplate;
  const entries = Object.entries(Resources).map(([id, resource]) => {
    const name = nameOf(id);
    return [name, name === id ? resource : withPathOf(resource, head.Resources[name])] as const;
  });
  return { ...stack, template: { ...rest, Resources: Object.fromEntries(entries) } };
}

/** People know a resource by the path of its construct, which has moved, too. */
function withPathOf(resource: EstateResource, other: EstateResource | undefined): EstateResource {
  const path = isJsonObject(other?.Metadata) ? other.Metadata[PATH] : undefined;
  const own = isJsonObject(resource.Metadata) ? resource.Metadata : {};
  return { ...resource, Metadata: { ...own, ...(path === undefined ? {} : { [PATH]: path }) } };
}

/** The JSON with other logical ids in `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`. */
function withNames(json: unknown, nameOf: (id: string) => string): unknown {
  if (Array.isArray(json)) return json.map((each) => withNames(each, nameOf));
  if (!isJsonObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, withName(key, value, nameOf)] as const),
  );
}

function withName(key: string, value: unknown, nameOf: (id: string) => string): unknown {
  const ofPath = (path: string): string => {
    const [id = '', ...rest] = path.split('.');
    return [nameOf(id), ...rest].join('.');
  };
  if (key === 'Ref' && typeof value === 'string') return nameOf(value);
  if (key === 'DependsOn' || (key === 'Fn::GetAtt' && typeof value === 'string'))
    return Array.isArray(value) ? value.map((each) => ofPath(String(each))) : ofPath(String(value));
  if (key === 'Fn::GetAtt' && Array.isArray(value)) return [nameOf(String(value[0])), ...value.slice(1)];
  if (key === 'Fn::Sub') {
    const [text, ...variables] = Array.isArray(value) ? value : [value];
    const named = String(text).replace(
      /\$\{([^!}][^}]*)\}/g,
      (_whole, path: string) => `\${${ofPath(path)}}`,
    );
    return Array.isArray(value) ? [named, ...variables.map((each) => withNames(each, nameOf))] : named;
  }
  return withNames(value, nameOf);
}
