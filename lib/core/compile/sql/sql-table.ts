import type { Assumption } from '../compile-result';
import type { SqlScope } from './sql-engine';

/** A table of records in an engine: how its rows are read, and what a statement over it may be. */
export interface SqlTable {
  /** The default table in FROM. */
  readonly from: string;
  /** The longest statement that the engine takes. */
  readonly maxBytes?: number;
  readonly scope: SqlScope;
  readonly counting: CountingWords;
}

/** What is needed to count records over time, besides conditions. */
export interface CountingWords {
  /** The record's `eventTime` in milliseconds since 1970; NULL if it is no ISO 8601 in UTC. */
  readonly timeMs: string;
  /** The record's `eventID`; NULL if it has none. */
  readonly eventId: string;
  /** What identifies a record within its account, as in `recordIdentity`; never NULL. */
  readonly recordId: string;
  /** What `recordId` assumes. */
  readonly recordIdAssumptions: readonly Assumption[];
  /** The account of `recordIdentity`; never NULL. */
  readonly accountId: string;
  /** A list of lists: every combination of one text of each of these lists, in which NULL is no text. */
  readonly combinations: (lists: readonly string[]) => string;
  /** Milliseconds since 1970 as `toISOString` writes them. */
  readonly timeText: (timeMs: string) => string;
}
