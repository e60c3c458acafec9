import type { Started } from '../../inputs/started-ahead';
import type { SearchEvent } from '../search-event';

/** Inputs that are searched one after the other, in any thread. */
export interface Job extends Started {
  /** Resolves when there is nothing left to search: at the end, after a failure, or when it was stopped. */
  readonly ended: Promise<void>;
  /** What searching the inputs comes to, as it arrives. Throws what the job fails with. */
  events(): AsyncGenerator<readonly SearchEvent[], void>;
  /** Ends the job with an error, whatever it has found. */
  fail(failure: Error): void;
}
