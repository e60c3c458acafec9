import type { Selection } from '../selection';
import { refusal, type SelectionProblem } from '../selection-problem';
import { verifyAdvanced } from './verify-advanced';
import { verifyBasic } from './verify-basic';
import { verifyAggregations, verifyInsights } from './verify-insights';

/**
 * Everything over which the API would refuse the selection, and what is allowed but hardly meant. What only the
 * deployment knows is taken as right.
 *
 * @param path where the selection's properties stand, such as `Resources.Trail.Properties`
 */
export function verifySelection(selection: Selection, path = ''): readonly SelectionProblem[] {
  const { destination, advanced, basic, insights, aggregations } = selection;
  const at = (property: string): string => (path === '' ? property : `${path}.${property}`);
  return [
    ...(advanced === undefined ? [] : verifyAdvanced(destination, advanced, at('AdvancedEventSelectors'))),
    ...(basic === undefined ? [] : verifyBasic(basic, at('EventSelectors'))),
    ...verifyMixture(selection, at),
    ...(insights === undefined ? [] : verifyInsights(selection, at('InsightSelectors'))),
    ...(aggregations === undefined ? [] : verifyAggregations(selection, at('AggregationConfigurations'))),
  ];
}

function verifyMixture(selection: Selection, at: (property: string) => string): readonly SelectionProblem[] {
  const { destination, advanced, basic, aggregations, multiRegion, includeGlobalServiceEvents } = selection;
  const problems: SelectionProblem[] = [];
  if (advanced !== undefined && basic !== undefined) {
    const message = 'a trail has either EventSelectors or AdvancedEventSelectors; remove one of the two';
    problems.push(refusal('basic-and-advanced', at('EventSelectors'), message));
  }
  if (basic !== undefined && destination === 'eventDataStore') {
    const message = 'event data stores have advanced selectors only; use AdvancedEventSelectors';
    problems.push(refusal('basic-in-event-data-store', at('EventSelectors'), message));
  }
  if (aggregations !== undefined && destination === 'eventDataStore') {
    const message = 'only trails aggregate events; remove the configuration';
    problems.push(refusal('trails-only', at('AggregationConfigurations'), message));
  }
  if (multiRegion === true && includeGlobalServiceEvents === false) {
    const message = 'a multi-Region trail must include global service events; set it to true';
    problems.push(refusal('global-events-required', at('IncludeGlobalServiceEvents'), message));
  }
  return problems;
}
