import type { Assumption, Obstacle } from '../compile-result';

/** What became of a condition, or of a part of it. */
export interface SqlAnswer {
  /** A boolean expression that is never NULL; undefined where the engine cannot say it. */
  readonly sql: string | undefined;
  readonly assumptions: readonly Assumption[];
  /** Their paths start at the part. With over-approximation there may be some beside an expression. */
  readonly obstacles: readonly Obstacle[];
}

/** The text forms of a field. The expression may be NULL, and so may what is in a list: it is no text then. */
export interface SqlTexts extends SqlAnswer {
  /** Whether the expression is one text, and no list of texts. */
  readonly isOne: boolean;
}

/** The answer of an engine that can say it. The expression must never be NULL. */
export function said(sql: string, assumptions: readonly Assumption[] = []): SqlAnswer {
  return { sql, assumptions, obstacles: [] };
}

/** The answer of an engine that cannot say it. */
export function unsaid(code: string, reason: string, field?: string): SqlAnswer {
  const obstacle = { code, path: '', reason, ...(field === undefined ? {} : { field }) };
  return { sql: undefined, assumptions: [], obstacles: [obstacle] };
}

/** One expression out of several; none if one of them cannot be said. */
export function combined(
  answers: readonly SqlAnswer[],
  combine: (parts: readonly string[]) => string,
): SqlAnswer {
  const parts = answers.map(({ sql }) => sql).filter((sql) => sql !== undefined);
  return {
    sql: parts.length === answers.length ? combine(parts) : undefined,
    assumptions: answers.flatMap(({ assumptions }) => assumptions),
    obstacles: answers.flatMap(({ obstacles }) => obstacles),
  };
}
