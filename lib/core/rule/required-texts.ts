import type { Condition } from './condition';
import { foldCase } from './fold-case';

/**
 * The texts of a field of which a record must have one to satisfy a condition, in one letter case; undefined if it may
 * have others, too. It looks at the condition alone and compiles nothing.
 */
export function requiredTexts(condition: Condition, field: string): ReadonlySet<string> | undefined {
  switch (condition.kind) {
    case 'equals':
      return condition.field === field ? new Set(condition.values.map(foldCase)) : undefined;
    case 'and':
      return firstOf(condition.of, field);
    case 'or':
      return unionOf(condition.of, field);
    default:
      return undefined;
  }
}

/** Any of the parts that requires texts is enough, for all of them must hold. */
function firstOf(parts: readonly Condition[], field: string): ReadonlySet<string> | undefined {
  for (const part of parts) {
    const texts = requiredTexts(part, field);
    if (texts !== undefined) return texts;
  }
  return undefined;
}

function unionOf(parts: readonly Condition[], field: string): ReadonlySet<string> | undefined {
  const union = new Set<string>();
  for (const part of parts) {
    const texts = requiredTexts(part, field);
    if (texts === undefined) return undefined;
    for (const text of texts) union.add(text);
  }
  return union;
}
