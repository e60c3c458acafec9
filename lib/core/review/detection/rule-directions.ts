import type { JsonObject } from '../../json/json-value';
import { isJsonObject } from '../../json/json-value';
import type { ComparedMeaning, Direction } from '../meaning/compare-conditions';
import { compareMeanings, soughtIn } from '../meaning/compare-meanings';
import type { RuleLine } from '../metadata/decisions';
import type { ChangeKind } from '../review-change';
import type { Route } from './decided-estate';

/** What a changed condition means for alerts. */
export type ChangedCondition = readonly [kind: ChangeKind, message: string];

/** The message of a condition that only other parts of the templates show. */
const OTHER_CONDITION = 'its condition changed';

const UNREAD = 'its condition changed, and the files that were read do not contain both conditions';

/**
 * What the changed condition of a rule means, by the rules themselves where the assemblies have them.
 *
 * @param compared what is known of it beside other rules
 */
export function changedCondition(
  [before, after]: readonly [before: Route, after: Route],
  { id }: RuleLine,
  compared?: ComparedMeaning,
): ChangedCondition | undefined {
  const [old, fresh] = [before.meanings(), after.meanings()];
  if (old === 'pipeline' || fresh === 'pipeline') return ['detection-changed', OTHER_CONDITION];
  const [one, other] = [old.get(id), fresh.get(id)];
  if (one === undefined || other === undefined) return ['detection-unknown', UNREAD];
  const { direction, example, isTooLarge } = compared ?? compareMeanings(one, other, soughtIn);
  const alone = compared === undefined ? '' : ', nor does another rule of at least its severity';
  const such = example === undefined ? '' : `, such as one with ${inWords(example)}`;
  switch (direction) {
    case 'same':
      return undefined;
    case 'weaker':
      return ['detection-weakened', `it no longer finds some of the records that it found${alone}${such}`];
    case 'stronger':
      return ['detection-strengthened', `it finds more records than before${such}`];
    case 'changed':
      return ['detection-changed', `${OTHER_CONDITION}; it finds all records that it found`];
    case 'unknown':
      return [
        'detection-unknown',
        `${OTHER_CONDITION}; ${isTooLarge ? 'it is too large to be compared, and ' : ''}whether it finds all records that it found is not decided`,
      ];
    default:
      return direction satisfies never;
  }
}

/** What a change of all that a rule looks for and leaves out means; `undefined` if the files do not show it. */
export function wholeDirection(before: Route, after: Route, { id }: RuleLine): Direction | undefined {
  const [old, fresh] = [before.meanings(), after.meanings()];
  if (old === 'pipeline' || fresh === 'pipeline') return undefined;
  const [one, other] = [old.get(id), fresh.get(id)];
  return one && other && compareMeanings(one, other, (condition) => condition).direction;
}

/** Fields of an example that are named. */
const MAX_FIELDS = 4;

function inWords(example: JsonObject): string {
  const fields = fieldsIn(example, '');
  return (
    `${fields.slice(0, MAX_FIELDS).join(', ')}${fields.length > MAX_FIELDS ? ' …' : ''}` || 'no field at all'
  );
}

function fieldsIn(value: JsonObject, path: string): readonly string[] {
  return Object.entries(value).flatMap(([name, member]) =>
    isJsonObject(member)
      ? fieldsIn(member, `${path}${name}.`)
      : [`${path}${name} = ${typeof member === 'string' ? member : JSON.stringify(member)}`],
  );
}
