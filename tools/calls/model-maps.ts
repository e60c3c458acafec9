import type { ModelShape, ServiceModel } from './service-models';

/** Values that lie in one another: `m` is a map whose keys customers choose, `d` a document, a first `l` a list of them. */
type Kind = '' | `${'l' | ''}${'m' | 'd'}${string}`;

/** Deeper, shapes hold themselves. */
const MAX_DEPTH = 6;

/**
 * The members of a model that are maps whose keys customers choose, by their names in lower case. A name that is that of a structure, too,
 * has the members of this behind it: `environment=m(variables,error)`.
 */
export function mapsOf({ shapes }: ServiceModel): readonly string[] {
  const kinds = new Map<string, Set<Kind>>();
  const members = new Map<string, Set<string>>();
  for (const { members: own = {} } of Object.values(shapes))
    for (const [name, { shape, locationName = name }] of Object.entries(own)) {
      const kind = kindOf(shapes, shape, 0);
      const inside = kind === '' ? namesIn(shapes, shape) : [];
      for (const each of new Set([name.toLowerCase(), locationName.toLowerCase()])) {
        if (kind !== '') kinds.set(each, (kinds.get(each) ?? new Set()).add(kind));
        const known = members.get(each) ?? new Set<string>();
        for (const one of inside) known.add(one);
        members.set(each, known);
      }
    }
  return [...kinds]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, each]) => {
      const others = [...(members.get(name) ?? [])].sort();
      return `${name}=${deepest([...each])}${others.length === 0 ? '' : `(${others.join()})`}`;
    });
}

/** The names of all members of a model, and the keys of its maps that customers do not choose. */
export function memberNames({ shapes }: ServiceModel): readonly string[] {
  const keys = Object.values(shapes).flatMap(({ key }) => shapes[key?.shape ?? '']?.enum ?? []);
  return [...new Set([...Object.values(shapes).flatMap(namesOf), ...keys.filter(isWord)])].sort();
}

/** The names of the members of a shape, and those that they have in requests if these differ by more than the first letter's case. */
export function namesOf({ members = {} }: ModelShape = {}): readonly string[] {
  return Object.entries(members)
    .flatMap(([name, { locationName = name }]) =>
      capital(locationName) === capital(name) ? [name] : [name, locationName],
    )
    .filter(isWord);
}

/** Not the beginnings of names that headers have. */
function isWord(name: string): boolean {
  return /^\S*[^\s-]$/.test(name);
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The codes of a model's errors, and the names of their shapes: records have either. */
export function errorCodes({ shapes }: ServiceModel): readonly string[] {
  const codes = Object.entries(shapes).flatMap(([name, { exception, error }]) =>
    exception === true ? [name, error?.code ?? name] : [],
  );
  return [...new Set(codes)].sort();
}

type Shapes = ServiceModel['shapes'];

function kindOf(shapes: Shapes, name: string | undefined, depth: number): Kind {
  const shape: ModelShape = shapes[name ?? ''] ?? {};
  if (depth > MAX_DEPTH) return '';
  if (shape.document === true) return 'd';
  const inside = kindOf(shapes, (shape.member ?? shape.value)?.shape, depth + 1).replace(/^l/, '');
  if (shape.type === 'list') return inside === '' ? '' : (`l${inside}` as Kind);
  const isChosen = shape.type === 'map' && shapes[shape.key?.shape ?? '']?.enum === undefined;
  return isChosen ? `m${inside}` : '';
}

/** The names in a structure, or in those of a list. */
function namesIn(shapes: Shapes, name: string | undefined): readonly string[] {
  const { member, members = {} } = shapes[name ?? ''] ?? {};
  if (member !== undefined) return namesIn(shapes, member.shape);
  return Object.entries(members).flatMap(([each, { locationName = each }]) => [
    each.toLowerCase(),
    locationName.toLowerCase(),
  ]);
}

function deepest(kinds: readonly Kind[]): string {
  const isList = kinds.some((kind) => kind.startsWith('l'));
  const [longest = ''] = kinds
    .map((kind) => kind.replace(/^l/, ''))
    .sort((one, other) => rank(other) - rank(one));
  return `${isList ? 'l' : ''}${longest}`;
}

function rank(kind: string): number {
  return kind.endsWith('d') ? MAX_DEPTH + 1 : kind.length;
}
