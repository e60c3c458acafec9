import type { Obstacle } from '../../lib/core/compile/compile-result';
import type { Correlation } from '../../lib/core/rule/correlation';
import type { Rule } from '../../lib/core/rule/rule';
import type { DetectionPlace } from '../../lib/core/sigma/detection/detection-places';

/** A rule or a correlation, and where its file names each field. */
export interface LocatedRule {
  readonly rule: Rule | Correlation;
  /** Empty for a correlation, and for a field that a filter of another document adds. */
  readonly places: readonly DetectionPlace[];
}

/** As many places as a sentence can bear. */
const MAX_PLACES = 3;

/** Why an engine cannot express a rule, with the place in the rule's file. */
export function renderObstacle({ rule, places }: LocatedRule, obstacle: Obstacle): string {
  const { code, field, reason } = obstacle;
  const found = placesOf(places, obstacle);
  const place = found.length === 0 ? '' : ` at ${list(found)}`;
  const blamed = field === undefined || found.length > 0 || reason.includes(field) ? '' : ` (${field})`;
  return `${rule.name}${place}${blamed}: ${reason} [${code}]`;
}

/** An obstacle without a field is about keywords, or about the whole rule, which has no path. */
function placesOf(places: readonly DetectionPlace[], { field, path }: Obstacle): readonly string[] {
  if (field === undefined && path === '') return [];
  const wanted = field?.toLowerCase();
  return places.filter((place) => place.field?.toLowerCase() === wanted).map((place) => place.path);
}

function list(paths: readonly string[]): string {
  const more = paths.length - MAX_PLACES;
  const shown = paths.slice(0, MAX_PLACES).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
