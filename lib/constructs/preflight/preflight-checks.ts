import { ALERT_CHECKS } from './alert-checks';
import { ARCHIVE_CHECKS, LAKE_CHECKS } from './archive-checks';
import type { PreflightCheck } from './preflight-check';
import { PROTECTION_CHECKS, UNIFIED_CHECKS } from './protection-checks';
import { TRAIL_CHECKS } from './trail-checks';

/** Checks of the events that trails log. */
const SELECTION_CHECKS = {
  eventSelection: {
    level: 'error',
    what: 'an invalid event selection',
    reason: 'CloudTrail rejects it',
    fix: 'change each property that is listed',
  },
  repeatedItem: {
    level: 'error',
    what: 'an event selection with a duplicate basic selector, resource or value',
    reason: 'CloudFormation rejects lists with duplicate items',
    fix: 'remove the duplicate',
  },
  insightsOfStopped: {
    level: 'warning',
    what: 'Insights on a trail that is stopped',
    reason: 'no events are analyzed, and the baseline of 28 days is not built',
    fix: 'remove logging: false, or remove the Insights',
  },
  literalWildcard: {
    level: 'warning',
    what: "a '*' in a selector's value",
    reason: 'it matches a literal asterisk',
    fix: 'use startsWith or endsWith',
  },
  unlistedType: {
    level: 'warning',
    what: 'a resource type that the CloudTrail User Guide did not list in November 2026',
    reason: 'a misspelled type logs nothing, or CloudTrail rejects it',
    fix: 'check its spelling',
  },
  unlistedSource: {
    level: 'warning',
    what: 'an event source of network activity events that the CloudTrail User Guide did not list in April 2026',
    reason: 'a service without network activity events logs nothing, or CloudTrail rejects it',
    fix: 'check that the service has network activity events',
  },
  idleSelector: {
    level: 'warning',
    what: 'a duplicate selector or name, or conditions that no event can meet',
    reason: 'it logs nothing and may be a mistake',
    fix: 'remove it',
  },
  networkActivity: {
    level: 'note',
    what: 'network activity events of S3',
    reason: 'they do not include calls through Multi-Region Access Points',
    fix: 'also log data events of DataEventType.S3_OBJECT if you use Multi-Region Access Points',
  },
  insights: {
    level: 'note',
    what: 'Insights',
    reason: 'the first Insights event may take up to 36 hours, and the baseline grows to 28 days',
    fix: 'expect no events at first',
  },
} as const satisfies Record<string, PreflightCheck>;

/**
 * Every check of more than one property, by its id; `docs/deploy/preflight.md` is generated from it. Rules of a single property
 * (a name, a bound) are documented at the property.
 */
export const PREFLIGHT_CHECKS = {
  ...ARCHIVE_CHECKS,
  ...TRAIL_CHECKS,
  ...SELECTION_CHECKS,
  ...ALERT_CHECKS,
  ...PROTECTION_CHECKS,
  ...LAKE_CHECKS,
  ...UNIFIED_CHECKS,
} as const satisfies Record<string, PreflightCheck>;

/** The id of a check. */
export type PreflightId = keyof typeof PREFLIGHT_CHECKS;

/** The ids of one level. */
export type IdOfLevel<Level extends PreflightCheck['level']> = {
  readonly [Id in PreflightId]: (typeof PREFLIGHT_CHECKS)[Id]['level'] extends Level ? Id : never;
}[PreflightId];
