import type { IConstruct } from 'constructs';
import { noteIfAcknowledged, refuseUnlessAcknowledged } from '../preflight/report-finding';
import type { RuleSet } from './rule-set';

/** Ends the synth on allow lists for everybody, unless that is acknowledged; those of `reported` were, where they are. */
export function refuseAllowingEverybody(scope: IConstruct, rules: RuleSet, reported?: RuleSet): void {
  const known = reported?._everybody() ?? [];
  const found = rules._everybody().filter((each) => !known.includes(each));
  if (found.length === 0) return;
  refuseUnlessAcknowledged(scope, 'allowsEverybody', found.join('; '));
  // Acknowledged or not, those who read the synth see that the rules are silent.
  noteIfAcknowledged(scope, { id: 'everybodyAllowed', of: 'allowsEverybody', found: found.join('; ') });
}
