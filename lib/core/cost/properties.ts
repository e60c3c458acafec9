import {
  at,
  Choice,
  canonicalValue,
  OpenText,
  Unknown,
  unknownsOf,
  type Value,
} from '../estate/values/value';

/** The logical id of the resource of the same stack that a value is, or is an attribute of. */
export type IdOf = (value: Value | undefined) => string | undefined;

/**
 * Properties of a resource as its cost reads them. A value that is read and that only the deployment knows is taken as absent,
 * and recorded: a cost that depends on it says so.
 */
export class Properties {
  constructor(
    private readonly value: Value | undefined,
    private readonly idOf: IdOf,
    /** Requested values that are not known: sentences without a full stop. */
    readonly unknown: Set<string> = new Set(),
  ) {}

  /** The same properties, as if nothing had been read. */
  unread(): Properties {
    return new Properties(this.value, this.idOf);
  }

  /** The value at a path, however much of it is known; `undefined` where there is certainly none. */
  raw(...path: readonly string[]): Value | undefined {
    return at(this.value, ...path) ?? undefined;
  }

  /** Whether anything is at a path. */
  has(...path: readonly string[]): boolean {
    return this.raw(...path) !== undefined;
  }

  /** The known value at a path. */
  at(...path: readonly string[]): Value | undefined {
    const found = this.raw(...path);
    if (!(found instanceof Unknown || found instanceof OpenText || found instanceof Choice)) return found;
    const [open] = unknownsOf(found);
    this.unknown.add(`${path.join('.') || 'an item'} is not known (${open?.words ?? ''}) and assumed absent`);
    return undefined;
  }

  /** The items of a list; none where there is no list. */
  items(...path: readonly string[]): readonly Properties[] {
    const list = this.at(...path);
    if (!Array.isArray(list)) return [];
    return (list as readonly Value[]).map((item) => new Properties(item, this.idOf, this.unknown));
  }

  /** The number at a path, also when it is written as text. */
  number(...path: readonly string[]): number | undefined {
    const found = this.at(...path);
    if (typeof found !== 'number' && typeof found !== 'string') return undefined;
    const number = Number(found);
    return Number.isFinite(number) && String(found).trim() !== '' ? number : undefined;
  }

  /** The logical id of the resource that a path refers to, if it is one of the same stack. */
  id(...path: readonly string[]): string | undefined {
    return this.idOf(this.raw(...path));
  }

  /** The value at a path as one text, to be searched. */
  text(...path: readonly string[]): string {
    return canonicalValue(this.raw(...path));
  }
}
