import { recordsIn, withOthersMatched } from '../../../lib/core/scan/record-notes';
import type { SearchEvent, SearchedFile, SearchedPortion } from '../search-event';

/** What a file comes to with rules, and with the records beside the alerts, of two searches of it. */
export function withWatched(
  rules: readonly SearchEvent[],
  watched: readonly SearchEvent[],
): readonly SearchEvent[] {
  try {
    return joined(rules, watched);
  } catch {
    const end = watched.at(-1) as SearchedFile;
    return [{ ...end, unread: { reason: 'it changed while it was read' } }];
  }
}

function joined(rules: readonly SearchEvent[], watched: readonly SearchEvent[]): readonly SearchEvent[] {
  const end = watched.at(-1);
  if (end?.kind !== 'file' || end.unread !== undefined) return watched;
  const portions = watched.filter(isPortion);
  const records = portions.flatMap((portion) => portion.watched);
  const notes = portions.flatMap((portion) => [...recordsIn(portion.notes)]).values();
  let next = 0;
  return rules.map((event) => {
    if (!isPortion(event)) return event;
    const joined = withOthersMatched(event.notes, notes);
    const last = [...recordsIn(event.notes)].at(-1)?.index ?? -1;
    const from = next;
    while ((records[next]?.index ?? Number.POSITIVE_INFINITY) <= last) next += 1;
    return { ...event, notes: joined, watched: records.slice(from, next) };
  });
}

function isPortion(event: SearchEvent): event is SearchedPortion {
  return event.kind === 'portion';
}
