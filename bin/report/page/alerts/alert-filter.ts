import { COLUMN_NAMES, type ColumnName } from '../../report-data';

/** What alerts are chosen by, beside columns. */
export type FacetName = ColumnName | 'technique';

/** Which alerts are shown: those that have one of the chosen values of each facet, every word, and a time in the range. */
export interface AlertFilter {
  readonly query: string;
  readonly chosen: Readonly<Partial<Record<FacetName, readonly string[]>>>;
  /** In seconds; the first that is shown. */
  readonly from?: number;
  /** In seconds; the first that is not shown any more. */
  readonly to?: number;
}

/** Everything is shown. */
export const NO_FILTER: AlertFilter = { query: '', chosen: {} };

const FACETS: readonly FacetName[] = [...COLUMN_NAMES, 'technique'];

/** The filter with a value that is chosen if it was not, and the other way round. */
export function toggled(filter: AlertFilter, facet: FacetName, value: string): AlertFilter {
  const before = filter.chosen[facet] ?? [];
  const isChosen = before.includes(value);
  return withChosen(filter, facet, isChosen ? before.filter((each) => each !== value) : [...before, value]);
}

/** The filter with these values of a facet alone. */
export function withChosen(filter: AlertFilter, facet: FacetName, values: readonly string[]): AlertFilter {
  const { [facet]: _, ...chosen } = filter.chosen;
  return { ...filter, chosen: values.length === 0 ? chosen : { ...chosen, [facet]: values } };
}

/** The filter with a range of time, or without one. */
export function withRange(filter: AlertFilter, range: readonly [number, number] | undefined): AlertFilter {
  const { from: _from, to: _to, ...rest } = filter;
  return range === undefined ? rest : { ...rest, from: range[0], to: range[1] };
}

/** Whether a value of a facet is chosen. */
export function isChosen(filter: AlertFilter, facet: FacetName, value: string): boolean {
  return filter.chosen[facet]?.includes(value) === true;
}

/** Whether everything is shown. */
export function isOpen({ query, chosen, from, to }: AlertFilter): boolean {
  return query.trim() === '' && Object.keys(chosen).length === 0 && from === undefined && to === undefined;
}

/** What the address of the page says of what it shows. */
export interface PageState {
  readonly filter: AlertFilter;
  /** The actor whose page is open. */
  readonly actorPage?: string;
  /** The id of the case whose page is open. */
  readonly casePage?: string;
}

/** As the fragment of an address, without `#`. */
export function toFragment({ filter, actorPage, casePage }: PageState): string {
  const parameters = new URLSearchParams();
  if (actorPage !== undefined) parameters.set('page', actorPage);
  if (casePage !== undefined) parameters.set('case', casePage);
  if (filter.query !== '') parameters.set('q', filter.query);
  for (const facet of FACETS) for (const value of filter.chosen[facet] ?? []) parameters.append(facet, value);
  if (filter.from !== undefined) parameters.set('from', String(filter.from));
  if (filter.to !== undefined) parameters.set('to', String(filter.to));
  return parameters.toString();
}

/** Reads what {@link toFragment} wrote; what it does not know is left out. */
export function parseFragment(text: string): PageState {
  const parameters = new URLSearchParams(text.replace(/^#/, ''));
  const chosen = FACETS.flatMap((facet) => {
    const values = parameters.getAll(facet);
    return values.length === 0 ? [] : [[facet, values]];
  });
  const actorPage = parameters.get('page') ?? undefined;
  const casePage = parameters.get('case') ?? undefined;
  const from = numberOf(parameters.get('from'));
  const to = numberOf(parameters.get('to'));
  return {
    filter: {
      query: parameters.get('q') ?? '',
      chosen: Object.fromEntries(chosen),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    },
    ...(actorPage === undefined ? {} : { actorPage }),
    ...(casePage === undefined ? {} : { casePage }),
  };
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^-?\d{1,12}$/.test(text) ? Number(text) : undefined;
}
