import type { Assumption, CompileOptions, Obstacle } from '../compile-result';

/** Thrown for an atom that cannot be said, and caught where the atoms are put together. */
export class Unsayable extends Error {
  constructor(
    readonly code: string,
    reason: string,
    readonly field?: string,
  ) {
    super(reason);
  }
}

/** Collects what a compilation takes for granted, and what it cannot say. */
export class Ledger {
  readonly obstacles: Obstacle[] = [];
  private readonly taken = new Map<string, Assumption>();

  constructor(private readonly options: CompileOptions) {}

  get assumptions(): readonly Assumption[] {
    return [...this.taken.values()];
  }

  /** Takes something for granted. @throws {Unsayable} with the reason if that was turned off */
  assume(assumption: Assumption, otherwise: string): void {
    const { assumeCanonicalCase = true, assumeFieldShape = true } = this.options;
    const isAllowed = assumption.code === 'canonical-case' ? assumeCanonicalCase : assumeFieldShape;
    if (!isAllowed) throw new Unsayable(`no-${assumption.code}`, otherwise, assumption.field);
    this.taken.set(`${assumption.code} ${assumption.field}`, assumption);
  }

  /** Writes down why the atom at a path of the condition cannot be said. */
  refuse(unsayable: Unsayable, path: string): void {
    const { code, field, message } = unsayable;
    this.obstacles.push({ code, path, ...(field === undefined ? {} : { field }), reason: message });
  }
}
