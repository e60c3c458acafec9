import type { JsonExpression } from '../../pattern/logs-filter/filter-syntax';
import { renderJsonExpression } from '../../pattern/logs-filter/render-json-filter';

/** What became of a condition: an expression, or a constant where none is needed. */
export type Said = JsonExpression | 'always' | 'never';

/** Holds where all hold. */
export function allOf(parts: readonly Said[]): Said {
  return join('and', parts, 'always', 'never');
}

/** Holds where any holds. */
export function anyOf(parts: readonly Said[]): Said {
  return join('or', parts, 'never', 'always');
}

function join(kind: 'and' | 'or', parts: readonly Said[], neutral: Said, decisive: Said): Said {
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
