import { toJsonText } from '../../lib/core/safe-text/json-text';
import { toPrintable } from '../../lib/core/safe-text/printable';
import type { Explanation } from '../../lib/core/selector/explain/explanation';
import type { NumberedRecord } from './read-records';

/** A line of ndjson: the same keys in every line, in this order. */
export function renderExplanationLine({ index }: NumberedRecord, { logged, by, why }: Explanation): string {
  return `${toJsonText({ index, logged, by: by ?? null, why })}\n`;
}

/** A sentence for people. */
export function renderExplanationText({ index, record }: NumberedRecord, explanation: Explanation): string {
  const { logged, why } = explanation;
  const verdict = logged === null ? 'unknown' : logged ? 'logged' : 'left';
  const call = record.eventName === undefined ? '' : `${record.eventSource} ${record.eventName}: `;
  return `${toPrintable(`${String(index).padStart(6)}  ${verdict.padEnd(7)}  ${call}${why}`)}\n`;
}
