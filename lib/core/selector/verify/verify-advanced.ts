/** What the API would refuse in advanced event selectors, and what is allowed but hardly meant. */

import type { NameJudge } from '../../calls/judge-name';
import { OPERATORS } from '../operator';
import {
  type AdvancedSelector,
  categoryOfSelector,
  type Destination,
  type FieldSelector,
} from '../selection';
import { refusal, type SelectionProblem } from '../selection-problem';
import { isResolved, type SelectorValue } from '../selector-value';
import { categoriesOf, type FieldRules, fieldRules, LONE_CATEGORIES } from './field-rules';
import { doubtAdvanced } from './lint-advanced';
import { type FieldPlace, propertiesOf, verifyOperator } from './verify-values';

type Problems = readonly SelectionProblem[];

/** Values over all conditions of all selectors of a trail or event data store. */
const MAX_VALUES = 500;

const MAX_NAME_LENGTH = 1_000;
const MAX_FIELD_LENGTH = 1_000;

/** Where selectors are, and what their names are judged by. */
export interface SelectorsPlace {
  readonly path: string;
  readonly judge: NameJudge | undefined;
}

/** All problems of the selectors, in the order of the document. */
export function verifyAdvanced(
  destination: Destination,
  selectors: readonly AdvancedSelector[],
  { path, judge }: SelectorsPlace,
): Problems {
  return [
    ...verifyCount(selectors, path),
    ...verifyLoneCategories(selectors, path),
    ...selectors.flatMap((selector, index) =>
      verifySelector(destination, selector, { path: `${path}[${index}]`, judge }),
    ),
    ...doubtAdvanced(selectors, path),
  ];
}

function verifyCount(selectors: readonly AdvancedSelector[], path: string): Problems {
  if (selectors.length === 0) {
    return [
      refusal(
        'no-selectors',
        path,
        'the list is empty and selects nothing; give a selector, or leave it out',
      ),
    ];
  }
  const count = selectors.flatMap((selector) => selector.fieldSelectors.flatMap(valuesOf)).length;
  if (count <= MAX_VALUES) return [];
  const message =
    `all selectors together have ${count} values; CloudTrail allows at most ${MAX_VALUES}: merge values with StartsWith ` +
    'or EndsWith, or use a second trail';
  return [refusal('too-many-values', path, message)];
}

function valuesOf(fieldSelector: FieldSelector): readonly SelectorValue[] {
  return OPERATORS.flatMap(({ name }) => fieldSelector[name] ?? []);
}

function verifyLoneCategories(selectors: readonly AdvancedSelector[], path: string): Problems {
  const lone = selectors.map(categoryOfSelector).find((category) => LONE_CATEGORIES.includes(category ?? ''));
  if (lone === undefined || selectors.length === 1) return [];
  return [
    refusal(
      'category-not-alone',
      path,
      `a selector of the category '${lone}' must be the only one; remove the others`,
    ),
  ];
}

function verifySelector(
  destination: Destination,
  selector: AdvancedSelector,
  { path, judge }: SelectorsPlace,
): Problems {
  const name = selector.name ?? '';
  const tooLong = isResolved(name) && name.length > MAX_NAME_LENGTH;
  return [
    ...(tooLong
      ? [
          refusal(
            'name-too-long',
            `${path}.Name`,
            `it has ${name.length} characters; at most ${MAX_NAME_LENGTH}`,
          ),
        ]
      : []),
    ...verifyFields(destination, selector, { path: `${path}.FieldSelectors`, judge }),
  ];
}

