import { useEffect, useRef, useState } from 'preact/hooks';
import { countOf, countText, timeText, titleText } from '../format';
import type { PageModel } from '../page-model';
import { useVirtualRows } from '../use-virtual-rows';
import type { SortOrder } from './alert-set';

const COLUMNS: readonly { readonly by: SortOrder['by']; readonly label: string }[] = [
  { by: 'time', label: 'Time (UTC)' },
  { by: 'severity', label: 'Severity' },
  { by: 'title', label: 'What' },
  { by: 'who', label: 'Who' },
  { by: 'call', label: 'Call' },
  { by: 'address', label: 'From' },
  { by: 'account', label: 'Where' },
];

/** As in the style. */
const ROW_HEIGHT = 40;
const NARROW_ROW_HEIGHT = 84;

/** The rows of a screen, for the keys Page Up and Page Down. */
const PAGE_ROWS = 12;

/** The alerts that are shown; one of them is opened by a click or by Enter. */
export function AlertTable({ model }: { readonly model: PageModel }) {
  const rows = model.rows.value;
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useNarrow();
  const [active, setActive] = useState(0);
  const virtual = useVirtualRows({
    scroller,
    count: rows.length,
    rowHeight: isNarrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT,
  });
  useEffect(
    () =>
      // Other rows are read from the top.
      model.rows.subscribe(() => {
        setActive(0);
        scroller.current?.scrollTo(0, 0);
      }),
    [model],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      model.opened.value = rows[active];
      return;
    }
    const next = keyTarget(event.key, active, rows.length);
    if (next === undefined) return;
    event.preventDefault();
    setActive(next);
    virtual.scrollTo(next);
  };
  return (
    <div class="alerts">
      <SortBar model={model} />
      <div
        ref={scroller}
        class="alert-rows"
        role="grid"
        tabIndex={0}
        aria-label="Alerts. Arrow keys move between rows, Enter opens the record."
        aria-rowcount={rows.length}
        aria-colcount={COLUMNS.length}
        aria-activedescendant={rows.length === 0 ? undefined : `row-${active}`}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" class="row-space" style={{ blockSize: `${virtual.height}px` }}>
          {virtual.items.map(({ index, start }) => (
            <AlertRow
              key={index}
              model={model}
              place={index}
              row={rows[index] ?? 0}
              start={start}
              isActive={index === active}
              onOpen={() => {
                setActive(index);
                model.opened.value = rows[index];
              }}
            />
          ))}
        </div>
      </div>
      {rows.length === 0 && <NoRows model={model} />}
    </div>
  );
}

function NoRows({ model }: { readonly model: PageModel }) {
  if (model.set.size === 0) return <p class="empty">No alert was raised.</p>;
  return (
    <p class="empty">
      No alert is left by the filters.{' '}
      <button type="button" class="link" onClick={() => model.clear()}>
        Clear all filters
      </button>
    </p>
  );
}

function SortBar({ model }: { readonly model: PageModel }) {
  const { by, isDescending } = model.order.value;
  return (
    <div class="sort-bar" role="group" aria-label="Order of the alerts">
      {COLUMNS.map((column) => (
        <button
          key={column.by}
          type="button"
          class={`sort ${column.by}`}
          aria-pressed={by === column.by}
          aria-label={`Sort by ${column.label}${by === column.by ? `, now ${isDescending ? 'descending' : 'ascending'}` : ''}`}
          onClick={() => model.sortBy(column.by)}
        >
          {column.label}
          <span class="arrow" aria-hidden="true">
            {by === column.by ? (isDescending ? '↓' : '↑') : ''}
          </span>
        </button>
      ))}
    </div>
  );
}

interface AlertRowProps {
  readonly model: PageModel;
  readonly place: number;
  readonly row: number;
  readonly start: number;
  readonly isActive: boolean;
  readonly onOpen: () => void;
}

function AlertRow({ model, place, row, start, isActive, onOpen }: AlertRowProps) {
  const { set } = model;
  const severity = set.value('severity', row);
  const location = model.index.locations[set.idOf('address', row)] ?? '';
  return (
    <div
      id={`row-${place}`}
      role="row"
      class={isActive ? 'alert-row active' : 'alert-row'}
      aria-rowindex={place + 1}
      aria-selected={isActive}
      style={{ transform: `translateY(${start}px)` }}
      onClick={onOpen}
    >
      <Cell name="time" text={timeText(set.times[row] ?? Number.NaN)} />
      <Cell name={`severity ${severity}`} text={titleText(severity)} />
      <Cell name="title" text={set.value('title', row)} />
      <Cell name="who" text={set.value('who', row)} />
      <Cell name="call" text={set.value('call', row)} />
      <Cell name="address" text={`${set.value('address', row)}${location === '' ? '' : ` ${location}`}`} />
      <Cell name="where" text={`${set.value('account', row)} ${set.value('region', row)}`.trim()} />
    </div>
  );
}

function Cell({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <span role="gridcell" class={`cell ${name}`} title={text}>
      {text === '' ? '–' : text}
    </span>
  );
}

function keyTarget(key: string, active: number, count: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: PAGE_ROWS,
    PageUp: -PAGE_ROWS,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.max(0, Math.min(count - 1, active + step));
}

/** What is said of the number of alerts. */
export function foundText({ set, rows }: PageModel): string {
  const found = rows.value.length;
  return found === set.size
    ? countOf(found, 'alert')
    : `${countText(found)} of ${countOf(set.size, 'alert')}`;
}

/** As in the style. */
const NARROW = '(max-width: 60rem)';

/** Whether the page is too narrow for a table. */
function useNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const onChange = () => setNarrow(media.matches);
    media.addEventListener('change', onChange);
    return () => media.removeEventListener('change', onChange);
  }, []);
  return isNarrow;
}
