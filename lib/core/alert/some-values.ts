/** How many values are named, and how many are told apart. */
const MAX_NAMED = 3;
const MAX_KNOWN = 1_000;

/** Different values, of which the first ones in the order of their text are named and the others counted, whatever their order. */
export class SomeValues {
  private readonly known = new Set<string>();
  private mayLack = false;

  /**
   * An empty value is none.
   *
   * @param hasRoom whether further values are told apart
   * @returns whether it is kept as another one
   */
  add(value: string, hasRoom: boolean): boolean {
    if (value === '' || this.known.has(value)) return false;
    if (this.known.size >= (hasRoom ? MAX_KNOWN : MAX_NAMED)) {
      this.mayLack = true;
      return false;
    }
    this.known.add(value);
    return true;
  }

  /** At most three, and how many others there are. */
  get named(): readonly string[] {
    const values = [...this.known].sort();
    const others = values.length - MAX_NAMED + (this.mayLack ? 1 : 0);
    if (others <= 0) return values;
    return [...values.slice(0, MAX_NAMED), `and ${others}${this.mayLack ? ' or more' : ''} others`];
  }
}
