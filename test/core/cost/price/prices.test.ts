import {
  PRICE_REGION,
  type Price,
  pageOf,
  renderPrice,
  unitPrice,
  unitUsd,
} from '../../../../lib/core/cost/price/price';
import { PRICES, PRICES_DATE } from '../../../../lib/core/cost/price/prices';

const ALL: readonly (readonly [string, Price])[] = Object.entries(PRICES);

test.each(ALL)('%s is a positive price with its unit and an address of AWS', (_, price) => {
  expect(price.usd).toBeGreaterThan(0);
  expect(price.per ?? 1).toBeGreaterThanOrEqual(1);
  expect(price.unit).toMatch(/^[a-zA-Z-]+$/);
  expect(new URL(pageOf(price)).host).toBe('aws.amazon.com');
});

test('the prices have a date, and no two are of the same thing', () => {
  expect(new Date(PRICES_DATE).toISOString().slice(0, 10)).toBe(PRICES_DATE);
  expect(new Set(ALL.map(([, { of }]) => of)).size).toBe(ALL.length);
});

describe('the price of a Region', () => {
  test('is its own where that is known', () => {
    expect(unitPrice(PRICES.s3Standard, 'eu-central-1')).toEqual({ usd: 0.0245, isOfRegion: true });
  });

  test('is that of us-east-1 otherwise, which is said', () => {
    expect(unitPrice(PRICES.kmsKey, 'eu-central-1')).toEqual({ usd: 1, isOfRegion: false });
    expect(unitPrice(PRICES.kmsKey, 'us-gov-west-1')).toEqual({ usd: 1, isOfRegion: false });
    expect(unitPrice(PRICES.kmsKey, PRICE_REGION)).toEqual({ usd: 1, isOfRegion: true });
  });

  test('is not known in China', () => {
    expect(unitPrice(PRICES.kmsKey, 'cn-north-1')).toBeUndefined();
  });
});

test('a price is of one unit, and is shown for as many as AWS states', () => {
  expect(unitUsd(PRICES.dataEvent)).toBeCloseTo(0.000001, 12);
  expect(renderPrice(PRICES.dataEvent)).toBe('$0.1 for 100,000 events');
  expect(renderPrice(PRICES.kmsKey)).toBe('$1 a month');
});
