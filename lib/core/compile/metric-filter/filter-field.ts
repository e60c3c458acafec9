import type {
  Comparand,
  JsonConstant,
  JsonExpression,
  Operator,
  Selector,
  SelectorStep,
  TextComparand,
} from '../../pattern/metric-filter/filter-syntax';
import { type FieldShape, fieldShape } from '../../record/field-shape';
import { foldingOf } from '../../rule/fold-case';
import { isOwnField, whyUnseen } from '../../rule/own-field';
import { Compilation } from '../compilation';
import type { Assumption, CompileOptions } from '../compile-result';
import {
  hasOneCharacter,
  isAny,
  literalText,
  type PatternQuestion,
  type TextPattern,
} from '../text-question';
import { anyOf, type FilterForm } from './filter-form';

/** A field of a record, and its comparisons in a metric filter. */
export class FilterField {
  /** Refused where no selector reaches the field. */
  static of(name: string): Compilation<FilterField> {
    if (isOwnField(name))
      return Compilation.refuse({ code: 'own-field', field: name, reason: whyUnseen(name) });
    const shape = fieldShape(name);
    return selectorOf(name, shape).map((selector) => new FilterField(name, shape, selector));
  }

  private constructor(
    readonly name: string,
    readonly shape: FieldShape,
    private readonly selector: Selector,
  ) {}

  /** Why the field cannot be compared as asked. */
  refuse(code: string, reason: string): Compilation<never> {
    return Compilation.refuse({ code, field: this.name, reason });
  }

  /** What it takes to compare the field, where the options allow the assumption. */
  assume(code: Assumption['code'], options: CompileOptions, otherwise: string): Compilation<null> {
    const { name: field } = this;
    return Compilation.assume({ code, field }, options, { code: `no-${code}`, field, reason: otherwise });
  }

  /** Whether the field is inside the elements of an array, so that a comparison applies to any of them. */
  get isInList(): boolean {
    return this.shape.lists.length > 0;
  }

  compare(operator: Operator, value: Comparand): JsonExpression {
    return { kind: 'compare', selector: this.selector, operator, value };
  }

  is(value: JsonConstant): JsonExpression {
    return { kind: 'is', selector: this.selector, value };
  }

  get isAbsent(): JsonExpression {
    return { kind: 'notExists', selector: this.selector };
  }

  /** Absent or null: where no comparison holds. */
  get isAbsentOrNull(): FilterForm {
    return anyOf([this.isAbsent, this.is('NULL')]);
  }

  /** A text or a number of any value. */
  get isAnyText(): JsonExpression {
    return this.compare('=', { kind: 'text', text: '', anyBefore: true, anyAfter: false });
  }
}

function selectorOf(name: string, { lists }: FieldShape): Compilation<Selector> {
  const [, second] = lists;
  if (second !== undefined) {
    const reason = `'${name}' is in arrays of arrays ('${second}'), and a selector may have one '*' only`;
    return Compilation.refuse({ code: 'nested-lists', field: name, reason });
  }
  const keys = name.split('.');
  const badName = keys.find((key) => !/^[^'\\\p{Cc}]+$/u.test(key));
  if (badName !== undefined) {
    const reason = `the name '${badName}' cannot be used in a metric filter`;
    return Compilation.refuse({ code: 'bad-name', field: name, reason });
  }
  const steps = keys.flatMap((member, index): readonly SelectorStep[] =>
    lists.includes(keys.slice(0, index).join('.')) ? [{ every: 'element' }, { member }] : [{ member }],
  );
  return Compilation.of(steps);
}

/** The possible texts of a field: each of the values, with `*` before or after it. */
export interface TextValues {
  readonly values: readonly TextComparand[];
  readonly cased: boolean;
}

/** Refused where a pattern has a `?`, or a `*` inside. */
export function textValuesOf(
  { patterns, cased }: PatternQuestion,
  field: FilterField,
): Compilation<TextValues> {
  const values = patterns.map((pattern) => comparandOf(pattern, field));
  return Compilation.all(values).map((all) => ({ values: all, cased }));
}

function comparandOf(pattern: TextPattern, field: FilterField): Compilation<TextComparand> {
  if (hasOneCharacter(pattern))
    return field.refuse('one-character-wildcard', "a metric filter has no '?' for one character");
  const anyBefore = isAny(pattern[0]);
  const anyAfter = isAny(pattern.at(-1));
  const inner = pattern.slice(leading(pattern), pattern.length - leading([...pattern].reverse()));
  if (inner.some(isAny)) {
    const reason = "what '*' means inside a text is not clear: older documentation takes it literally";
    return field.refuse('inner-wildcard', reason);
  }
  return Compilation.of({ kind: 'text', text: literalText(inner), anyBefore, anyAfter });
}

/** How many `*` a pattern begins with. */
function leading(pattern: TextPattern): number {
  const first = pattern.findIndex((part) => !isAny(part));
  return first === -1 ? pattern.length : first;
}

/** Whether the value matches every text. */
export function isEveryText({ text, anyBefore, anyAfter }: TextComparand): boolean {
  return text === '' && (anyBefore || anyAfter);
}

/** Whether the whole text must be the value. */
export function isWhole({ anyBefore, anyAfter }: TextComparand): boolean {
  return !anyBefore && !anyAfter;
}

/** Whether any of the values is or is in a text, as the matcher compares them. */
export function holdsFor(text: string, wanted: TextValues): boolean {
  const fold = foldingOf(wanted);
  const folded = fold(text);
  return wanted.values.some((comparand) => {
    const value = fold(comparand.text);
    if (comparand.anyBefore) return comparand.anyAfter ? folded.includes(value) : folded.endsWith(value);
    return comparand.anyAfter ? folded.startsWith(value) : folded === value;
  });
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a whole value might be read as a number, in any spelling. */
export function readsAsNumber(value: TextComparand): boolean {
  return isWhole(value) && NUMBER.test(value.text);
}
