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

/** The names of all members of all models, in lower case; not the beginnings of names that headers have. */
export function memberNames(models: readonly ServiceModel[]): readonly string[] {
  const names = models.flatMap(({ shapes }) =>
    Object.values(shapes).flatMap(({ members = {} }) =>
      Object.entries(members).flatMap(([name, { locationName = name }]) => [name, locationName]),
    ),
  );
  return [...new Set(names.map((name) => name.toLowerCase()))]
    .filter((name) => /^\S*[^\s-]$/.test(name))
    .sort();
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
