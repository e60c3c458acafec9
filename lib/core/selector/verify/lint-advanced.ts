/** What CloudTrail accepts in advanced selectors and is never intended: duplicates, and conditions that no event meets. */
import { compareText, OPERATORS } from '../operator';
import type { AdvancedSelector, FieldSelector } from '../selection';
import { doubt, type SelectionProblem } from '../selection-problem';
import { isResolved, renderValue, type SelectorValue } from '../selector-value';

type Problems = readonly SelectionProblem[];

/** All doubts about the selectors, in the order of the document. */
export function doubtAdvanced(selectors: readonly AdvancedSelector[], path: string): Problems {
  const conditions = selectors.map(({ fieldSelectors }) => JSON.stringify(fieldSelectors));
  const names = selectors.map(({ name }) => name);
  return selectors.flatMap(({ fieldSelectors }, index) => [
    ...doubtRepetition(conditions, names, index, `${path}[${index}]`),
    ...fieldSelectors.flatMap((field, at) => doubtField(field, `${path}[${index}].FieldSelectors[${at}]`)),
  ]);
}

function doubtRepetition(
  conditions: readonly string[],
  names: readonly AdvancedSelector['name'][],
  index: number,
  path: string,
): Problems {
  if (conditions.indexOf(conditions[index] ?? '') < index) {
    return [doubt('selector-repeated', path, 'an earlier selector has the same conditions; remove one')];
  }
  const name = names[index];
  if (name === undefined || name === '' || !isResolved(name) || names.indexOf(name) === index) return [];
  const message = `'${name}' is also the name of an earlier selector; give each its own name`;
  return [doubt('name-repeated', `${path}.Name`, message)];
}

function doubtField(fieldSelector: FieldSelector, path: string): Problems {
  const repeated = OPERATORS.flatMap(({ name, property }) =>
    doubtValues(fieldSelector[name] ?? [], `${path}.${property}`),
  );
  if (!meetsNothing(fieldSelector)) return repeated;
  const message =
    `nothing meets the conditions on '${renderValue(fieldSelector.field)}': ` +
    'each value that it selects is also excluded here; remove one of the two';
  return [...repeated, doubt('meets-nothing', path, message)];
}

function doubtValues(values: readonly SelectorValue[], path: string): Problems {
  return values.flatMap((value, index) => {
    if (!isResolved(value) || values.indexOf(value) === index) return [];
    const message = `'${value}' is repeated here, and counts toward the limit of values; remove one`;
    return [doubt('value-repeated', `${path}[${index}]`, message)];
  });
}

/** Whether every value that is asked for has a beginning, an end, or is itself a text that is ruled out. */
function meetsNothing(fieldSelector: FieldSelector): boolean {
  const asked = OPERATORS.filter(({ selects }) => selects).flatMap(({ name, relation }) =>
    (fieldSelector[name] ?? []).map((value) => ({ relation, value })),
  );
  const ruledOut = OPERATORS.filter(({ selects }) => !selects).flatMap(({ name, relation }) =>
    (fieldSelector[name] ?? []).map((value) => ({ relation, value })),
  );
  const isRuledOut = (each: (typeof asked)[number]): boolean =>
    ruledOut.some(({ relation, value }) => {
      if (!isResolved(each.value) || !isResolved(value)) return false;
      const decides = each.relation === 'equals' || each.relation === relation;
      return decides && compareText(relation, each.value, value) === 'yes';
    });
  return asked.length > 0 && asked.every(isRuledOut);
}
