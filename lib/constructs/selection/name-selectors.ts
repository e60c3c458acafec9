import { type AdvancedSelector, fieldSelectorsOf, type Selection } from '../../core/selector/selection';

/**
 * The selection with a name for every advanced selector that has none, so that an explanation can say which one it
 * was: what it selects, and a number where several select the same.
 *
 * @param suffixOf what the name of a selector says beyond its kind of events
 */
export function nameSelectors(
  selection: Selection,
  suffixOf: (selector: AdvancedSelector) => string = () => '',
): Selection {
  if (selection.advanced === undefined) return selection;
  const kinds = selection.advanced.map((selector) => kindOf(selector) + suffixOf(selector));
  const advanced = selection.advanced.map((selector, index) => {
    const kind = kinds[index] ?? '';
    const number = kinds.slice(0, index + 1).filter((each) => each === kind).length;
    return { name: number === 1 ? kind : `${kind}, ${number}`, ...selector };
  });
  return { ...selection, advanced };
}

function kindOf(selector: AdvancedSelector): string {
  const asked = (field: string) => fieldSelectorsOf(selector, field)[0]?.equals?.[0];
  const category = asked('eventCategory');
  if (category === 'Data') return `Data events of ${asked('resources.type')}`;
  return category === 'NetworkActivity' ? `Network activity of ${asked('eventSource')}` : 'Management events';
}
