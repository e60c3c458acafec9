import type { Alert } from '../../alert/alert';
import { isFailure } from '../../fact/outcome';
import { isBelow, isRaised, matchSeverity, type Severity } from '../../rule/rule';
import type { RuleUnion, Side, Variant } from './rule-union';

/** The result of the two rule sets for one alert. */
export interface ComparedAlert {
  readonly ruleId: string;
  /** As the search for the union raised it: id, rule and severity are not those of either side. */
  readonly alert: Alert;
  /** A side that does not raise it has none. */
  readonly severities: Readonly<Partial<Record<Side, Severity>>>;
}

/**
 * Compares the alerts of a union that are about one thing: a record, or a group in a period. A rule that several of them are of,
 * because it looks for something else after the change, is one comparison: the alert has one id.
 */
export function compareAlerts(
  alerts: Iterable<Alert>,
  variants: RuleUnion['variants'],
): readonly ComparedAlert[] {
  const compared = new Map<string, ComparedAlert>();
  for (const alert of alerts) {
    for (const variant of variants.get(alert.ruleId) ?? []) {
      const { id: ruleId, side } = variant;
      const severity = raisedSeverity(variant, alert);
      if (severity === undefined) continue;
      const severities: ComparedAlert['severities'] = compared.get(ruleId)?.severities ?? {};
      const known = severities[side];
      if (known !== undefined && !isBelow(known, severity)) continue;
      compared.set(ruleId, { ruleId, alert, severities: { ...severities, [side]: severity } });
    }
  }
  return [...compared.values()];
}

function raisedSeverity(variant: Variant, { outcome }: Alert): Severity | undefined {
  const severity = matchSeverity(variant, isFailure(outcome));
  return isRaised(variant, severity) ? severity : undefined;
}

/** The effect of a change of the rules on an alert. */
export const EFFECTS = ['gained', 'lost', 'raised', 'lowered', 'same'] as const;
export type Effect = (typeof EFFECTS)[number];

/** `raised` and `lowered` are alerts of both sides whose severity is another one. */
export function effectOn({ severities: { base, head } }: ComparedAlert): Effect {
  if (base === undefined) return 'gained';
  if (head === undefined) return 'lost';
  if (base === head) return 'same';
  return isBelow(base, head) ? 'raised' : 'lowered';
}
