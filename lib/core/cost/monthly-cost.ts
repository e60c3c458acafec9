import { PRICE_REGION, unitPrice } from '../price/price';
import { PRICES, type PriceName } from '../price/prices';
import type { Charge } from './charge';
import { chargesOf, TRAIL_TYPE, whyUncounted } from './charged-types';
import type { CountName, Counts } from './counts';
import type { CostedStack } from './template';
import { type CostedTrail, eventsByCounts, type TrailEvents, trailCharges } from './trail-charges';

/** What one resource costs in a month by one price. */
export interface CostLine {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly price: PriceName;
  /** Units of the price; the part that is known. */
  readonly quantity: number;
  /** Price of a unit in US dollars; `undefined` where it is not known, as in China. */
  readonly unitUsd?: number;
  /** `undefined` where the price is not known. */
  readonly usd?: number;
  /** The counts that the rest of the quantity needs; empty: the line is complete. */
  readonly missing: readonly CountName[];
  /** Sentences without a full stop. */
  readonly notes: readonly string[];
}

/** Resources of a type that are in no sum. */
export interface Uncounted {
  readonly type: string;
  readonly count: number;
  readonly reason: string;
}

/** What stacks cost in a month. */
export interface MonthlyCost {
  /** The dearest first. */
  readonly lines: readonly CostLine[];
  readonly uncounted: readonly Uncounted[];
  /** The sum of all lines, of which some may be incomplete. */
  readonly usd: number;
  /** The counts that lines need and that are not given. */
  readonly missing: readonly CountName[];
  /** How many lines have no price in their Region. */
  readonly unpriced: number;
}

/** What costs are computed from. */
export interface CostBasis {
  readonly stacks: readonly CostedStack[];
  readonly trails: readonly CostedTrail[];
  readonly counts: Counts;
  /** What each trail delivers, where records were read; by the counts otherwise. */
  readonly eventsOf?: (trail: CostedTrail) => TrailEvents;
}

/** What stacks cost in a month, line by line. Nothing of a template is left out without being named. */
export function monthlyCost(basis: CostBasis): MonthlyCost {
  const { stacks, trails, counts } = basis;
  const eventsOf = basis.eventsOf ?? (({ selection }: CostedTrail) => eventsByCounts(selection, counts));
  const ofTrails = trails.flatMap((trail) =>
    trailCharges(trail, eventsOf(trail)).map((charge) =>
      toLine(trail.stack, { logicalId: trail.logicalId, type: TRAIL_TYPE }, charge),
    ),
  );
  const ofResources = stacks.flatMap((stack) =>
    stack.resources.flatMap((resource) =>
      chargesOf(resource, { stack, counts })
        .filter(({ amount }) => amount.value > 0 || amount.missing.length > 0)
        .map((charge) => toLine(stack, resource, charge)),
    ),
  );
  const lines = [...ofTrails, ...ofResources].sort(compareLines);
  return {
    lines,
    uncounted: uncountedOf(stacks),
    usd: lines.reduce((sum, { usd = 0 }) => sum + usd, 0),
    missing: [...new Set(lines.flatMap(({ missing }) => missing))].sort(),
    unpriced: lines.filter(({ usd }) => usd === undefined).length,
  };
}

interface Charged {
  readonly logicalId: string;
  readonly type: string;
  readonly condition?: string;
}

function toLine(
  stack: CostedStack,
  { logicalId, type, condition }: Charged,
  { price, amount, note }: Charge,
): CostLine {
  const unit = unitPrice(PRICES[price], stack.region);
  const notes = [
    ...(note === undefined ? [] : [note]),
    ...(condition === undefined ? [] : [`created under the condition ${condition}`]),
    ...(unit === undefined ? [`its price in ${stack.region} is in CNY and not known`] : []),
    ...(unit?.isOfRegion === false ? [`the price is that of ${PRICE_REGION}`] : []),
  ];
  return {
    ...{ stack: stack.name, logicalId, type, price, quantity: amount.value },
    ...(unit === undefined ? {} : { unitUsd: unit.usd, usd: unit.usd * amount.value }),
    ...{ missing: amount.missing, notes },
  };
}

function compareLines(one: CostLine, other: CostLine): number {
  const name = ({ stack, logicalId, price }: CostLine): string => `${stack} ${logicalId} ${price}`;
  return (other.usd ?? 0) - (one.usd ?? 0) || (name(one) < name(other) ? -1 : 1);
}

function uncountedOf(stacks: readonly CostedStack[]): readonly Uncounted[] {
  const found = new Map<string, Uncounted>();
  for (const resource of stacks.flatMap(({ resources }) => resources)) {
    const reason = whyUncounted(resource);
    if (reason === undefined) continue;
    const { type } = resource;
    found.set(type, { type, count: (found.get(type)?.count ?? 0) + 1, reason });
  }
  return [...found.values()].sort((one, other) => (one.type < other.type ? -1 : 1));
}
