/**
 * A second reading of the Sigma specification, written straight over the YAML values and with nothing from lib/: the
 * naive evaluator that everything else must agree with. It is slow, and it trusts that the rule is a valid one.
 */

type Value = null | boolean | number | string;
type Json = Value | readonly Json[] | { readonly [key: string]: Json };

/** A detection as a YAML reader gives it. */
export interface OracleDetection {
  readonly condition: string | readonly string[];
  readonly [selection: string]: unknown;
}

/** Whether a record satisfies a detection. */
export function oracleHolds(detection: OracleDetection, record: unknown): boolean {
  const conditions = [detection.condition].flat() as readonly string[];
  return conditions.some((condition) => conditionHolds(condition, detection, record as Json));
}

function conditionHolds(condition: string, detection: OracleDetection, record: Json): boolean {
  const names = Object.keys(detection).filter((name) => name !== 'condition');
  const letter = (name: string) => (selectionHolds(detection[name], record) ? 'T' : 'F');
  const tokens = condition.match(/[()]|[^\s()]+/g) ?? [];
  let formula = '';
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (tokens[at + 1] === 'of') {
      const wanted = tokens[at + 2]!;
      const glob = wanted === 'them' ? /^[^_]/ : new RegExp(`^${wanted.replaceAll('*', '.*')}$`);
      const chosen = names.filter(
        (name) => glob.test(name) && (!name.startsWith('_') || wanted.startsWith('_')),
      );
      formula += `(${chosen.map(letter).join(token === 'all' ? '&' : '|')})`;
      at += 2;
    } else if (token === '(' || token === ')') formula += token;
    else formula += { and: '&', or: '|', not: '!' }[token] ?? letter(token);
  }
  while (formula.includes('('))
    formula = formula.replace(/\(([^()]*)\)/g, (_, inner) => (flat(inner) ? 'T' : 'F'));
  return flat(formula);
}

/** A formula of T, F, !, & and | without parentheses. */
function flat(formula: string): boolean {
  const factor = (text: string) => text.endsWith('T') === (text.length % 2 === 1);
  return formula.split('|').some((term) => term.split('&').every(factor));
}

function selectionHolds(selection: unknown, record: Json): boolean {
  if (Array.isArray(selection)) return selection.some((one) => selectionHolds(one, record));
  if (typeof selection !== 'object' || selection === null) return itemHolds('', selection as Value, record);
  return Object.entries(selection).every(([key, value]) => itemHolds(key, value as Value, record));
}

function itemHolds(key: string, value: Value | readonly Value[], record: Json): boolean {
  const [field = '', ...modifiers] = key.split('|');
  const found = field === '' ? leaves(record) : valuesAt(record, field.split('.'));
  const isPresent = field === '' || isPresentAt(record, field.split('.'));
  const holds = (one: Value) =>
    valueHolds(one, modifiers, { found, isPresent, isKeyword: field === '', record });
  const values = (Array.isArray(value) ? value : [value]) as readonly Value[];
  const result = modifiers.includes('all') ? values.every(holds) : values.some(holds);
  return result !== modifiers.includes('neq');
}

interface Place {
  readonly found: readonly Json[];
  readonly isPresent: boolean;
  readonly isKeyword: boolean;
  readonly record: Json;
}

