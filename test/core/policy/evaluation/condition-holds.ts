import {
  type Context,
  conditionHolds,
  parseConditions,
} from '../../../../lib/core/policy/evaluation/condition-block';
import { foldedKey } from '../../../../lib/core/policy/evaluation/condition-key';

/** The condition keys of a request. */
export type Given = Readonly<Record<string, string | readonly string[]>>;

/** Whether the `Condition` element of a statement holds of a request. */
export function holds(element: unknown, given: Given): boolean {
  const context: Context = new Map(Object.entries(given).map(([key, value]) => [foldedKey(key), value]));
  const variables = (key: string) => context.get(foldedKey(key)) as string | undefined;
  return parseConditions(element).every((condition) => conditionHolds(condition, context, variables));
}
