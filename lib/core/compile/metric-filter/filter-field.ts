import type {
  Comparand,
  JsonConstant,
  JsonExpression,
  Operator,
  Selector,
  SelectorStep,
} from '../../pattern/metric-filter/filter-syntax';
import { Compilation } from '../compilation';
import type { Assumption, CompileOptions } from '../compile-result';
import { type FieldShape, fieldShape } from '../field-shape';
import { anyOf, type FilterForm } from './filter-form';

/** A field of a record, and the comparisons that a metric filter has for it. */
export class FilterField {
  /** Refused where no selector reaches the field. */
  static of(name: string): Compilation<FilterField> {
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

  /** Whether the field is inside the elements of an array, so that a comparison asks for any of them. */
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
    const reason = `the name '${badName}' cannot stand in a metric filter`;
    return Compilation.refuse({ code: 'bad-name', field: name, reason });
  }
  const steps = keys.flatMap((member, index): readonly SelectorStep[] =>
    lists.includes(keys.slice(0, index).join('.')) ? [{ every: 'element' }, { member }] : [{ member }],
  );
  return Compilation.of(steps);
}
