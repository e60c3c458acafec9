import { isList, type Json, parseJson } from '../../json/json-value';
import { numberOfText } from '../../rule/number-text';
import { expressionTest } from './filter-expression';
import type {
  Comparand,
  DelimitedField,
  FieldExpression,
  FieldsSyntax,
  JsonComparison,
  JsonExpression,
  JsonSyntax,
  NamedField,
  NumberComparand,
  Operator,
  Selector,
  SelectorStep,
  TextComparand,
} from './filter-syntax';
import { splitFields, type Word } from './split-fields';

type JsonTest = (root: Json) => boolean;
type NodeTest = (node: Json) => boolean;

/**
 * Compiles a JSON pattern. A message that is not JSON never matches.
 *
 * A comparison needs a text or a number: where the field is absent, null, a boolean, an object or an array, neither `=`
 * nor `!=` holds.
 */
export function toJsonMatcher({ expression }: JsonSyntax): (message: string) => boolean {
  const test = toTest(expression);
  return (message) => {
    const root = parseJson(message);
    return root !== undefined && typeof root === 'object' && root !== null && test(root);
  };
}

function toTest(expression: JsonExpression): JsonTest {
  switch (expression.kind) {
    case 'and': {
      const tests = expression.of.map(toTest);
      return (root) => tests.every((test) => test(root));
    }
    case 'or': {
      const tests = expression.of.map(toTest);
      return (root) => tests.some((test) => test(root));
    }
    case 'compare':
      return comparisonTest(expression);
    case 'is': {
      const constant = CONSTANTS[expression.value];
      return (root) => someNode(root, expression.selector, 0, (node) => node === constant);
    }
    case 'notExists':
      return (root) => !someNode(root, expression.selector, 0, () => true);
    default:
      return expression satisfies never;
  }
}

const CONSTANTS = { NULL: null, TRUE: true, FALSE: false } as const;

function comparisonTest({ selector, operator, value }: JsonComparison): JsonTest {
  const holds = toValueTest(operator, value);
  return (root) => someNode(root, selector, 0, (node) => isComparable(node) && holds(node));
}

function isComparable(node: Json): node is Comparable {
  return typeof node === 'string' || typeof node === 'number';
}

/** Whether any value that the selector reaches from a step on satisfies the test. */
function someNode(node: Json | undefined, selector: Selector, from: number, holds: NodeTest): boolean {
  if (node === undefined) return false;
  const step = selector[from];
  if (step === undefined) return holds(node);
  return nodesAt(node, step).some((next) => someNode(next, selector, from + 1, holds));
}

function nodesAt(node: Json, step: SelectorStep): readonly (Json | undefined)[] {
  if (typeof node !== 'object' || node === null) return [];
  if (isList(node)) {
    if ('element' in step) return [node[step.element]];
    return 'every' in step && step.every === 'element' ? node : [];
  }
  if ('member' in step) return Object.hasOwn(node, step.member) ? [node[step.member]] : [];
  return 'every' in step && step.every === 'member' ? Object.values(node) : [];
}

type Values = ReadonlyMap<string, string>;

type FieldTest = (values: Values) => boolean;

/**
 * Compiles a pattern of fields between blanks. Without `...` the last field takes the rest of the message, so
 * `[w1=ERROR, w2]` finds messages of any length whose first word is ERROR.
 */
export function toFieldsMatcher({ fields }: FieldsSyntax): (message: string) => boolean {
  const tests = fields.flatMap((field) =>
    'ellipsis' in field || field.condition === undefined ? [] : [toFieldTest(field.condition)],
  );
  return (message) => {
    const values = valuesOf(fields, splitFields(message), message);
    return values !== undefined && tests.every((test) => test(values));
  };
}

