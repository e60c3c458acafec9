/** A list price of AWS. */
export interface Price {
  /** The charged item, such as `a data event`. */
  readonly of: string;
  /** US dollars for `per` of the unit, in us-east-1, without free tiers, volume discounts and taxes. */
  readonly usd: number;
  /**
   * How many units the price is for, as the page of AWS states it.
   *
   * @default 1
   */
  readonly per?: number;
  /** The counted unit; GB are 1,024³ bytes, and a month has 30 days. */
  readonly unit: string;
  /** The page of prices, below `https://aws.amazon.com/`. */
  readonly page: string;
  /** Regions whose price is known to differ, in US dollars for `per`; that of the others is taken to be the one of us-east-1. */
  readonly inRegions?: Readonly<Record<string, number>>;
}

/** The Region of the prices. */
export const PRICE_REGION = 'us-east-1';

/** The price of one unit in a Region. */
export interface UnitPrice {
  readonly usd: number;
  /** Whether it is the Region's own price; otherwise it is that of us-east-1, from which the Region's may differ. */
  readonly isOfRegion: boolean;
}

/**
 * The price of one unit in a Region, or `undefined` in China, where prices are in CNY and in no public list that is known here.
 *
 * @param region without it, us-east-1
 */
export function unitPrice(price: Price, region: string = PRICE_REGION): UnitPrice | undefined {
  if (region.startsWith('cn-')) return undefined;
  const own = price.inRegions?.[region];
  return {
    usd: (own ?? price.usd) / (price.per ?? 1),
    isOfRegion: own !== undefined || region === PRICE_REGION,
  };
}

/** The price of one unit in us-east-1, in US dollars. */
export function unitUsd({ usd, per = 1 }: Price): number {
  return usd / per;
}

/** The address of the page that the price is from. */
export function pageOf({ page }: Price): string {
  return `https://aws.amazon.com/${page}/`;
}

/** Such as `$0.1 for 100,000 data events`. */
export function renderPrice({ usd, per = 1, unit }: Price): string {
  const amount = `$${plainUsd(usd)}`;
  return per === 1 ? `${amount} a ${unit}` : `${amount} for ${per.toLocaleString('en-US')} ${unit}s`;
}

/** Dollars without an exponent and without zeros at the end. */
export function plainUsd(usd: number): string {
  return usd.toFixed(10).replace(/0+$/, '').replace(/\.$/, '');
}
