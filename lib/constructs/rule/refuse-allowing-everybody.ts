import type { IConstruct } from 'constructs';
import type { EverybodyAllowed } from '../../core/rule/everybody-allowed';
import { refuseUnlessAcknowledged, warnIfAcknowledged } from '../preflight/report-finding';

/** What leaves calls out: a set of rules or of alarms. */
interface Allowing {
  _everybody(): readonly EverybodyAllowed[];
}

/** Fails the synthesis for allow lists that match everyone, unless acknowledged; those in `reported` are reported elsewhere. */
export function refuseAllowingEverybody(scope: IConstruct, rules: Allowing, reported?: Allowing): void {
  const known = reported?._everybody().map(renderEverybody) ?? [];
  const found = rules
    ._everybody()
    .map(renderEverybody)
    .filter((each) => !known.includes(each));
  if (found.length === 0) return;
  refuseUnlessAcknowledged(scope, 'allowsEverybody', found.join('; '));
  // Acknowledged or not, the synthesis output shows that the rules are silent.
  warnIfAcknowledged(scope, { id: 'everybodyAllowed', of: 'allowsEverybody', found: found.join('; ') });
}

function renderEverybody({ name, why }: EverybodyAllowed): string {
  return `the ${name} applies to everyone: ${why}`;
}
