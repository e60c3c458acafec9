import { ALERT_CHECKS } from './alert-checks';
import { ARCHIVE_CHECKS } from './archive-checks';
import { LAKE_CHECKS } from './lake-checks';
import type { PreflightCheck } from './preflight-check';
import { PROTECTION_CHECKS } from './protection-checks';
import { SELECTION_CHECKS } from './selection-checks';
import { TRAIL_CHECKS } from './trail-checks';
import { UNIFIED_CHECKS } from './unified-checks';

/**
 * Every check of more than one property, by its id; `docs/preflight.md` is generated from it. Rules of a single property
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
