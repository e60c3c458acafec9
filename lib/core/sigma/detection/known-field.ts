import { nearestWord } from '../../problem/nearest-word';
import type { ProblemList } from '../../problem/problem';
import { RECORD_SHAPE } from '../../record/record-shape';
import { type Condition, fieldsOf } from '../../rule/condition';
import { isOwnField } from '../../rule/own-field';

/** Called with each field that a document looks at, and where. */
export type OnField = (field: string, at: number) => void;

/** Warns of fields that no CloudTrail record has, of each once. */
export function unknownFieldWarner(problems: ProblemList): OnField {
  const warned = new Set<string>();
  return (field, at) => {
    const message = unknownFieldWarning(field);
    if (message === undefined || warned.has(message)) return;
    warned.add(message);
    problems.warning('unknown-field', message, at);
  };
}

/** Why no CloudTrail record has fields that a condition looks at, each reason once. */
export function unknownFieldsOf(condition: Condition): readonly string[] {
  const warnings = fieldsOf(condition).map(unknownFieldWarning);
  return [...new Set(warnings.filter((warning) => warning !== undefined))];
}

/** Why no CloudTrail record has the field, as a sentence; undefined if records may have it. Looks at its first name. */
function unknownFieldWarning(field: string): string | undefined {
  const first = field.split('.', 1)[0] ?? field;
  if (Object.hasOwn(RECORD_SHAPE, first) || isOwnField(field)) return undefined;
  const nearest = nearestWord(first, Object.keys(RECORD_SHAPE));
  const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
  return `no CloudTrail record has the field '${first}'${hint}`;
}
