import { toEnvelope } from '../../../lib/core/pattern/event-pattern/to-envelope';
import { compiledAbsences } from '../../../test/equivalence/absent-values';
import type { Outcome } from '../outcome';
import type { EventRuler } from './event-ruler';

/**
 * event-ruler on what is compiled for absent and null members: each pattern matches where the rule does, for members that are absent,
 * null, empty, and of each type that the field has.
 */
export async function checkAbsence(ruler: EventRuler, outcome: Outcome): Promise<void> {
  let [compared, matching] = [0, 0];
  const found: string[] = [];
  for (const { name, pattern, records } of compiledAbsences()) {
    const events = records.map(({ record }) => JSON.stringify(toEnvelope(record)));
    const [answer] = await ruler.match([pattern], events);
    if (answer === undefined || 'refused' in answer) {
      found.push(`${name} is refused: ${pattern}`);
      continue;
    }
    for (const [index, { value, isMatch }] of records.entries()) {
      compared += 1;
      if (isMatch) matching += 1;
      const verdict = answer.verdicts[index];
      if (verdict !== isMatch) found.push(`${name}, ${value}: event-ruler says ${verdict}: ${pattern}`);
    }
  }
  outcome.check(
    found.length === 0 && matching > 0 && matching < compared,
    `event-ruler, members that are absent or null: ${compared} verdicts, ${matching} match, ${found.length} differ`,
    found.slice(0, 5),
  );
}
