import type { SelectionProblem } from '../selection-problem';
import type { Flag, SelectorValue } from '../selector-value';
import { isIntrinsic, isNoValue, type KnownValues, resolveIntrinsic } from './template-value';

/** What all places of one document have in common. */
interface Reading {
  readonly known: KnownValues;
  readonly problems: SelectionProblem[];
}

/** The most items that are read from one list; more than any valid selection has. */
const MAX_ITEMS = 1_000;

/** How much of a key stands in a path. */
const MAX_KEY_LENGTH = 256;

/**
 * A place in a JSON document: what stands there, and its path. Reading something that is not what is asked for
 * notes a problem in the document and goes on.
 */
export class JsonPlace {
  /** The whole document. */
  static root(value: unknown, known: KnownValues): JsonPlace {
    return new JsonPlace(value, '', { known, problems: [] });
  }

  private constructor(
    readonly value: unknown,
    readonly path: string,
    private readonly reading: Reading,
  ) {}

  /** All problems noted so far, anywhere in the document. */
  get problems(): readonly SelectionProblem[] {
    return this.reading.problems;
  }

  /** Whether nothing stands here. */
  get isAbsent(): boolean {
    return this.value === undefined || this.value === null || isNoValue(this.value);
  }

  /** The same place under another path. */
  calledAs(path: string): JsonPlace {
    return new JsonPlace(this.value, path, this.reading);
  }

  /** A member of the object here; an absent place when there is none, or no object. */
  member(key: string): JsonPlace {
    const { value } = this;
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    const member = isObject ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
    const name = key.slice(0, MAX_KEY_LENGTH);
    return new JsonPlace(member, this.path === '' ? name : `${this.path}.${name}`, this.reading);
  }

  /** The members of the object here, in their order; notes a problem when there is no object. */
  members(): readonly (readonly [key: string, place: JsonPlace])[] {
    if (!this.isObject()) {
      this.refuse('not-an-object', `${this.found()} stands here, not an object`);
      return [];
    }
    return Object.keys(this.value as object).map((key) => [key, this.member(key)]);
  }

  /**
   * The items of the list here, without those that stand for nothing. `undefined` when nothing stands here, or
   * not a list, which is noted. A list that only the deployment knows is one item that only it knows.
   */
  items(): readonly JsonPlace[] | undefined {
    if (this.isAbsent) return undefined;
    if (isIntrinsic(this.value)) return [this];
    if (!Array.isArray(this.value)) {
      this.refuse('not-a-list', `${this.found()} stands here, not a list; put it in square brackets`);
      return undefined;
    }
    if (this.value.length > MAX_ITEMS) {
      this.refuse('list-too-long', `the list has ${this.value.length} items; at most ${MAX_ITEMS} are read`);
    }
    return this.value
      .slice(0, MAX_ITEMS)
      .map((item: unknown, index) => new JsonPlace(item, `${this.path}[${index}]`, this.reading))
      .filter((item) => !item.isAbsent);
  }

  /** The text here; `undefined` when there is none. Numbers and booleans are taken as text, with a warning. */
  text(): SelectorValue | undefined {
    const { value } = this;
    if (this.isAbsent || typeof value === 'string') return this.isAbsent ? undefined : (value as string);
    if (isIntrinsic(value)) return resolveIntrinsic(value, this.reading.known);
    if (typeof value === 'boolean' || typeof value === 'number') {
      this.warn('not-text', `${value} is taken as the text '${value}'; write it in quotes`);
      return String(value);
    }
    this.refuse('not-text', `${this.found()} stands here, not text`);
    return undefined;
  }

  /** The yes or no here, also when it is written as text; `undefined` when there is none. */
  flag(): Flag | undefined {
    if (this.isAbsent || typeof this.value === 'boolean')
      return this.isAbsent ? undefined : (this.value as boolean);
    const value = isIntrinsic(this.value) ? resolveIntrinsic(this.value, this.reading.known) : this.value;
    if (value === 'true' || value === 'false') return value === 'true';
    if (isIntrinsic(this.value) && typeof value === 'object') return value as Flag;
    this.refuse('not-a-flag', `${this.found()} stands here, not true or false`);
    return undefined;
  }

  /** Whether only the deployment knows what stands here. */
  isOpaque(): boolean {
    return isIntrinsic(this.value);
  }

  /** Whether an object stands here. */
  isObject(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
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
