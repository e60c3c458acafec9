import type { Assumption, CompileOptions, CompileResult, Obstacle } from './compile-result';

/** Why a target cannot express something: the parts of an {@link Obstacle} without its place in the condition. */
export type Refusal = Omit<Obstacle, 'path'>;

/**
 * The result for a condition, or for a part of it, in a target: an expression, its assumptions, and the obstacles to an
 * exact one. A plain value that every target passes upwards; nothing is thrown or collected elsewhere.
 *
 * - A value and no obstacles: the expression means exactly the condition, under the assumptions.
 * - A value and obstacles: the expression is wider than the condition, by what the obstacles name.
 * - No value: the target cannot express it, for the reasons that the obstacles name.
 */
export class Compilation<T> {
  /** An expression that means exactly the condition, under these assumptions. */
  static of<T>(value: T, assumptions: readonly Assumption[] = []): Compilation<T> {
    return new Compilation(value, assumptions, []);
  }

  /** No expression, with the reason. */
  static refuse(refusal: Refusal): Compilation<never> {
    const { code, field, reason } = refusal;
    const obstacle = { code, path: '', ...(field === undefined ? {} : { field }), reason };
    return new Compilation<never>(undefined, [], [obstacle]);
  }

  /** An operator that the target does not have. */
  static missing(code: string, reason: string): (operator: { readonly field: string }) => Compilation<never> {
    return ({ field }) => Compilation.refuse({ code, field, reason });
  }

  /** Nothing but the assumption, where the options allow it; refused otherwise. */
  static assume(assumption: Assumption, options: CompileOptions, otherwise: Refusal): Compilation<null> {
    const { assumeCanonicalCase = true, assumeFieldShape = true } = options;
    const isAllowed = assumption.code === 'canonical-case' ? assumeCanonicalCase : assumeFieldShape;
    return isAllowed ? Compilation.of(null, [assumption]) : Compilation.refuse(otherwise);
  }

  /** All values in order; none if one part has none. */
  static all<T>(parts: readonly Compilation<T>[]): Compilation<readonly T[]> {
    const values = parts.flatMap(({ value }) => (value === undefined ? [] : [value]));
    return new Compilation(
      values.length === parts.length ? values : undefined,
      distinct(parts.flatMap(({ assumptions }) => assumptions)),
      distinct(parts.flatMap(({ obstacles }) => obstacles)),
    );
  }

  private constructor(
    /** Undefined where the target cannot express it. */
    readonly value: T | undefined,
    readonly assumptions: readonly Assumption[],
    readonly obstacles: readonly Obstacle[],
  ) {}

  /** The same with another value. */
  map<U>(change: (value: T) => U): Compilation<U> {
    const value = this.value === undefined ? undefined : change(this.value);
    return new Compilation<U>(value, this.assumptions, this.obstacles);
  }

  /** The result of a next step on the value, which may assume more or refuse. */
  andThen<U>(next: (value: T) => Compilation<U>): Compilation<U> {
    if (this.value === undefined) return this.map<U>(() => undefined as never);
    const { value, assumptions, obstacles } = next(this.value);
    return new Compilation(
      value,
      distinct([...this.assumptions, ...assumptions]),
      distinct([...this.obstacles, ...obstacles]),
    );
  }

  /** Both values; none if one has none. */
  and<U>(other: Compilation<U>): Compilation<readonly [T, U]> {
    const { value } = this;
    return new Compilation<readonly [T, U]>(
      value === undefined || other.value === undefined ? undefined : [value, other.value],
      distinct([...this.assumptions, ...other.assumptions]),
      distinct([...this.obstacles, ...other.obstacles]),
    );
  }

  /** The same under more assumptions. */
  assuming(...assumptions: readonly Assumption[]): Compilation<T> {
    return new Compilation(this.value, distinct([...this.assumptions, ...assumptions]), this.obstacles);
  }

  /** The same, where obstacles without a path are at this one. */
  at(path: string): Compilation<T> {
    return this.withPaths((known) => (known === '' ? path : known));
  }

  /** The same, where it is a part at this path of something larger. */
  within(path: string): Compilation<T> {
    return this.withPaths((known) => joinPath(path, known));
  }

  /** The same, where obstacles without a field are of this one. */
  ofField(field: string): Compilation<T> {
    const obstacles = this.obstacles.map(({ code, path, field: known = field, reason }) => ({
      code,
      path,
      field: known,
      reason,
    }));
    return new Compilation(this.value, this.assumptions, obstacles);
  }

  private withPaths(change: (path: string) => string): Compilation<T> {
    const obstacles = this.obstacles.map((one) => ({ ...one, path: change(one.path) }));
    return new Compilation(this.value, this.assumptions, obstacles);
  }

  /** If it was refused, this value, which must hold wherever the part holds, without assumptions. */
  orWider<U>(wider: U): Compilation<T | U> {
    return this.value === undefined ? new Compilation<T | U>(wider, [], this.obstacles) : this;
  }

  /** Refused where the value is wider than the condition. */
  exactly(): Compilation<T> {
    return this.obstacles.length === 0
      ? this
      : new Compilation<T>(undefined, this.assumptions, this.obstacles);
  }
}

/** The result for a caller that requested a target's artefacts. A wider result is rejected unless the options allow it. */
export function toCompileResult(
  compilation: Compilation<readonly string[]>,
  { overApproximate = false }: CompileOptions,
): CompileResult {
  const { value, assumptions, obstacles } = overApproximate ? compilation : compilation.exactly();
  if (value === undefined) return { kind: 'refused', obstacles };
  return { kind: 'compiled', artefacts: value, assumptions, widened: obstacles };
}

/** The path of a part of a part; a whole has the empty path. */
export function joinPath(path: string, next: string): string {
  return [path, next].filter((step) => step !== '').join('.');
}

function distinct<T extends Assumption | Obstacle>(things: readonly T[]): readonly T[] {
  if (things.length < 2) return things;
  return [...new Map(things.map((thing) => [keyOf(thing), thing])).values()];
}

function keyOf(thing: Assumption | Obstacle): string {
  return 'path' in thing
    ? `${thing.code} ${thing.path} ${thing.field} ${thing.reason}`
    : `${thing.code} ${thing.field}`;
}
