import type { AdvancedSelector, Selection } from '../selection';
import { allOf, anyOf, type Verdict } from '../selection-problem';
import { renderValue, type SelectorValue } from '../selector-value';
import { type ExaminedRecord, examineRecord, type SelectableRecord } from './examined-record';
import { explainAdvanced } from './explain-advanced';
import { explainBasic } from './explain-basic';
import { explainAggregation, explainInsights } from './explain-insights';
import { explainTrail } from './explain-trail';
import { type Explanation, renderOutcome, type SelectorVerdict } from './explanation';

/** What CloudTrail sets a trail to when it is given no selectors. */
const DEFAULT_SELECTOR: AdvancedSelector = {
  name: 'Management events selector',
  fieldSelectors: [{ field: 'eventCategory', equals: ['Management'] }],
};

/**
 * Whether a trail (or an event data store) with this selection logs the record, which selector does it, or which
 * condition of the nearest selector stands in the way.
 *
 * Never throws on a record: a member of another type than CloudTrail's counts as absent. A selection that the
 * API would refuse is taken at its words.
 */
export function explainSelection(selection: Selection, record: SelectableRecord): Explanation {
  const examined = examineRecord(record);
  const { trail, allowed, selectors, verdict } = judge(selection, examined);
  const trailWords = trail.filter((each) => each.verdict === allowed).map(({ words }) => words());
  if (allowed === 'no') return { logged: false, why: trailWords.join('; '), selectors: [] };
  const outcomes = selectors.map(renderOutcome);
  const why = noteDerivation(renderWhy(verdict, selectors), examined);
  const by = selectors.find((each) => each.verdict === verdict)?.selector;
  if (verdict === 'no') return { logged: false, why, selectors: outcomes };
  if (verdict === 'yes' && allowed === 'yes') return { logged: true, by, why, selectors: outcomes };
  const unknown = allowed === 'unknown' ? `only the deployment knows whether ${trailWords.join('; ')}` : why;
  return { logged: null, by, why: unknown, selectors: outcomes };
}

/** The same answer as {@link explainSelection} gives in `logged`, without the words. */
export function isLogged(selection: Selection, record: SelectableRecord): boolean | null {
  const { allowed, verdict } = judge(selection, examineRecord(record));
  const both = allOf([allowed, verdict]);
  return both === 'unknown' ? null : both === 'yes';
}

function judge(selection: Selection, examined: ExaminedRecord) {
  const trail = explainTrail(selection, examined);
  const allowed = allOf(trail.map(({ verdict }) => verdict));
  const selectors = allowed === 'no' ? [] : explainSelectors(selection, examined);
  return { trail, allowed, selectors, verdict: anyOf(selectors.map(({ verdict }) => verdict)) };
}

function explainSelectors(selection: Selection, examined: ExaminedRecord): readonly SelectorVerdict[] {
  const isTrail = selection.destination === 'trail';
  if (isTrail && examined.category === 'Insight') {
    return (selection.insights ?? []).map((insights) =>
      explainInsights(`Insights selector ${renderValue(insights.insightType)}`, insights, examined),
    );
  }
  if (isTrail && examined.category === 'Aggregated') {
    return (selection.aggregations ?? []).map((aggregation, index) =>
      explainAggregation(`aggregation configuration ${index + 1}`, aggregation, examined),
    );
  }
  const { basic, advanced = basic === undefined ? [DEFAULT_SELECTOR] : [] } = selection;
  return [
    ...advanced.map((selector, index) =>
      explainAdvanced(nameOf(selector.name, `advanced selector ${index + 1}`), selector, examined),
    ),
    ...(basic ?? []).map((selector, index) =>
      explainBasic(`event selector ${index + 1}`, selector, examined),
    ),
  ];
}

function nameOf(name: SelectorValue | undefined, otherwise: string): string {
  return name === undefined || name === '' ? otherwise : renderValue(name);
}

function renderWhy(verdict: Verdict, selectors: readonly SelectorVerdict[]): string {
  if (selectors.length === 0) return 'nothing is set to log events of this kind';
  const telling = selectors.filter((outcome) => outcome.verdict === verdict);
  const [nearest] = [...telling].sort((one, other) => one.distance - other.distance);
  return `${nearest?.selector}: ${nearest?.telling.map(({ words }) => words()).join('; ')}`;
}

function noteDerivation(why: string, { category, derivedFrom }: ExaminedRecord): string {
  return derivedFrom === undefined ? why : `${why}; taken as ${category} from ${derivedFrom}`;
}
