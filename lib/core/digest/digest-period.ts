/** A digest file covers an hour; a starting or a final one less. */
export const DIGEST_PERIOD_MS = 60 * 60 * 1000;

/** CloudTrail's clock for digests drifts; a missing hour is longer than this. */
export const PERIOD_SLACK_MS = 15 * 60 * 1000;

/** So long after its end time a digest file is taken to be under way. */
export const DELIVERY_GRACE_MS = 60 * 60 * 1000;

/** A log file is listed by a digest file of its minute, or by one that ends so much later. */
export const LISTING_DELAY_MS = 60 * 60 * 1000;

/** CloudTrail tries for 30 days to deliver; a digest file may list log files that are this much older. */
export const REDELIVERY_MS = 31 * 24 * 60 * 60 * 1000;

/** A digest file that covers less than this was cut short: it is a starting or a final one. */
export const WHOLE_PERIOD_MS = DIGEST_PERIOD_MS - 60 * 1000;

/** Digest files come late, and out of order where CloudTrail delivers again: only so long after its end is one missed. */
export const MISSING_AFTER_MS = 3 * 60 * 60 * 1000;
