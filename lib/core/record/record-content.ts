import { canonicalText } from '../json/canonical-text';
import type { Json, JsonObject } from '../json/json-value';
import type { CloudTrailRecord } from './record';

/** The orders of objects that came before, by the first name and the number of names. */
const ORDERS = new Map<string, (NameOrder | undefined)[]>();

/** Maximum number of first names, and for each of numbers of names, that are remembered. */
const MAX_ORDERS = 1_000;

const MAX_NAMES = 64;

/** The result of one walk through a record. */
export interface RecordContent {
  /** A text that is the same for two records only if they are equal, whatever the order of the members of their objects. */
  readonly text: string;
  /** The record as it is written, if its `JSON.stringify` is the same. */
  readonly json: string | undefined;
}

/** Node.js has it from version 20 on, the library of this TypeScript target does not. */
type UnicodeText = string & { isWellFormed(): boolean };

let lastRecord: CloudTrailRecord | undefined;
let lastContent: RecordContent | undefined;

/**
 * The content of a record. It is requested twice in a row for each record that matches a rule, and determined
 * once.
 *
 * @param written the JSON from which the record was parsed, if it is available
 */
export function contentOf(record: CloudTrailRecord, written?: string): RecordContent {
  if (lastContent !== undefined && lastRecord === record) return lastContent;
  lastContent = newContent(record, written);
  lastRecord = record;
  return lastContent;
}

function newContent(record: CloudTrailRecord, written: string | undefined): RecordContent {
  // Without a backslash there is no escape, and control characters come only from escapes.
  const isWithoutEscapes = written !== undefined && !written.includes('\\');
  const walk = new ContentWalk(!isWithoutEscapes);
  walk.add(record as JsonObject);
  const isJson = isWithoutEscapes && walk.isJsonOf(written);
  // JSON has escapes for control characters and for halves of surrogate pairs, which are all the same in UTF-8.
  return { text: walk.text ?? `json${canonicalText(record)}`, json: isJson ? written : undefined };
}

/** Control characters between texts that have none. */
const SEPARATOR = '\u0001';
const OBJECT = '\u0002';
const LIST = '\u0003';
const END = '\u0004';
const NULL = '\u0005';
const TRUE = '\u0006';
const FALSE = '\u0007';
const NUMBER = '\u000e';

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const CONTROL = /[\u0000-\u001f]/;

/** A number with a fraction or an exponent; texts may contain what looks like one. */
const ODD_NUMBER = /[[:,]-?\d+[.eE]/;

/** How long `null`, `true` and `false` are. */
const WORD_LENGTH = 4;
const LONG_WORD_LENGTH = 5;

/** Walks through a value, the members of each object in the order of their names. */
class ContentWalk {
  readonly #parts: string[] = [];
  /** Of the value as JSON, if no text of it needs an escape. */
  #jsonLength = 0;
  #hasNumbers = false;
  /** Whether each number is written in the only way, except for fractions and exponents, and each member keeps its place. */
  #isPlain = true;
  #hasControls = false;

  /** @param mayHoldControls whether texts may have control characters in them */
  constructor(private readonly mayHoldControls: boolean) {}

  /** Undefined if texts have control characters or lone surrogates, which could make different contents equal. */
  get text(): string | undefined {
    if (this.#hasControls) return undefined;
    const text = this.#parts.join(SEPARATOR);
    return (text as UnicodeText).isWellFormed() ? text : undefined;
  }

  /**
   * Whether a text without escapes, from which the value was parsed, equals its `JSON.stringify`. White space between tokens,
   * and a repeated name that hides a member, make it longer; nothing makes it shorter.
   */
  isJsonOf(written: string): boolean {
    if (!this.#isPlain || written.length !== this.#jsonLength) return false;
    return !this.#hasNumbers || !ODD_NUMBER.test(written);
  }

  add(value: Json | undefined): void {
    if (typeof value === 'string') this.#addText(value);
    else if (value === null || value === undefined) this.#addWord(NULL, WORD_LENGTH);
    else if (typeof value === 'number') this.#addNumber(value);
    else if (typeof value === 'boolean')
      this.#addWord(value ? TRUE : FALSE, value ? WORD_LENGTH : LONG_WORD_LENGTH);
    else if (Array.isArray(value)) this.#addList(value);
    else this.#addObject(value as JsonObject);
  }

  #addText(text: string): void {
    if (this.mayHoldControls && CONTROL.test(text)) this.#hasControls = true;
    this.#parts.push(text);
    this.#jsonLength += text.length + 2;
  }

  #addWord(part: string, length: number): void {
    this.#parts.push(part);
    this.#jsonLength += length;
  }

  #addNumber(value: number): void {
    const text = String(value);
    this.#hasNumbers = true;
    if (!Number.isSafeInteger(value)) this.#isPlain = false;
    this.#addWord(`${NUMBER}${text}`, text.length);
  }

  #addList(values: readonly Json[]): void {
    this.#addWord(LIST, lengthAround(values.length));
    for (const value of values) this.add(value);
    this.#parts.push(END);
  }

  #addObject(object: JsonObject): void {
    this.#parts.push(OBJECT);
    let members = 0;
    for (const name of sortedNames(object)) {
      const value = object[name];
      // JSON leaves it out.
      if (value === undefined) continue;
      // Names that look like places come first in an object, wherever they are written.
      if (isDigit(name.charCodeAt(0))) this.#isPlain = false;
      members += 1;
      this.#addText(name);
      this.add(value);
    }
    // A colon for each.
    this.#jsonLength += members + lengthAround(members);
    this.#parts.push(END);
  }
}

/** Brackets around this number of elements, and a comma between each two. */
function lengthAround(elements: number): number {
  return elements === 0 ? 2 : elements + 1;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The names of an object's members, unchanged and in order. */
interface NameOrder {
  readonly names: readonly string[];
  readonly sorted: readonly string[];
}

/**
 * The names of an object's members, sorted. Records of one kind have the same names in the same order: to compare them takes less
 * time than to sort them.
 */
function sortedNames(object: JsonObject): readonly string[] {
  const names = Object.keys(object);
  if (names.length < 2) return names;
  const known = ORDERS.get(names[0] as string)?.[names.length];
  if (known !== undefined && areSame(known.names, names)) return known.sorted;
  const sorted = [...names].sort();
  if (names.length <= MAX_NAMES) remember({ names, sorted });
  return sorted;
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

function remember(order: NameOrder): void {
  const [first = ''] = order.names;
  const orders = ORDERS.get(first) ?? [];
  if (ORDERS.size < MAX_ORDERS) ORDERS.set(first, orders);
  orders[order.names.length] = order;
}