function valueHolds(value: Value, modifiers: readonly string[], place: Place): boolean {
  if (modifiers.includes('exists')) return place.isPresent === value;
  if (value === null) return !place.isPresent || place.found.includes(null);
  const texts = place.found.filter((one) => one !== null).map(textOf);
  const cased = modifiers.includes('cased');
  if (modifiers.includes('re')) {
    const [, inline = '', source = ''] = /^(?:\(\?(\w+)\))?([\s\S]*)$/.exec(String(value)) ?? [];
    const flags = new Set(['u', ...inline, ...modifiers.filter((one) => ['i', 'm', 's'].includes(one))]);
    return texts.some((text) => new RegExp(source, [...flags].join('')).test(text));
  }
  if (modifiers.includes('cidr')) return texts.some((text) => isInside(text, String(value)));
  const part = modifiers.find((one) => Object.hasOwn(TIME_PARTS, one));
  const operator = modifiers.find((one) => ['lt', 'lte', 'gt', 'gte'].includes(one)) ?? 'eq';
  if (part !== undefined) {
    const dates = texts.filter((text) => /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ| \d\d:\d\d:\d\d)?$/.test(text));
    const utc = (text: string) => new Date(text.includes(' ') ? `${text.replace(' ', 'T')}Z` : text);
    return dates.some((text) => related(operator, TIME_PARTS[part]!(utc(text)), Number(value)));
  }
  if (operator !== 'eq') {
    const numbers = texts.filter((text) => /^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text)).map(Number);
    return numbers.some((number) => related(operator, number, Number(value)));
  }
  if (modifiers.includes('fieldref')) {
    const others = valuesAt(place.record, String(value).split('.')).filter((one) => one !== null);
    const patterns = others.map((other) => anchored([...textOf(other)], modifiers));
    return patterns.some((pattern) => texts.some((text) => fits(text, pattern, cased)));
  }
  const anchors = place.isKeyword ? [...modifiers, 'contains'] : modifiers;
  return spellings(String(value), anchors).some((pattern) =>
    texts.some((text) => fits(text, pattern, cased)),
  );
}

function related(operator: string, left: number, right: number): boolean {
  if (operator === 'eq') return left === right;
  if (operator === 'lt') return left < right;
  if (operator === 'lte') return left <= right;
  return operator === 'gt' ? left > right : left >= right;
}

const TIME_PARTS: Readonly<Record<string, (date: Date) => number>> = {
  minute: (date) => date.getUTCMinutes(),
  hour: (date) => date.getUTCHours(),
  day: (date) => date.getUTCDate(),
  month: (date) => date.getUTCMonth() + 1,
  year: (date) => date.getUTCFullYear(),
  week: isoWeek,
};

/** Counts the Thursdays of the year up to the one of this week. */
function isoWeek(date: Date): number {
  const day = new Date(date);
  while (day.getUTCDay() !== 4)
    day.setUTCDate(day.getUTCDate() + (day.getUTCDay() === 0 ? -1 : day.getUTCDay() < 4 ? 1 : -1));
  const year = day.getUTCFullYear();
  let weeks = 0;
  for (; day.getUTCFullYear() === year; day.setUTCDate(day.getUTCDate() - 7)) weeks++;
  return weeks;
}

// Fields

function valuesAt(node: Json, path: readonly string[]): readonly Json[] {
  if (Array.isArray(node)) {
    if (path.length === 0 && node.length === 0) return [[]];
    return node.flatMap((element) => valuesAt(element, path));
  }
  if (path.length === 0) return [node];
  if (typeof node !== 'object' || node === null) return [];
  const [key = '', ...rest] = path;
  return Object.hasOwn(node, key) ? valuesAt((node as Record<string, Json>)[key]!, rest) : [];
}

function isPresentAt(node: Json, path: readonly string[]): boolean {
  if (path.length === 0) return true;
  if (Array.isArray(node)) return node.some((element) => isPresentAt(element, path));
  if (typeof node !== 'object' || node === null) return false;
  const [key = '', ...rest] = path;
  return Object.hasOwn(node, key) && isPresentAt((node as Record<string, Json>)[key]!, rest);
}

