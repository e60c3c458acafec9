import type { Atom } from '../../compile/negation-normal-form';
import type { Json, JsonObject } from '../../json/json-value';
import { recordWith } from '../../prefilter/prefilter-plan';
import { endsOfRange } from '../../rule/ip-range';
import { type Branch, type Effort, openBranches, partsLike } from './open-branches';
import { examplesOf, shapesOf } from './text-shape';

/** An account that is nobody's own. */
const OTHER_ACCOUNT = '999900001111';

/** How many records a branch is tried with. */
export const TRIES = 6;

/** A record in which the atoms of a branch may hold and fail as it says; whether they do is for the caller to verify. */
export function exampleOf({ holds, fails }: Branch, attempt: number, effort: Effort): JsonObject {
  const values = new Map<string, Json[]>();
  for (const atom of holds) {
    if (atom.kind === 'isNull' || atom.kind === 'keywordMatches') continue;
    const field = atom.kind === 'keyword' ? 'requestParameters.description' : atom.field;
    const found = valuesOf(atom, fails, effort);
    const value = found[attempt % Math.max(1, found.length)];
    if (value !== undefined) values.set(field, [...(values.get(field) ?? []), value]);
  }
  // a field that is there although it is not null
  for (const atom of fails)
    if (atom.kind === 'isNull' && !values.has(atom.field)) values.set(atom.field, ['x']);
  const members = [...values].map(([field, all]): readonly [keys: readonly string[], value: Json] => {
    const unique = [...new Set(all)];
    const isTogether = attempt >= TRIES / 2;
    const [value = null] = unique.length === 1 || !isTogether ? [unique[attempt % unique.length]] : [unique];
    return [field.split('.'), value];
  });
  return recordWith(members);
}

/** Values that may satisfy an atom. */
function valuesOf(atom: Atom, fails: readonly Atom[], effort: Effort): readonly Json[] {
  const shapes = shapesOf(atom);
  if (shapes !== undefined) return [...new Set(shapes.flatMap(examplesOf))].slice(0, 100);
  switch (atom.kind) {
    case 'cidr':
      return atom.ranges.flatMap(endsOfRange);
    case 'compare': {
      const step = atom.operator.startsWith('g') ? 1 : -1;
      return [atom.value, atom.value + step, atom.value + 2 * step];
    }
    case 'outsideAccount':
      return [OTHER_ACCOUNT, `arn:aws:iam::${OTHER_ACCOUNT}:root`];
    case 'matches':
      return [atom.expression.replace(/^\^|\$$/g, '').replaceAll(/\\(.)/g, '$1'), 'x1'];
    case 'element':
    case 'document': {
      const [inner] = openBranches([[atom.of, true], ...partsLike(atom, fails)], effort);
      if (inner === undefined) return [];
      return [0, 1, 2].map((attempt) => exampleOf(inner, attempt, effort));
    }
    default:
      return ['x', 'x1'];
  }
}
