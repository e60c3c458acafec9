import { toPrintable } from '../../lib/core/safe-text/printable';
import type { EventTypeChange, SelectionChange } from '../../lib/core/selector/explain/compare-selections';

/** How many kinds of events are named; the rest are counted. */
const MAX_KINDS = 20;

/** What the selection drops of the archive or adds to it, a kind of events a line, and the totals as the last line. */
export function renderChange(change: SelectionChange, rejected: number): string {
  const changed = change.byEventType.filter(({ dropped, added, unknown }) => dropped + added + unknown > 0);
  const lines = changed.slice(0, MAX_KINDS).map(renderKind);
  const more = changed.length - lines.length;
  if (more > 0) lines.push(`and ${more} more kinds of events`);
  return [...lines, renderTotals(change, rejected)].join('\n');
}

function renderKind(kind: EventTypeChange): string {
  const { category, eventSource, eventName, kept, dropped, added, left, unknown, usdBefore, usdAfter } = kind;
  const counts = renderPairs({ kept, dropped, added, left, unknown });
  const cost = renderPairs({ 'usd-before': usdBefore.toFixed(6), 'usd-after': usdAfter.toFixed(6) });
  return toPrintable(`${category} ${eventSource} ${eventName}: ${counts} ${cost}`);
}

/** A contract that scripts read: records = kept + dropped + added + left + unknown. Costs are estimates. */
function renderTotals(change: SelectionChange, rejected: number): string {
  const { records, kept, dropped, added, left, unknown } = change;
  return renderPairs({
    ...{ records, kept, dropped, added, left, unknown, rejected },
    'dropped-share': change.droppedShare.toFixed(4),
    'added-share': change.addedShare.toFixed(4),
    'usd-before': change.usdBefore.toFixed(6),
    'usd-after': change.usdAfter.toFixed(6),
  });
}

function renderPairs(pairs: Readonly<Record<string, string | number>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