function leaves(node: Json): readonly Json[] {
  if (typeof node !== 'object' || node === null) return node === null ? [] : [node];
  return Object.values(node).flatMap(leaves);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

// Strings: a pattern is a list of characters, of ANY and of ONE

const ANY = Symbol('*');
const ONE = Symbol('?');
type Pattern = readonly (string | symbol)[];

function spellings(source: string, modifiers: readonly string[]): readonly Pattern[] {
  let patterns: readonly Pattern[] = [read(source)];
  for (const modifier of modifiers) patterns = patterns.flatMap((pattern) => modified(pattern, modifier));
  return patterns;
}

function read(source: string): Pattern {
  const found = source.match(/\\[\\*?]|[\s\S]/gu) ?? [];
  return found.map((piece) => {
    if (piece === '*') return ANY;
    if (piece === '?') return ONE;
    return piece.length === 2 && piece.startsWith('\\') ? piece.charAt(1) : piece;
  });
}

function modified(pattern: Pattern, modifier: string): readonly Pattern[] {
  const text = pattern.join.bind(pattern, '');
  switch (modifier) {
    case 'contains':
    case 'startswith':
    case 'endswith':
      return [anchored(pattern, [modifier])];
    case 'windash':
      return dashed(pattern);
    case 'wide':
    case 'utf16le':
      return [pattern.flatMap((one): Pattern => (typeof one === 'string' ? [one, '\0'] : [one]))];
    case 'utf16be':
      return [pattern.flatMap((one): Pattern => (typeof one === 'string' ? ['\0', one] : [one]))];
    case 'base64':
      return [[...Buffer.from(text()).toString('base64')]];
    case 'base64offset':
      return [0, 1, 2].map((offset) => [...stableBase64(Buffer.from(text()), offset)]);
    default:
      return [pattern];
  }
}

function anchored(pattern: Pattern, modifiers: readonly string[]): Pattern {
  if (modifiers.includes('contains')) return [ANY, ...pattern, ANY];
  if (modifiers.includes('startswith')) return [...pattern, ANY];
  return modifiers.includes('endswith') ? [ANY, ...pattern] : pattern;
}

function dashed(pattern: Pattern): readonly Pattern[] {
  const isWord = (one: string | symbol | undefined) => typeof one === 'string' && /[\p{L}\p{N}_]/u.test(one);
  let spelled: readonly Pattern[] = [[]];
  for (const [at, one] of pattern.entries()) {
    const isDash = typeof one === 'string' && '-/–—―'.includes(one);
    const begins = isDash && !isWord(pattern[at - 1]) && isWord(pattern[at + 1]);
    const choices = begins ? [...'-/–—―'] : [one];
    spelled = spelled.flatMap((start) => choices.map((choice) => [...start, choice]));
  }
  return spelled;
}

/** What all encodings have in common in which the bytes begin at this offset, whatever stands around them. */
function stableBase64(bytes: Buffer, offset: number): string {
  const around = [0x00, 0xff, 0x55, 0xaa];
  const encodings = around.flatMap((before) =>
    around.map((after) =>
      Buffer.concat([Buffer.alloc(offset, before), bytes, Buffer.alloc(3, after)]).toString('base64'),
    ),
  );
  const first = encodings[0]!;
  const isStable = (at: number) => encodings.every((encoding) => encoding[at] === first[at]);
  let start = 0;
  while (start < first.length && !isStable(start)) start++;
  let end = start;
  while (end < first.length && isStable(end)) end++;
  return first.slice(start, end);
}

function fits(text: string, pattern: Pattern, cased: boolean): boolean {
  const source = pattern
    .map((one) => (one === ANY ? '.*' : one === ONE ? '.' : literal(fold(one as string, cased))))
    .join('');
  return compiled(`^${source}$`).test(fold(text, cased));
}

const expressions = new Map<string, RegExp>();

function compiled(source: string): RegExp {
  const known = expressions.get(source) ?? new RegExp(source, 'su');
  expressions.set(source, known);
  return known;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, (character) => `\\${character}`);
}

function fold(text: string, cased: boolean): string {
  if (cased) return text;
  const lower = (character: string) =>
    [...character.toLowerCase()].length === 1 ? character.toLowerCase() : character;
  return [...text].map(lower).join('');
}

// Addresses

function isInside(text: string, range: string): boolean {
  const [network = '', prefix] = range.split('/');
  const address = bitsOf(text);
  const base = bitsOf(network);
  if (address === undefined || base === undefined || address.length !== base.length) return false;
  const length = prefix === undefined ? base.length : Number(prefix);
  return address.slice(0, length) === base.slice(0, length);
}

function bitsOf(address: string): string | undefined {
  if (address.startsWith('::ffff:') && address.includes('.')) return bitsOf(address.slice(7));
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) {
    const bytes = address.split('.').map(Number);
    return bytes.every((byte) => byte < 256)
      ? bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
      : undefined;
  }
  if (!/^[0-9a-f:]+$/i.test(address) || !address.includes(':')) return undefined;
  const [left = '', right] = address.split('::');
  const groups = (part: string | undefined) => (part === undefined || part === '' ? [] : part.split(':'));
  const missing = 8 - groups(left).length - groups(right).length;
  const all = [...groups(left), ...Array(right === undefined ? 0 : missing).fill('0'), ...groups(right)];
  return all.length === 8
    ? all.map((group) => parseInt(group, 16).toString(2).padStart(16, '0')).join('')
    : undefined;
}
