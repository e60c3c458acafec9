import { Choice, isValueObject, OpenText, Unknown, type Value } from '../../estate/values/value';
import type { SelectionProblem } from '../selection-problem';
import { type Flag, joinValues, type SelectorValue, unresolvedText } from '../selector-value';

/** What all places of one document have in common. */
interface Reading {
  readonly problems: SelectionProblem[];
}

/** The most items that are read from one list; more than any valid selection has. */
const MAX_ITEMS = 1_000;

/** How much of a key is in a path. */
const MAX_KEY_LENGTH = 256;

/**
 * A place in a JSON document, or in a template whose values are resolved: what is there, and its path. Reading a value of
 * another type than requested adds a problem to the document and continues.
 */
export class JsonPlace {
  /** The whole document. */
  static root(value: Value | undefined, path = ''): JsonPlace {
    return new JsonPlace(value, path, { problems: [] });
  }

  private constructor(
    readonly value: Value | undefined,
    readonly path: string,
    private readonly reading: Reading,
  ) {}

  /** All problems noted so far, anywhere in the document. */
  get problems(): readonly SelectionProblem[] {
    return this.reading.problems;
  }

  /** Whether nothing is here. */
  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** The same place under another path. */
  calledAs(path: string): JsonPlace {
    return new JsonPlace(this.value, path, this.reading);
  }

  /** A member of the object here; an absent place when there is none, or no object. */
  member(key: string): JsonPlace {
    const { value } = this;
    const member = isValueObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    const name = key.slice(0, MAX_KEY_LENGTH);
    return new JsonPlace(member, this.path === '' ? name : `${this.path}.${name}`, this.reading);
  }

  /** The members of the object here, in their order; notes a problem when there is no object. */
  members(): readonly (readonly [key: string, place: JsonPlace])[] {
    if (!this.isObject()) {
      this.refuse('not-an-object', `${this.found()} found, expected an object`);
      return [];
    }
    return Object.keys(this.value as object).map((key) => [key, this.member(key)]);
  }

  /**
   * The items of the list here, without those that have no value (`AWS::NoValue`). `undefined` when
   * nothing is here, or not a list, which is noted. A list that only the deployment knows is one item that
   * only it knows.
   */
  items(): readonly JsonPlace[] | undefined {
    if (this.isAbsent) return undefined;
    if (this.isOpaque()) return [this];
    if (!Array.isArray(this.value)) {
      this.refuse('not-a-list', `${this.found()} found, expected a list; put it in square brackets`);
      return undefined;
    }
    if (this.value.length > MAX_ITEMS) {
      this.refuse('list-too-long', `the list has ${this.value.length} items; at most ${MAX_ITEMS} are read`);
    }
    return this.value
      .slice(0, MAX_ITEMS)
      .map((item: Value, index) => new JsonPlace(item, `${this.path}[${index}]`, this.reading))
      .filter((item) => !item.isAbsent);
  }

  /** The text here; `undefined` when there is none. Numbers and booleans are taken as text, with a warning. */
  text(): SelectorValue | undefined {
    const { value } = this;
    if (this.isAbsent || typeof value === 'string') return this.isAbsent ? undefined : (value as string);
    if (isOpaque(value)) return toSelectorValue(value);
    if (typeof value === 'boolean' || typeof value === 'number') {
      this.warn('not-text', `${value} is read as the text '${value}'; write it in quotes`);
      return String(value);
    }
    this.refuse('not-text', `${this.found()} found, expected text`);
    return undefined;
  }

  /** The yes or no here, also when it is written as text; `undefined` when there is none. */
  flag(): Flag | undefined {
    if (this.isAbsent || typeof this.value === 'boolean')
      return this.isAbsent ? undefined : (this.value as boolean);
    const { value } = this;
    if (value === 'true' || value === 'false') return value === 'true';
    if (isOpaque(value)) return toSelectorValue(value) as Flag;
    this.refuse('not-a-flag', `${this.found()} found, expected true or false`);
    return undefined;
  }

  /** Whether only the deployment knows what is here. */
  isOpaque(): boolean {
    return isOpaque(this.value);
  }

  /** Whether an object is here. */
  isObject(): boolean {
    return isValueObject(this.value);
  }

  /** Notes an error at this place. */
  refuse(code: string, message: string): void {
    this.reading.problems.push({ severity: 'error', code, path: this.path, message });
  }

  /** Notes a warning at this place. */
  warn(code: string, message: string): void {
    this.reading.problems.push({ severity: 'warning', code, path: this.path, message });
  }

  private found(): string {
    if (this.value === null || this.value === undefined) return 'nothing';
    if (Array.isArray(this.value)) return 'a list';
    return typeof this.value === 'object'
      ? 'an object'
      : `${typeof this.value} '${String(this.value).slice(0, 80)}'`;
  }
}

type Opaque = Choice | OpenText | Unknown;

function isOpaque(value: Value | undefined): value is Opaque {
  return value instanceof Unknown || value instanceof OpenText || value instanceof Choice;
}

/** Text with references for what only the deployment knows. */
function toSelectorValue(value: Opaque): SelectorValue {
  if (value instanceof Choice) return unresolvedText(`condition ${value.condition}`);
  const parts = value instanceof OpenText ? value.parts : [value];
  return joinValues(parts.map((part) => (typeof part === 'string' ? part : unresolvedText(part.words))));
}