/** The values of the fields by name; undefined if the message has too few. */
function valuesOf(
  fields: readonly DelimitedField[],
  words: readonly Word[],
  message: string,
): Values | undefined {
  const ellipsis = fields.findIndex((field) => 'ellipsis' in field);
  const before = (ellipsis === -1 ? fields : fields.slice(0, ellipsis)).filter(isNamed);
  const after = (ellipsis === -1 ? [] : fields.slice(ellipsis + 1)).filter(isNamed);
  if (isEmptyPattern(fields)) return new Map();
  if (words.length < before.length + after.length) return undefined;
  const last = ellipsis === -1 ? before.length - 1 : -1;
  const first = before.map(
    (field, at) => [field.name, at === last ? restFrom(words, at, message) : textAt(words, at)] as const,
  );
  const shift = words.length - after.length;
  const end = after.map((field, at) => [field.name, textAt(words, shift + at)] as const);
  return new Map([...first, ...end]);
}

/** `[]` */
function isEmptyPattern([first, ...others]: readonly DelimitedField[]): boolean {
  return others.length === 0 && first !== undefined && isNamed(first) && first.name === '';
}

function isNamed(field: DelimitedField): field is NamedField {
  return !('ellipsis' in field);
}

function textAt(words: readonly Word[], at: number): string {
  return words[at]?.text ?? '';
}

/** The word at a place if it is the last one; else the message from there on, as it is. */
function restFrom(words: readonly Word[], at: number, message: string): string {
  const word = words[at];
  if (word === undefined || at === words.length - 1) return word?.text ?? '';
  return message.slice(word.offset).trimEnd();
}

function toFieldTest(expression: FieldExpression): FieldTest {
  switch (expression.kind) {
    case 'and': {
      const tests = expression.of.map(toFieldTest);
      return (values) => tests.every((test) => test(values));
    }
    case 'or': {
      const tests = expression.of.map(toFieldTest);
      return (values) => tests.some((test) => test(values));
    }
    case 'compare': {
      const { name, operator, value } = expression;
      const holds = toValueTest(operator, value);
      // Every field is text; where the pattern has a number, it is read as one if it is one.
      const read =
        value.kind === 'number' ? (text: string) => numberOfText(text) ?? text : (text: string) => text;
      return (values) => {
        const text = values.get(name);
        return text !== undefined && holds(read(text));
      };
    }
    default:
      return expression satisfies never;
  }
}

/** A value of JSON that can be compared. */
type Comparable = string | number;

/** Whether a value is in a relation to that of the pattern. */
type ValueTest = (value: Comparable) => boolean;

/**
 * Compiles an operator and its right side. Texts are compared with letter case; a number is compared with a text by the
 * way JSON writes it, and a text with a number only for equality, as a number if it is one.
 */
function toValueTest(operator: Operator, comparand: Comparand): ValueTest {
  switch (comparand.kind) {
    case 'number':
      return numberTest(operator, comparand);
    case 'text':
      return signed(operator, textTest(comparand));
    case 'expression':
      return signed(operator, expressionTest(comparand.expression));
    default:
      return comparand satisfies never;
  }
}

function signed(operator: Operator, holds: (text: string) => boolean): ValueTest {
  const expected = operator === '=';
  return (value) => holds(String(value)) === expected;
}

function textTest({ text, anyBefore, anyAfter }: TextComparand): (value: string) => boolean {
  if (anyBefore && anyAfter) return (value) => value.includes(text);
  if (anyBefore) return (value) => value.endsWith(text);
  if (anyAfter) return (value) => value.startsWith(text);
  return (value) => value === text;
}

function numberTest(operator: Operator, comparand: NumberComparand): ValueTest {
  const holds = RELATIONS[operator];
  return (value) => {
    if (typeof value === 'number') return holds(value, comparand.value);
    if (operator !== '=' && operator !== '!=') return false;
    return holds(numberOfText(value) ?? Number.NaN, comparand.value);
  };
}

/** Relations of numbers. A value that is not a number (NaN) is not equal to any. */
const RELATIONS: Readonly<Record<Operator, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '>=': (left, right) => left >= right,
};
