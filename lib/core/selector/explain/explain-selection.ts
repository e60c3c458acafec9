import { compareText } from '../operator';
import type { AdvancedSelector, BasicSelector, DataResource, Selection } from '../selection';
import { allOf, anyOf, not, type Verdict, verdictOf } from '../selection-problem';
import {
  basicResourceType,
  isResolved,
  renderValue,
  resolveReferences,
  type SelectorValue,
} from '../selector-value';
import {
  type ExaminedRecord,
  examineRecord,
  resourcesOf,
  type SelectableRecord,
  type Target,
  textAt,
} from './examined-record';
import { explainAdvanced } from './explain-advanced';
import { explainAggregation, explainInsights } from './explain-insights';
import { explainTrail } from './explain-trail';
import {
  type ConditionOutcome,
  type Explanation,
  outcomeOf,
  renderOutcome,
  renderValues,
  type SelectorVerdict,
} from './explanation';

/** What CloudTrail sets a trail to when it is given no selectors. */
const DEFAULT_SELECTOR: AdvancedSelector = {
  name: 'Management events selector',
  fieldSelectors: [{ field: 'eventCategory', equals: ['Management'] }],
};

/**
 * Whether a trail (or an event data store) with this selection logs the record, which selector does it, or which
 * condition of the nearest selector is in the way.
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

/**
 * What a basic selector does with a record: management and data events only, by its read/write type; data events
 * by the resources it lists.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
 */
function explainBasic(name: string, selector: BasicSelector, examined: ExaminedRecord): SelectorVerdict {
  switch (examined.category) {
    case 'Management':
      return outcomeOf(name, [
        explainInclusion(selector),
        explainReadWrite(selector, examined),
        explainExclusion(selector, examined),
      ]);
    case 'Data':
      return outcomeOf(name, [
        explainReadWrite(selector, examined),
        explainDataResources(selector, examined),
      ]);
    default:
      return outcomeOf(name, [
        {
          verdict: 'no',
          words: () => `basic selectors log no events of the category '${examined.category}'`,
        },
      ]);
  }
}

function explainInclusion({ includeManagementEvents = true }: BasicSelector): ConditionOutcome {
  const verdict: Verdict =
    typeof includeManagementEvents === 'boolean' ? verdictOf(includeManagementEvents) : 'unknown';
  return { verdict, words: () => `IncludeManagementEvents is ${renderValue(includeManagementEvents)}` };
}

function explainReadWrite(
  { readWriteType = 'All' }: BasicSelector,
  { record }: ExaminedRecord,
): ConditionOutcome {
  const readOnly = textAt(record, 'readOnly');
  const found = readOnly === undefined ? 'the record has no readOnly' : `readOnly is '${readOnly}'`;
  const words = (): string => `${found} (ReadWriteType ${renderValue(readWriteType)})`;
  if (!isResolved(readWriteType)) return { verdict: 'unknown', words };
  if (readWriteType === 'All') return { verdict: 'yes', words };
  const asked = new Map([
    ['ReadOnly', 'true'],
    ['WriteOnly', 'false'],
  ]).get(readWriteType);
  return { verdict: verdictOf(asked !== undefined && readOnly === asked), words };
}

function explainExclusion(
  { excludeManagementEventSources: excluded = [] }: BasicSelector,
  { record }: ExaminedRecord,
): ConditionOutcome {
  const source = textAt(record, 'eventSource') ?? '';
  const verdict = allOf(excluded.map((value) => not(compareText('equals', source, value))));
  const rule = excluded.length === 0 ? '' : ` (ExcludeManagementEventSources ${renderValues(excluded)})`;
  return { verdict, words: () => `eventSource is '${source}'${rule}` };
}

function explainDataResources(
  { dataResources = [] }: BasicSelector,
  { record, partition }: ExaminedRecord,
): ConditionOutcome {
  const resources = resourcesOf(record);
  const verdicts = dataResources.flatMap((listed) =>
    resources.map((resource) => judgeResource(resource, listed, partition)),
  );
  return { verdict: anyOf(verdicts), words: () => renderResources(resources, dataResources) };
}

function renderResources(resources: readonly Target[], dataResources: readonly DataResource[]): string {
  const names = resources.map(
    ({ type, arn }) => `${type ?? 'a resource without type'} ${arn ?? 'without ARN'}`,
  );
  const found =
    names.length === 0 ? 'the record names no resource' : `its resources are ${renderValues(names)}`;
  const asked = dataResources.map(({ type, values }) => `${renderValue(type)} ${renderValues(values)}`);
  const rule = asked.length === 0 ? 'the selector has no DataResources' : `DataResources ${asked.join(', ')}`;
  return `${found} (${rule})`;
}

function judgeResource(resource: Target, listed: DataResource, partition: string): Verdict {
  if (resource.type === undefined) return 'no';
  const ofType = compareText('equals', resource.type, listed.type);
  const values = listed.values.map((value) => judgeValue(resource, value, partition));
  return allOf([ofType, anyOf(values)]);
}

function judgeValue({ type, arn }: Target, value: SelectorValue, partition: string): Verdict {
  const facts = basicResourceType(type ?? '');
  if (facts === undefined) return 'no';
  const known = resolveReferences(value, (name) => (name === 'AWS::Partition' ? partition : undefined));
  const all = isResolved(known) && facts.all.test(known);
  // Without an ARN the type alone shows that it is one of all.
  if (arn === undefined) return verdictOf(all);
  return compareText(all ? 'startsWith' : facts.relation, arn, known);
}

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