function verifyFields(
  destination: Destination,
  selector: AdvancedSelector,
  { path, judge }: SelectorsPlace,
): Problems {
  const { fieldSelectors } = selector;
  const hasHidden = fieldSelectors.some(({ field }) => !isResolved(field));
  const category = categoryOfSelector(selector);
  const rules = category === undefined ? undefined : fieldRules(destination, category);
  const known = rules !== undefined && category !== undefined;
  return [
    ...(hasHidden ? [] : verifyCategory(destination, selector, path)),
    ...(known && !hasHidden ? verifyRequired(rules, category, selector, path) : []),
    ...fieldSelectors.flatMap((fieldSelector, index) => [
      ...verifyFieldName(fieldSelector, fieldSelectors.slice(0, index), `${path}[${index}]`),
      ...(known ? verifyField(rules, { selector, category, judge }, fieldSelector, `${path}[${index}]`) : []),
    ]),
  ];
}

function verifyCategory(destination: Destination, selector: AdvancedSelector, path: string): Problems {
  const categories = categoriesOf(destination);
  const found = selector.fieldSelectors.filter(({ field }) => field === 'eventCategory');
  if (found.length === 0) {
    const message = `the field eventCategory is missing; add it with Equals one of ${categories.join(', ')}`;
    return [refusal('field-missing', path, message)];
  }
  const values = found.flatMap(({ equals }) => equals ?? []);
  const [only] = values;
  if (values.some((value) => !isResolved(value)) || found.length > 1) return [];
  if (values.length === 1 && typeof only === 'string' && categories.includes(only)) return [];
  const shown = values.length === 0 ? 'no value of Equals' : values.map((value) => `'${value}'`).join(', ');
  const where = `${path}[${selector.fieldSelectors.findIndex(({ field }) => field === 'eventCategory')}]`;
  const takes = destination === 'trail' ? 'a trail' : 'an event data store';
  return [
    refusal(
      'category-not-allowed',
      where,
      `eventCategory has ${shown}; ${takes} takes Equals with exactly one of ${categories.join(', ')}`,
    ),
  ];
}

function verifyRequired(
  rules: FieldRules,
  category: string,
  selector: AdvancedSelector,
  path: string,
): Problems {
  return Object.entries(rules)
    .filter(
      ([field, { required }]) => required && selector.fieldSelectors.every((each) => each.field !== field),
    )
    .map(([field]) => {
      const message = `the field ${field} is missing; a selector of the category ${category} needs it with Equals`;
      return refusal('field-missing', path, message);
    });
}

function verifyFieldName(
  { field }: FieldSelector,
  earlier: readonly FieldSelector[],
  path: string,
): Problems {
  if (!isResolved(field)) return [];
  if (field.length === 0 || field.length > MAX_FIELD_LENGTH) {
    const message = `a field's name has 1 to ${MAX_FIELD_LENGTH} characters; this has ${field.length}`;
    return [refusal('field-length', `${path}.Field`, message)];
  }
  if (earlier.every((each) => each.field !== field)) return [];
  const message = `the field '${field}' is repeated here; put all its operators into one field selector`;
  return [refusal('field-repeated', `${path}.Field`, message)];
}

function verifyField(
  rules: FieldRules,
  around: Pick<FieldPlace, 'selector' | 'category' | 'judge'>,
  fieldSelector: FieldSelector,
  path: string,
): Problems {
  const { field } = fieldSelector;
  if (!isResolved(field)) return [];
  const rule = Object.hasOwn(rules, field) ? rules[field] : undefined;
  if (rule === undefined) {
    const message =
      `the field '${field}' is not one for ${around.category} events; ` +
      `it may be one of ${Object.keys(rules).join(', ')}`;
    return [refusal('field-not-allowed', `${path}.Field`, message)];
  }
  const used = OPERATORS.filter(({ name }) => fieldSelector[name] !== undefined);
  if (used.length === 0) {
    const allowed = propertiesOf(rule);
    return [
      refusal('no-operator', path, `the field '${field}' has no operator; add one of ${allowed} with values`),
    ];
  }
  return used.flatMap((operator) => {
    const place: FieldPlace = { ...around, field, operator, path: `${path}.${operator.property}` };
    return verifyOperator(rule, fieldSelector[operator.name] ?? [], place);
  });
}
