/**
 * Prices in US dollars for us-east-1, as commonly known in 2026. Unverified: CloudTrail's guide has the rules and no
 * figures. A cost made of them is an estimate, and must be shown as one.
 * @see https://aws.amazon.com/cloudtrail/pricing/
 */

/** 100,000 management events that another trail logs already; the first copy in a Region is free. Unverified. */
export const FURTHER_MANAGEMENT_COPY_USD_PER_100_000 = 2;

/** 100,000 data events. Every copy costs. Unverified. */
export const DATA_EVENTS_USD_PER_100_000 = 0.1;

/** 100,000 network activity events. Every copy costs. Unverified. */
export const NETWORK_ACTIVITY_USD_PER_100_000 = 0.1;

/** 100,000 management events analysed for one type of Insights. Unverified. */
export const INSIGHTS_OF_MANAGEMENT_USD_PER_100_000 = 0.35;

/** 100,000 data events analysed for one type of Insights. Unverified. */
export const INSIGHTS_OF_DATA_USD_PER_100_000 = 0.03;
