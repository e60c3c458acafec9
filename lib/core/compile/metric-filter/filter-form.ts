import { groupBy } from '../../keyed/grouped';
import { type JsonExpression, renderJsonExpression } from '../../pattern/metric-filter/filter-syntax';
import type { Compilation } from '../compilation';
import type { CompileOptions } from '../compile-result';

/** A condition in a metric filter: an expression, or a constant where none is needed. */
export type FilterForm = JsonExpression | 'always' | 'never';

/** Holds where all hold. */
export function allOf(parts: readonly FilterForm[]): FilterForm {
  const joined = join('and', parts, 'always', 'never');
  if (typeof joined === 'string' || joined.kind !== 'and') return joined;
  const merged = mergeGuards(joined.of);
  return merged.length === joined.of.length ? joined : join('and', merged, 'always', 'never');
}

/**
 * `(absent || x) && (absent || y)` means the same as `absent || (x && y)`, which is shorter: the comparisons of a field that
 * may be absent begin with the same members.
 */
function mergeGuards(members: readonly JsonExpression[]): readonly JsonExpression[] {
  return [...groupBy(members, guardOf).values()].map((group) => {
    const [first] = group;
    if (group.length === 1 || first?.kind !== 'or') return first as JsonExpression;
    const lasts = group.flatMap((member) => (member.kind === 'or' ? member.of.slice(-1) : []));
    return anyOf([...first.of.slice(0, -1), join('and', lasts, 'always', 'never')]) as JsonExpression;
  });
}

/** All members of an `or` but the last; for any other expression, which shares them with none, the whole. */
function guardOf(member: JsonExpression): string {
  const text = renderJsonExpression(member, 'compact');
  if (member.kind !== 'or') return text;
  const guard = member.of.slice(0, -1).map((part) => renderJsonExpression(part, 'compact'));
  return `${guard.join('||')}||`;
}

/** Holds where any holds. */
export function anyOf(parts: readonly FilterForm[]): FilterForm {
  return join('or', parts, 'never', 'always');
}

function join(
  kind: 'and' | 'or',
  parts: readonly FilterForm[],
  neutral: FilterForm,
  decisive: FilterForm,
): FilterForm {
  if (parts.includes(decisive)) return decisive;
  const flat = parts.flatMap((part) =>
    typeof part === 'string' ? [] : part.kind === kind ? part.of : [part],
  );
  const of = withoutRepetition(flat);
  const [first] = of;
  if (first === undefined) return neutral;
  return of.length === 1 ? first : { kind, of };
}

function withoutRepetition(expressions: readonly JsonExpression[]): readonly JsonExpression[] {
  const byText = new Map(
    expressions.map((expression) => [renderJsonExpression(expression, 'compact'), expression]),
  );
  return [...byText.values()];
}

/** How an atom is to be compiled. */
export interface FilterContext {
  readonly isNegated: boolean;
  readonly options: CompileOptions;
}

/** A condition in a metric filter. */
export type FilterCompilation = Compilation<FilterForm>;
