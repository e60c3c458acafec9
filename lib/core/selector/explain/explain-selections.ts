import type { Selection } from '../selection';
import type { SelectableRecord } from './examined-record';
import { explainSelection } from './explain-selection';
import type { Explanation } from './explanation';

/**
 * Whether any of several trails logs the record. With more than one trail, names and reasons say which trail they
 * belong to; the reason against a record is that of every trail.
 */
export function explainSelections(selections: readonly Selection[], record: SelectableRecord): Explanation {
  const explanations = selections.map((selection) => explainSelection(selection, record));
  const [only] = explanations;
  if (only !== undefined && explanations.length === 1) return only;
  const named = explanations.map((explanation, index) => withTrail(explanation, selections[index], index));
  const telling = named.find(({ logged }) => logged === true) ?? named.find(({ logged }) => logged === null);
  if (telling !== undefined) return telling;
  return {
    logged: false,
    why: named.map(({ why }) => why).join('; ') || 'there is no trail',
    selectors: named.flatMap(({ selectors }) => selectors),
  };
}

function withTrail(explanation: Explanation, selection: Selection | undefined, index: number): Explanation {
  const trail = selection?.name ?? `trail ${index + 1}`;
  const { by, why, selectors } = explanation;
  return {
    ...explanation,
    ...(by === undefined ? {} : { by: `${trail}: ${by}` }),
    why: `${trail}: ${why}`,
    selectors: selectors.map((outcome) => ({ ...outcome, selector: `${trail}: ${outcome.selector}` })),
  };
}
