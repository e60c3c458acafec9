import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ReportIndex } from '../report-data';
import {
  type AlertFilter,
  type FacetName,
  NO_FILTER,
  type PageState,
  parseFragment,
  toFragment,
  toggled,
  withChosen,
  withRange,
} from './alerts/alert-filter';
import { AlertSet, type FilteredAlerts, type SortOrder } from './alerts/alert-set';
import { DetailReader } from './read-data';

/** What the page shows, and what changes it. */
export class PageModel {
  readonly set: AlertSet;
  readonly details = new DetailReader();
  readonly filter: Signal<AlertFilter>;
  /** The actor whose page is open, as the column `actor` has it. */
  readonly actorPage: Signal<string | undefined>;
  readonly order: Signal<SortOrder> = signal({ by: 'time', isDescending: true });
  /** The number of the alert whose record is open. */
  readonly opened: Signal<number | undefined> = signal(undefined);
  readonly found: ReadonlySignal<FilteredAlerts>;
  readonly rows: ReadonlySignal<Uint32Array>;

  constructor(readonly index: ReportIndex) {
    this.set = new AlertSet(index);
    const { filter, actorPage } = parseFragment(location.hash);
    this.filter = signal(filter);
    this.actorPage = signal(actorPage);
    this.found = computed(() => this.set.filter(this.applied));
    this.rows = computed(() => this.set.sorted(this.found.value.rows, this.order.value));
    this.#followAddress();
  }

  /** The filter, and the actor whose page is open. */
  get applied(): AlertFilter {
    const actor = this.actorPage.value;
    return actor === undefined ? this.filter.value : withChosen(this.filter.value, 'actor', [actor]);
  }

  toggle(facet: FacetName, value: string): void {
    this.filter.value = toggled(this.filter.value, facet, value);
  }

  choose(facet: FacetName, values: readonly string[]): void {
    this.filter.value = withChosen(this.filter.value, facet, values);
  }

  chooseRange(range: readonly [number, number] | undefined): void {
    this.filter.value = withRange(this.filter.value, range);
  }

  search(query: string): void {
    this.filter.value = { ...this.filter.value, query };
  }

  clear(): void {
    this.filter.value = NO_FILTER;
  }

  sortBy(by: SortOrder['by']): void {
    const { by: before, isDescending } = this.order.value;
    const begin = by === 'time' || by === 'severity';
    this.order.value = { by, isDescending: by === before ? !isDescending : begin };
  }

  /** The address for a page that shows something else. */
  hrefOf(state: PageState): string {
    return `#${toFragment(state)}`;
  }

  /** A filter can be sent to others as a link, and Back goes to what was open before. */
  #followAddress(): void {
    addEventListener('hashchange', () => {
      const { filter, actorPage } = parseFragment(location.hash);
      if (toFragment({ filter, actorPage }) === this.#fragment) return;
      const isOtherPage = actorPage !== this.actorPage.value;
      this.filter.value = filter;
      this.actorPage.value = actorPage;
      if (isOtherPage) scrollTo(0, 0);
    });
    effect(() => {
      const fragment = this.#fragment;
      if (fragment !== location.hash.slice(1)) history.replaceState(null, '', `#${fragment}`);
    });
  }

  get #fragment(): string {
    return toFragment({ filter: this.filter.value, actorPage: this.actorPage.value });
  }
}
