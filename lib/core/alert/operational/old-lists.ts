import type { Alert } from '../alert';
import { toDayAlert } from './operational-alert';

/** The rule id of alerts about lists of addresses that are not kept up to date. */
export const OLD_LISTS_RULE_ID = 'trailwatch-old-lists';

/** Lists that are older than they may be. */
export interface OldLists {
  /** Distinguishes the processor from others with the same topic. */
  readonly processorName: string;
  /** The day in UTC on which this is sent; part of the identity. */
  readonly day: string;
  /** Each with the day of its last change. */
  readonly lists: readonly string[];
}

/** The alert that names lists that were not changed for too long, one per day. */
export function toOldListsAlert({ processorName, day, lists }: OldLists): Alert {
  return toDayAlert({
    ...{ processorName, day },
    ruleId: OLD_LISTS_RULE_ID,
    ruleName: 'old-lists',
    firstSteps: [
      'Check the process that writes the lists to the bucket, and when it last ran. Until it does, records are marked from the old lists.',
    ],
    title: 'Address lists are out of date',
    severity: 'medium',
    summary: `address lists of ${processorName} were not updated in time: ${lists.join('; ')}`,
    eventName: 'OldLists',
    facts: { processorName, lists: [...lists] },
  });
}
