import type { Contribution } from './contribution';
import type { Score } from './score';

/** A period in which a group satisfied its correlation. */
export interface Crossing {
  /** The period's start; with the correlation and the group it is the identity of the alert. */
  readonly periodStartMs: number;
  /** The earliest instant of the period at which the bounds held. */
  readonly instantMs: number;
  /** The count at that instant; `enough` means that number or more. */
  readonly count: number;
  /** The contributions in the window of that instant, in their order; not all, where there are more than decide. */
  readonly window: readonly Contribution[];
  /** Of a score: what its steps add up to. */
  readonly score?: Score;
  /** Set where the group satisfied the correlation earlier in the period, and now adds up to twice as much. */
  readonly isFurther?: true;
}
