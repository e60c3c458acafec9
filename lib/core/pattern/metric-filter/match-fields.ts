import { numberOfText } from '../../rule/number-text';
import { toValueTest } from './compare-value';
import type { DelimitedField, FieldExpression, FieldsSyntax, NamedField } from './filter-syntax';
import { splitFields, type Word } from './split-fields';

type Values = ReadonlyMap<string, string>;
type FieldTest = (values: Values) => boolean;

/**
 * Compiles a pattern of fields between blanks. Without `...` the last field takes all that is left of the message, so
 * that `[w1=ERROR, w2]` finds messages of any length whose first word is ERROR.
 */
export function toFieldsMatcher({ fields }: FieldsSyntax): (message: string) => boolean {
  const tests = fields.flatMap((field) =>
    'ellipsis' in field || field.condition === undefined ? [] : [toTest(field.condition)],
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

/** The word at a place if it is the last one; else the message from there on, as it stands. */
function restFrom(words: readonly Word[], at: number, message: string): string {
  const word = words[at];
  if (word === undefined || at === words.length - 1) return word?.text ?? '';
  return message.slice(word.offset).trimEnd();
}

function toTest(expression: FieldExpression): FieldTest {
  switch (expression.kind) {
    case 'and': {
      const tests = expression.of.map(toTest);
      return (values) => tests.every((test) => test(values));
    }
    case 'or': {
      const tests = expression.of.map(toTest);
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
