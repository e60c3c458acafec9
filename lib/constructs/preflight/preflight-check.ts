/** A check at synth: what is found, what follows from it, and how to fix it. */
export interface PreflightCheck {
  /**
   * An error fails the synth, an acknowledgeable one unless it is acknowledged by its id. A warning or a note may be
   * intended, and can be acknowledged.
   */
  readonly level: 'error' | 'acknowledgeable error' | 'warning' | 'note';
  /** What is found. */
  readonly what: string;
  /** What follows from it. */
  readonly reason: string;
  /** What to do. */
  readonly fix: string;
}
