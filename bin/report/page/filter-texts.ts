import type { ReportIndex } from '../report-data';
import type { AlertFilter, FacetName } from './alerts/alert-filter';
import { rangeText } from './format';

/** As much of the page as the words depend on. */
interface Filtered {
  readonly filter: { readonly value: AlertFilter };
  readonly index: ReportIndex;
}

/** What facets are called. */
export const LABELS: Readonly<Record<FacetName, string>> = {
  severity: 'Severity',
  rule: 'Rule',
  title: 'What',
  actor: 'Actor',
  who: 'Session',
  address: 'Address',
  call: 'Call',
  region: 'Region',
  account: 'Account',
  resource: 'Resource',
  agent: 'User agent',
  outcome: 'Outcome',
  technique: 'Technique',
};

/** The filters in words, such as `Severity: high`; none if nothing is left out. */
export function filterTexts(model: Filtered): readonly string[] {
  const { chosen, from, to, query } = model.filter.value;
  const facets = Object.entries(chosen) as [FacetName, readonly string[]][];
  return [
    ...(query.trim() === '' ? [] : [`Search: ${query.trim()}`]),
    ...facets.map(([facet, values]) => {
      const names = values.map((value) => nameOf(model, facet, value) || 'not known');
      return `${LABELS[facet]}: ${names.join(' or ')}`;
    }),
    ...(from === undefined || to === undefined ? [] : [`When: ${rangeText(from, to)} UTC`]),
  ];
}

/** What a value of a facet is called. */
export function nameOf({ index }: Pick<Filtered, 'index'>, facet: FacetName, value: string): string {
  if (facet === 'rule') return index.rules[index.columns.rule.values.indexOf(value)]?.title ?? value;
  if (facet !== 'technique') return value;
  const name = index.techniques.find(({ id }) => id === value)?.name ?? '';
  return `${value} ${name}`.trim();
}
