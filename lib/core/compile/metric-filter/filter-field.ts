import type {
  Comparand,
  JsonConstant,
  JsonExpression,
  Operator,
  Selector,
  SelectorStep,
} from '../../pattern/metric-filter/filter-syntax';
import { type FieldShape, fieldShape } from '../field-shape';
import { Unsayable } from './obstacles';
import { anyOf, type Said } from './said';

/** A field of a record, and the comparisons that a filter pattern has for it. */
export class FilterField {
  readonly shape: FieldShape;
  private readonly selector: Selector;

  /** @throws {Unsayable} if the pattern language has no way to the field */
  constructor(readonly name: string) {
    this.shape = fieldShape(name);
    this.selector = selectorOf(name, this.shape);
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
  get isAbsentOrNull(): Said {
    return anyOf([this.isAbsent, this.is('NULL')]);
  }

  /** A text or a number of any value. */
  get isAnyText(): JsonExpression {
    return this.compare('=', { kind: 'text', text: '', anyBefore: true, anyAfter: false });
  }
}

function selectorOf(name: string, { lists }: FieldShape): Selector {
  const [, second] = lists;
  if (second !== undefined) {
    throw new Unsayable(
      'nested-lists',
      `'${name}' is in arrays of arrays ('${second}'), and a selector may have one '*' only`,
      name,
    );
  }
  const steps: SelectorStep[] = [];
  let path = '';
  for (const key of name.split('.')) {
    if (lists.includes(path)) steps.push({ every: 'element' });
    if (!/^[^'\\\p{Cc}]+$/u.test(key))
      throw new Unsayable('bad-name', `the name '${key}' cannot stand in a filter pattern`, name);
    steps.push({ member: key });
    path = path === '' ? key : `${path}.${key}`;
  }
  return steps;
}
