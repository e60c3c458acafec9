import type { PlacedResource } from '../estate/estate';
import { loggedDeliveries, type Writers } from '../writers/write-cycles';
import type { Charge, Costing } from './charge';
import { chargesOf, whyUncounted } from './charged-types';
import { isArchive } from './charges/storage-charges';
import type { CostedResource, CostedStack, Instances } from './costed-stack';
import { type CountName, type Counts, known, times } from './counts';
import { PRICE_REGION, unitPrice } from './price/price';
import { PRICES, type PriceName } from './price/prices';
import {
  type CostedTrail,
  eventsByCounts,
  type TrailEvents,
  trailCharges,
  withDeliveries,
} from './trail-charges';

/** The cost of one resource per month by one price. */
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

/** The cost of stacks per month. */
export interface MonthlyCost {
  /** The dearest first. */
  readonly lines: readonly CostLine[];
  readonly uncounted: readonly Uncounted[];
  /** The sum of all lines, some of which may be incomplete. */
  readonly usd: number;
  /** The counts that lines need and that are not given. */
  readonly missing: readonly CountName[];
  /** How many lines have no price in their Region. */
  readonly unpriced: number;
}

/** The input of a cost. */
export interface CostBasis {
  readonly stacks: readonly CostedStack[];
  readonly trails: readonly CostedTrail[];
  readonly counts: Counts;
  /** The deliveries of each trail, where records were read; from the counts otherwise. */
  readonly eventsOf?: (trail: CostedTrail) => TrailEvents;
  /** Who writes where in the stacks: a trail logs no fewer data events than deliveries. */
  readonly writers?: Writers<PlacedResource>;
}

/** The cost of stacks per month, line by line. Any part of a template that is left out is named. */
export function monthlyCost(basis: CostBasis): MonthlyCost {
  const { stacks, trails, counts } = basis;
  const eventsOf = basis.eventsOf ?? (({ selection }: CostedTrail) => eventsByCounts(selection, counts));
  const deliveriesOf = deliveriesIn(basis);
  const ofTrails = trails.flatMap((trail) =>
    trailCharges(trail, withDeliveries(eventsOf(trail), deliveriesOf(trail))).map((charge) =>
      toLine(trail.stack, { logicalId: trail.logicalId, type: typeOf(trail) }, charge),
    ),
  );
  const ofEach = countsOfEachArchive(stacks, counts);
  const priced = stacks.flatMap((stack) =>
    stack.resources.map((resource) =>
      pricedResource(resource, { stack, counts: stack.instances === undefined ? ofEach : counts }),
    ),
  );
  const lines = [...ofTrails, ...priced.flatMap(({ lines: each }) => each)].sort(compareLines);
  return {
    lines,
    uncounted: uncountedOf(priced),
    usd: lines.reduce((sum, { usd = 0 }) => sum + usd, 0),
    missing: [...new Set(lines.flatMap(({ missing }) => missing))].sort(),
    unpriced: lines.filter(({ usd }) => usd === undefined).length,
  };
}

/** The deliveries that each trail logs, where its events were not read: those of all trails are as many files, each trail having an equal part. */
function deliveriesIn({
  writers,
  eventsOf,
  counts: { logFiles = 0 },
}: CostBasis): (trail: CostedTrail) => number {
  if (writers === undefined || eventsOf !== undefined) return () => 0;
  const delivering = writers.trails.filter(({ selection }) => selection.isLogging !== false);
  const logged = [...loggedDeliveries(writers, () => logFiles / delivering.length)];
  return ({ stack, logicalId }) =>
    logged.find(([{ source }]) => source.stack.name === stack.name && source.logicalId === logicalId)?.[1] ??
    0;
}

/** The files of the estate, of which each archive, and what reads it, has an equal part. Those of a stack set have all counts each. */
function countsOfEachArchive(stacks: readonly CostedStack[], counts: Counts): Counts {
  const archives = stacks
    .filter(({ instances }) => instances === undefined)
    .flatMap((stack) => stack.resources.filter((resource) => isArchive(resource, { stack })));
  const part = Math.max(1, archives.length);
  const shared = (['logFiles', 'logFileBytes', 'digestFiles'] as const).flatMap((name) => {
    const count = counts[name];
    return count === undefined ? [] : [[name, count / part]];
  });
  return { ...counts, ...Object.fromEntries(shared) };
}

function typeOf({ stack, logicalId }: CostedTrail): string {
  return stack.resources.find((each) => each.logicalId === logicalId)?.type ?? 'AWS::CloudTrail::Trail';
}

interface PricedResource {
  readonly resource: CostedResource;
  readonly lines: readonly CostLine[];
  /** The values that decide the cost, and are not known. */
  readonly unknown: readonly string[];
}

function pricedResource(resource: CostedResource, costing: Costing): PricedResource {
  const properties = resource.properties.unread();
  const charges = chargesOf({ ...resource, properties }, costing).filter(
    ({ amount }) => amount.value > 0 || amount.missing.length > 0,
  );
  const unknown = [...properties.unknown];
  const lines = charges.map((charge) => toLine(costing.stack, { ...resource, unknown }, charge));
  return { resource, lines, unknown };
}

interface Charged {
  readonly logicalId: string;
  readonly type: string;
  readonly condition?: string;
  readonly unknown?: readonly string[];
}

function toLine(
  stack: CostedStack,
  { logicalId, type, condition, unknown = [] }: Charged,
  { price, amount: once, note }: Charge,
): CostLine {
  const { instances = 1 } = stack;
  const amount = times(once, known(instances === 'unknown' ? 1 : instances));
  const unit = unitPrice(PRICES[price], stack.region);
  const notes = [
    ...(note === undefined ? [] : [note]),
    ...(condition === undefined ? [] : [`created only if the condition ${condition} is true`]),
    ...(instances === 1 ? [] : [instancesNote(instances)]),
    ...unknown,
    ...(unit === undefined ? [`its price in ${stack.region}, in CNY, is not known`] : []),
    ...(unit?.isOfRegion === false ? [`priced as in ${PRICE_REGION}`] : []),
  ];
  return {
    ...{ stack: stack.name, logicalId, type, price, quantity: amount.value },
    ...(unit === undefined ? {} : { unitUsd: unit.usd, usd: unit.usd * amount.value }),
    ...{ missing: amount.missing, notes },
  };
}

function instancesNote(instances: Instances): string {
  return instances === 'unknown'
    ? 'for one account and Region of the stack set; their number is not known'
    : `for ${instances} accounts and Regions of the stack set; counts are assumed for each`;
}

function compareLines(one: CostLine, other: CostLine): number {
  const name = ({ stack, logicalId, price }: CostLine): string => `${stack} ${logicalId} ${price}`;
  return (other.usd ?? 0) - (one.usd ?? 0) || (name(one) < name(other) ? -1 : 1);
}

function uncountedOf(priced: readonly PricedResource[]): readonly Uncounted[] {
  const found = new Map<string, Uncounted>();
  for (const { resource, lines, unknown } of priced) {
    const open = lines.length === 0 && unknown.length > 0 ? unknown.join('; ') : undefined;
    const reason = whyUncounted(resource) ?? open;
    if (reason === undefined) continue;
    const { type } = resource;
    const key = JSON.stringify([type, reason]);
    found.set(key, { type, count: (found.get(key)?.count ?? 0) + 1, reason });
  }
  return [...found.values()].sort((one, other) => (one.type < other.type ? -1 : 1));
}
