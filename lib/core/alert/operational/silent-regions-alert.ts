import { oneLine, someOf } from '../../safe-text/one-line';
import type { Alert } from '../alert';
import { toOwnAlert } from './operational-alert';

/** The rule id of alerts about Regions that no longer send events to the home bus. */
export const SILENT_REGIONS_RULE_ID = 'trailwatch-silent-regions';

/** The Regions of an account whose heartbeats ended in one hour. */
export interface SilentRegions {
  readonly account: string;
  readonly regions: readonly string[];
  /** The hour of the last heartbeat, ISO 8601 in UTC; part of the identity. */
  readonly lastHour: string;
}

/** How many Regions a summary names; there are some 35. */
const MAX_NAMED = 40;

const FIRST_STEPS = [
  'If the account left the organization or was suspended, this is expected, and the alert is not sent again.',
  'Otherwise, check the trailwatch rules in that account and Region (aws events list-rules), and the role that sends to the home bus: were they disabled or deleted? Look for DisableRule, DeleteRule, RemoveTargets and DeleteStackInstances.',
  'If all Regions of many accounts are silent, check the policy of the home bus and its heartbeat rule.',
];

/**
 * The alert for the Regions of an account that fell silent in the same hour. The same silence has the same id, also after one of the
 * Regions is back.
 */
export function toSilentRegionsAlert({ account, regions, lastHour }: SilentRegions): Alert {
  const names = [...regions].sort();
  const [only] = names;
  const shown = oneLine(someOf(names, MAX_NAMED), 1_000);
  return toOwnAlert({
    ruleId: SILENT_REGIONS_RULE_ID,
    ruleName: 'silent-regions',
    firstSteps: FIRST_STEPS,
    title: 'Events of an account no longer reach the home bus',
    severity: 'high',
    tags: ['attack.defense_evasion', 'attack.t1562.008'],
    summary:
      `account ${account} has sent no heartbeats from ${shown} since ${lastHour}: realtime alerts do not work there, and alerts come ` +
      'from log files, minutes later',
    identity: ['silent-regions', account, lastHour],
    eventName: 'SilentRegions',
    eventTime: lastHour,
    awsRegion: names.length === 1 ? (only ?? '') : '',
    recipientAccountId: account,
    route: 'event-bus',
    source: {},
    facts: { account, regions: names, lastHour },
  });
}
