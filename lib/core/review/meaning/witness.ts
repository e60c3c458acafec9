import type { Atom } from '../../compile/negation-normal-form';
import type { Json, JsonObject } from '../../json/json-value';
import { grouped } from '../../keyed/grouped';
import { recordWith } from '../../prefilter/prefilter-plan';
import { endsOfRange } from '../../rule/ip-range';
import { isOfOneField } from './atom-order';
import { type Branch, isOneText, openBranches, openSingles, partsLike } from './open-branches';
import { type Effort, examplesOf, inOtherCases, shapesOf } from './text-shape';

/** An account that is nobody's own. */
const OTHER_ACCOUNT = '999900001111';

/** How many records a branch is tried with. */
const TRIES = 6;

/** Values of an atom that are tried: by the first that do not satisfy another one, most changes are seen. */
const VALUES = 34;

/** Records in which the atoms of a branch may hold and fail as it says; whether they do is for the caller to verify. */
export function* witnessesOf({ holds, fails, isInner }: Branch, effort: Effort): Generator<JsonObject> {
  const found = holds.flatMap((atom): readonly (readonly [string, readonly Json[]])[] => {
    if (atom.kind === 'isNull' || atom.kind === 'keywordMatches') return [];
    const values = valuesOf(atom, fails, effort);
    const field = atom.kind === 'keyword' ? 'requestParameters.description' : atom.field;
    return values.length === 0 ? [] : [[field, values]];
  });
  const fields = new Set(found.map(([field]) => field));
  // a field that is there although it is not null
  const present = fails.flatMap((atom): readonly (readonly [string, readonly Json[]])[] =>
    atom.kind === 'isNull' && !fields.has(atom.field) ? [[atom.field, ['x']]] : [],
  );
  const choices = grouped([...found, ...present]);
  for (let attempt = 0; attempt < TRIES; attempt++)
    yield recordWith(
      [...choices].map(([field, lists]) => [
        field.split('.'),
        valueAt(lists, attempt, !isInner && isOneText(field)),
      ]),
    );
}

/** One value for all atoms on a field, or one for each: in a list, or in a text where it has one. */
function valueAt(lists: readonly (readonly Json[])[], attempt: number, isOne: boolean): Json {
  const unique = [...new Set(lists.map((values) => values[attempt % values.length] ?? null))];
  if (unique.length === 1 || attempt < TRIES / 2) return unique[attempt % unique.length] ?? null;
  if (!isOne) return unique;
  return (attempt % 2 === 0 ? unique : unique.reverse()).join('');
}

/** Values that may satisfy an atom, and none of those of its kind that do not hold. */
function valuesOf(atom: Atom, fails: readonly Atom[], effort: Effort): readonly Json[] {
  const singles = openSingles(atom, fails, effort).slice(0, VALUES);
  // a text in another letter case is let through by one of them only
  const isCaseTold = fails.some((other) => isOfOneField(atom, other) && shapesOf(other)?.cased === true);
  const texts = singles.flatMap(({ shape, range }) => [
    ...(shape === undefined ? [] : examplesOf(shape)),
    ...(shape === undefined || shape.cased || !isCaseTold ? [] : inOtherCases(examplesOf(shape).slice(0, 1))),
    ...(range === undefined ? [] : endsOfRange(range)),
  ]);
  if (texts.length > 0) return [...new Set(texts)];
  switch (atom.kind) {
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
      const [inner] = openBranches([[atom.of, true], ...partsLike(atom, fails)], effort, true);
      return inner === undefined ? [] : [...witnessesOf(inner, effort)];
    }
    default:
      return ['x', 'x1'];
  }
}
