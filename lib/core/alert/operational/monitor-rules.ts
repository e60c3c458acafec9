import { DELIVERY_RULES } from './delivery-rule';
import { INTEGRITY_RULES } from './integrity-rule';
import { PATH_TEST_RULE_ID } from './test-alerts';

/**
 * The rules of monitors, which have their own tables: the log processor counts their alerts for the daily summary as they come
 * over the topic.
 */
export const MONITOR_RULE_IDS: readonly string[] = [
  ...new Set([...Object.values(INTEGRITY_RULES), ...Object.values(DELIVERY_RULES)].map(({ id }) => id)),
].sort();

/** The rules whose alerts the log processor gets over the topic: its hourly tests, and those of monitors. */
export const RETURNED_RULE_IDS: readonly string[] = [PATH_TEST_RULE_ID, ...MONITOR_RULE_IDS];
