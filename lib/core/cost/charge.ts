import type { CostedResource, CostedStack } from './costed-stack';
import type { Amount, Counts } from './counts';
import type { PriceName } from './price/prices';

/** The monthly usage that a resource is charged for, in units of a price. */
export interface Charge {
  readonly price: PriceName;
  readonly amount: Amount;
  /** The assumption behind the amount, in a sentence without a full stop. */
  readonly note?: string;
}

/** The place of a resource, and the counts of the estate. */
export interface Costing {
  readonly stack: CostedStack;
  readonly counts: Counts;
}

/** The charges of a resource of one type. */
export type ChargesOf = (resource: CostedResource, costing: Costing) => readonly Charge[];

export const GB = 1024 ** 3;
