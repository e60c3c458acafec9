/** CloudFormation's functions of texts and lists, over values that are known in part. `undefined` is `AWS::NoValue`. */
import { createHash } from 'node:crypto';
import {
  Choice,
  canonicalValue,
  isOpen,
  MAX_CHOICES_IN_TEXT,
  MAX_TEXT_LENGTH,
  MAX_WORDS_LENGTH,
  OpenText,
  Unknown,
  type Value,
  type WhyUnknown,
} from './value';

type Optional = Value | undefined;

/** An unknown value, by its words; long words are cut, and a hash keeps different ones apart. */
export function unknownBy(words: string, why: WhyUnknown): Unknown {
  if (words.length <= MAX_WORDS_LENGTH) return new Unknown(words, why);
  const hash = createHash('sha256').update(words).digest('hex').slice(0, 12);
  return new Unknown(`${words.slice(0, MAX_WORDS_LENGTH)}… ${hash}`, why);
}

/** The result of a function of values that are not known enough. */
export function unresolved(name: string, ...values: readonly Optional[]): Unknown {
  const open = values.find((value) => value instanceof Unknown);
  return unknownBy(
    `${name} of ${values.map((value) => canonicalValue(value)).join(', ')}`,
    open?.why ?? 'function',
  );
}

/** The answer for each side of a choice; of equal answers, one. */
export function eachSide(value: Optional, answer: (side: Optional) => Optional): Optional {
  if (!(value instanceof Choice)) return answer(value);
  return chosen(value.condition, eachSide(value.one, answer), eachSide(value.other, answer));
}

/** A choice, or what both sides of it are. */
export function chosen(condition: string, one: Optional, other: Optional): Optional {
  return canonicalValue(one) === canonicalValue(other) ? one : new Choice(condition, one, other);
}

/** `Fn::Join`. An item that is a choice makes a choice of texts. */
export function join(delimiter: Optional, list: Optional): Value {
  const joined = eachSide(list, (items) => {
    if (typeof delimiter !== 'string' || !Array.isArray(items))
      return unresolved('Fn::Join', delimiter, items);
    return joinItems(items, delimiter, MAX_CHOICES_IN_TEXT);
  });
  return joined ?? '';
}

/** One text of several values. */
export function textOf(parts: readonly Optional[]): Value {
  return joinItems(parts, '', MAX_CHOICES_IN_TEXT);
}

function joinItems(items: readonly Optional[], delimiter: string, choices: number): Value {
  const choice = items.find((item) => item instanceof Choice);
  if (choice instanceof Choice) {
    if (choices === 0)
      return unknownBy(`a text of too many conditions: ${canonicalValue(items as Value[])}`, 'limit');
    const side = (name: 'one' | 'other') =>
      joinItems(
        items.map((item) =>
          item instanceof Choice && item.condition === choice.condition ? item[name] : item,
        ),
        delimiter,
        choices - 1,
      );
    return chosen(choice.condition, side('one'), side('other')) ?? '';
  }
  const given = items.filter((item) => item !== undefined);
  return merged(given.flatMap((item, index) => [...(index === 0 ? [] : [delimiter]), ...partsOf(item)]));
}

function partsOf(value: Value): readonly (string | Unknown)[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (value instanceof OpenText) return value.parts;
  return [value instanceof Unknown ? value : unresolved('text', value)];
}

function merged(parts: readonly (string | Unknown)[]): Value {
  const found: (string | Unknown)[] = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (typeof part !== 'string') found.push(part);
    else if (typeof last === 'string') found[found.length - 1] = last + part;
    else if (part !== '') found.push(part);
  }
  const length = found.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
  if (length > MAX_TEXT_LENGTH)
    return unknownBy(`a text of more than ${MAX_TEXT_LENGTH} characters: ${found.join('')}`, 'limit');
  const [first = '', ...others] = found;
  return others.length === 0 ? first : new OpenText(found);
}

/** `Fn::Split`. An account, a Region and a generated name have no colon, slash or space in them. */
export function split(delimiter: Optional, text: Optional): Optional {
  return eachSide(text, (value) => {
    if (typeof delimiter !== 'string' || delimiter === '') return unresolved('Fn::Split', delimiter, value);
    if (typeof value === 'string') return value.split(delimiter);
    const isWhole = (part: string | Unknown) => typeof part === 'string' || isWithout(part, delimiter);
    if (!(value instanceof OpenText) || !value.parts.every(isWhole))
      return unresolved('Fn::Split', delimiter, value);
    const items: (string | Unknown)[][] = [[]];
    for (const part of value.parts) {
      const [first = '', ...others] = typeof part === 'string' ? part.split(delimiter) : [part];
      items.at(-1)?.push(first);
      items.push(...others.map((other) => [other]));
    }
    return items.map(merged);
  });
}

function isWithout({ words, of }: Unknown, delimiter: string): boolean {
  return (
    /[:/| ]/.test(delimiter) &&
    (of?.attribute === 'name' || /^AWS::(AccountId|Region|Partition)$/.test(words))
  );
}

/** `Fn::Select`. An index outside of the list is an error of the template. */
export function select(index: Optional, list: Optional): Optional {
  return eachSide(list, (items) => {
    const at = typeof index === 'number' || typeof index === 'string' ? Number(index) : Number.NaN;
    const item = Array.isArray(items) ? (items as readonly Value[])[at] : undefined;
    return item ?? unresolved('Fn::Select', index, items);
  });
}

/** `Fn::Base64`, `Fn::Length` and `Fn::ToJsonString`. */
export function convert(name: string, argument: Optional): Optional {
  return eachSide(argument, (value) => {
    if (name === 'Fn::Length' && Array.isArray(value)) return value.length;
    if (isOpen(value) || value === undefined) return unresolved(name, value);
    if (name === 'Fn::ToJsonString') return JSON.stringify(value);
    if (name === 'Fn::Base64' && typeof value === 'string') return Buffer.from(value).toString('base64');
    return unresolved(name, value);
  });
}

/** Whether values are equal, as `Fn::Equals` compares texts; `undefined` where that is not known. */
export function areEqual(left: Optional, right: Optional): boolean | undefined {
  if (left instanceof Choice || right instanceof Choice) {
    const [choice, second] = left instanceof Choice ? [left, right] : [right as Choice, left];
    const answers = [areEqual(choice.one, second), areEqual(choice.other, second)];
    return answers[0] === answers[1] ? answers[0] : undefined;
  }
  const [one, other] = [asPlain(left), asPlain(right)];
  if (canonicalValue(one) === canonicalValue(other)) return true;
  if (!isOpen(one) && !isOpen(other)) return false;
  const [start, end] = [known(one, 0), known(one, -1)];
  const [otherStart, otherEnd] = [known(other, 0), known(other, -1)];
  const starts = start.startsWith(otherStart) || otherStart.startsWith(start);
  const ends = end.endsWith(otherEnd) || otherEnd.endsWith(end);
  return starts && ends ? undefined : false;
}

function asPlain(value: Optional): Optional {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

/** The certain beginning or end of a text. */
function known(value: Optional, index: 0 | -1): string {
  const part = value instanceof OpenText ? value.parts.at(index) : value;
  return typeof part === 'string' ? part : '';
}
