import type { IConstruct } from 'constructs';
import type { EverybodyAllowed } from '../../core/rule/everybody-allowed';
import { refuseUnlessAcknowledged, warnIfAcknowledged } from '../preflight/report-finding';
import type { RuleSet } from './rule-set';

/** Ends the synth on allow lists for everybody, unless that is acknowledged; those of `reported` were, where they are. */
export function refuseAllowingEverybody(scope: IConstruct, rules: RuleSet, reported?: RuleSet): void {
  const known = reported?._everybody().map(renderEverybody) ?? [];
  const found = rules
    ._everybody()
    .map(renderEverybody)
    .filter((each) => !known.includes(each));
  if (found.length === 0) return;
  refuseUnlessAcknowledged(scope, 'allowsEverybody', found.join('; '));
  // Acknowledged or not, those who read the synth see that the rules are silent.
  warnIfAcknowledged(scope, { id: 'everybodyAllowed', of: 'allowsEverybody', found: found.join('; ') });
}

function renderEverybody({ name, why }: EverybodyAllowed): string {
  return `the ${name} is for everybody: ${why}`;
}
