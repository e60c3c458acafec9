import type { ILogArchive } from '../archive/log-archive-interface';
import type { TrailIdentity } from '../identity/trail-identity';

/** The selectors that a trail has: a trail has either kind, never both. */
export enum TrailSelectors {
  /** Advanced event selectors. */
  ADVANCED = 'AdvancedEventSelectors',

  /** Basic event selectors. */
  BASIC = 'EventSelectors',
}

/** A trail that is looked up while the app is synthesized, and what of it. */
export interface AuditTrailLookupOptions {
  /** Which trail it is. It is looked up in its home Region, by the account of the stack, which must own it. */
  readonly identity: TrailIdentity;

  /**
   * Where the trail delivers to: `LogArchive.fromBucket` with the bucket and the key prefix of the trail. It must list `identity`
   * among its trails.
   *
   * @default - not known
   */
  readonly archive?: ILogArchive;

  /**
   * Whether the trail delivers to a log group, which is looked up then. The lookup fails if it delivers to none.
   *
   * @default false
   */
  readonly hasLogGroup?: boolean;

  /**
   * The kind of selectors to look up. The lookup fails if the trail has none of that kind.
   *
   * @default - none, and nothing that depends on what the trail logs is checked
   */
  readonly selectors?: TrailSelectors;
}
