import type { SiftedEntry } from '../../record/log-file/log-file-entry';
import type { EntryReader } from '../log-file-scan';
import type { FileNovelty } from './file-novelty';

/** The entries of a log file, in whose records it is marked what is new. What is written of a marked record is no longer its text. */
export function markedEntries(reader: EntryReader, novelty: FileNovelty): EntryReader {
  return {
    async next() {
      const step = await reader.next();
      if (step.done === true) return step;
      const records = step.value.flatMap((entry) => (entry.kind === 'record' ? [entry.record] : []));
      const marked = await novelty.mark(records);
      return { done: false, value: step.value.map((entry) => withoutText(entry, marked)) };
    },
  };
}

function withoutText(entry: SiftedEntry, marked: Awaited<ReturnType<FileNovelty['mark']>>): SiftedEntry {
  if (entry.kind !== 'record' || !marked.has(entry.record)) return entry;
  const { written: _, ...rest } = entry;
  return rest;
}
