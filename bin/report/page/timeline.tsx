import { useMemo, useRef, useState } from 'preact/hooks';
import { countOf, momentText, rangeText } from './format';
import type { PageModel } from './page-model';
import { SEVERITIES } from './severities';
import { type TimeBin, toTimeBins } from './time-bins';

/** Alerts over time, by severity. A bar, or some in a row, narrows the page to its time. */
export function Timeline({ model }: { readonly model: PageModel }) {
  const { timed } = model.found.value;
  const bins = useMemo(() => binsOf(model, timed), [model, timed]);
  if (bins.length === 0) return null;
  return (
    <section class="section" aria-labelledby="timeline-title">
      <h2 id="timeline-title">
        When <span class="quiet">UTC</span>
      </h2>
      <Bars model={model} bins={bins} />
    </section>
  );
}

function binsOf({ set, index }: PageModel, rows: Uint32Array): readonly TimeBin[] {
  const order: readonly string[] = SEVERITIES;
  const places = index.columns.severity.values.map((value) => order.indexOf(value));
  const severityOf = (row: number) => places[set.idOf('severity', row)] ?? 0;
  return toTimeBins({ rows, times: set.times, severityOf, severities: SEVERITIES.length });
}

interface BarsProps {
  readonly model: PageModel;
  readonly bins: readonly TimeBin[];
}

function Bars({ model, bins }: BarsProps) {
  const [focused, setFocused] = useState(0);
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  const [anchor, setAnchor] = useState<number | undefined>(undefined);
  const group = useRef<HTMLDivElement>(null);
  const most = Math.max(...bins.map(({ total }) => total));
  const { from, to } = model.filter.value;
  const current = Math.min(focused, bins.length - 1);
  const choose = (one: number, other: number) => {
    const [first, last] = [bins[Math.min(one, other)], bins[Math.max(one, other)]];
    if (first === undefined || last === undefined) return;
    const isSame = from === first.from && to === last.to;
    model.chooseRange(isSame ? undefined : [first.from, last.to]);
  };
  const move = (place: number) => {
    const next = Math.max(0, Math.min(bins.length - 1, place));
    setFocused(next);
    setPointed(next);
    group.current?.querySelectorAll('button')[next]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = keyTarget(event.key, current, bins.length);
    if (target === undefined) return;
    event.preventDefault();
    move(target);
  };
  const onPointerUp = (place: number) => {
    if (anchor !== undefined && anchor !== place) choose(anchor, place);
    setAnchor(undefined);
  };
  const first = bins[0];
  const last = bins.at(-1);
  return (
    <div class="timeline">
      <p class="timeline-caption">{captionOf(pointed === undefined ? undefined : bins[pointed], model)}</p>
      <div
        ref={group}
        class="bars"
        role="group"
        aria-label="Alerts over time. Arrow keys move between bars, Enter shows the alerts of a bar."
        onKeyDown={onKeyDown}
        onPointerLeave={() => setPointed(undefined)}
      >
        {bins.map((bin, place) => (
          <button
            key={bin.from}
            type="button"
            class={isOutside(bin, from, to) ? 'bin outside' : 'bin'}
            tabIndex={place === current ? 0 : -1}
            aria-pressed={from === bin.from && to === bin.to}
            aria-label={`${rangeText(bin.from, bin.to)} UTC: ${countOf(bin.total, 'alert')}`}
            onClick={() => choose(place, place)}
            onFocus={() => setPointed(place)}
            onPointerDown={() => setAnchor(place)}
            onPointerUp={() => onPointerUp(place)}
            onPointerEnter={() => setPointed(place)}
          >
            {SEVERITIES.map((severity, at) => {
              const count = bin.counts[at] ?? 0;
              return (
                count > 0 && (
                  <span
                    key={severity}
                    class={`part ${severity}`}
                    style={{ blockSize: `${(100 * count) / most}%` }}
                  />
                )
              );
            })}
          </button>
        ))}
      </div>
      <div class="axis" aria-hidden="true">
        {first !== undefined && <span>{momentText(first.from)}</span>}
        {bins.length > 8 && <span>{momentText(bins[Math.floor(bins.length / 2)]?.from ?? 0)}</span>}
        {last !== undefined && <span>{momentText(last.to)}</span>}
      </div>
    </div>
  );
}

function keyTarget(key: string, current: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return current + 1;
    case 'ArrowLeft':
      return current - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

function isOutside(
  { from, to }: TimeBin,
  first = Number.NEGATIVE_INFINITY,
  end = Number.POSITIVE_INFINITY,
): boolean {
  return to <= first || from >= end;
}

function captionOf(bin: TimeBin | undefined, model: PageModel): string {
  if (bin !== undefined) {
    const parts = SEVERITIES.flatMap((severity, at) => {
      const count = bin.counts[at] ?? 0;
      return count === 0 ? [] : [`${count} ${severity}`];
    });
    const counts = parts.length === 0 ? 'no alerts' : parts.join(', ');
    return `${rangeText(bin.from, bin.to)}: ${counts}`;
  }
  const { from, to } = model.filter.value;
  if (from !== undefined && to !== undefined) return `${rangeText(from, to)} is shown`;
  return 'Point at a bar for its numbers; choose one, or drag over several, to show their alerts alone.';
}
