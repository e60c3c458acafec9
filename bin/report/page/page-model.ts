import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { ALERTS_A_BLOCK, type AlertDetail, DATA_ELEMENTS, type ReportIndex } from '../report-data';
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
import { AlertSet, FIRST_ORDER, type FilteredAlerts, type SortOrder } from './alerts/alert-set';

/** What the page cannot be shown without. */
export class NoData extends Error {}

/** The index that is in the page. */
export async function readIndex(): Promise<ReportIndex> {
  if (!('DecompressionStream' in globalThis))
    throw new NoData('This browser cannot unpack the alerts of this page. Use a version of 2023 or later.');
  const text = document.getElementById(DATA_ELEMENTS.index)?.textContent;
  if (text === null || text === undefined || text === '')
    throw new NoData('The alerts of this page are missing: the file is not whole.');
  return (await decompressed(text)) as ReportIndex;
}

/** The number of blocks that stay unpacked. */
const MAX_BLOCKS = 8;

/** Details of alerts, unpacked on demand. */
class DetailReader {
  readonly #elements = document.getElementsByClassName(DATA_ELEMENTS.block);
  readonly #blocks = new Map<number, Promise<readonly AlertDetail[]>>();

  /** The details of the alert of a number. */
  async read(row: number): Promise<AlertDetail | undefined> {
    const block = await this.#block(Math.floor(row / ALERTS_A_BLOCK));
    return block[row % ALERTS_A_BLOCK];
  }

  #block(place: number): Promise<readonly AlertDetail[]> {
    const known = this.#blocks.get(place) ?? this.#unpack(place);
    this.#blocks.delete(place);
    this.#blocks.set(place, known);
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= MAX_BLOCKS) break;
      this.#blocks.delete(oldest);
    }
    return known;
  }

  async #unpack(place: number): Promise<readonly AlertDetail[]> {
    const text = this.#elements[place]?.textContent ?? '';
    return (await decompressed(text)) as readonly AlertDetail[];
  }
}

async function decompressed(base64: string): Promise<unknown> {
  const bytes = bytesOf(base64);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(unpacked).json();
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** What the page shows, and what changes it. */
export class PageModel {
  readonly set: AlertSet;
  readonly details = new DetailReader();
  readonly filter: Signal<AlertFilter>;
  /** The actor whose page is open, as the column `actor` has it. */
  readonly actorPage: Signal<string | undefined>;
  /** The id of the case whose page is open. */
  readonly casePage: Signal<string | undefined>;
  readonly order: Signal<SortOrder> = signal(FIRST_ORDER);
  /** The number of the alert whose record is open. */
  readonly opened: Signal<number | undefined> = signal(undefined);
  readonly found: ReadonlySignal<FilteredAlerts>;
  readonly rows: ReadonlySignal<Uint32Array>;

  constructor(readonly index: ReportIndex) {
    this.set = new AlertSet(index);
    const { filter, actorPage, casePage } = parseFragment(location.hash);
    this.filter = signal(filter);
    this.actorPage = signal(actorPage);
    this.casePage = signal(casePage);
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
      const { filter, actorPage, casePage } = parseFragment(location.hash);
      if (toFragment({ filter, actorPage, casePage }) === this.#fragment) return;
      const isOtherPage = actorPage !== this.actorPage.value || casePage !== this.casePage.value;
      this.filter.value = filter;
      this.actorPage.value = actorPage;
      this.casePage.value = casePage;
      if (isOtherPage) scrollTo(0, 0);
    });
    effect(() => {
      const fragment = this.#fragment;
      if (fragment !== location.hash.slice(1)) history.replaceState(null, '', `#${fragment}`);
    });
  }

  get #fragment(): string {
    return toFragment({
      filter: this.filter.value,
      actorPage: this.actorPage.value,
      casePage: this.casePage.value,
    });
  }
}
