/** An estate that the engine cannot create. */
export interface KnownRefusal {
  readonly why: string;
  /** What the engine says to it. Once it says nothing, the estate must leave the list. */
  readonly refusal: string;
}

/** Estates that the engine does not create, by name. They are tried all the same. */
export const REFUSED: Readonly<Record<string, KnownRefusal>> = {};
