import type { CloudTrailRecord } from '../../lib/core/record/record';

/** Half of a surrogate pair, as JSON writes it. The backslash before it may itself be escaped: this finds too many. */
const LONE_SURROGATE = /\\ud[89a-f]/i;

/** The JSON of a record for DuckDB, which refuses half of a surrogate pair: U+FFFD is in its place. */
export function toDuckdbJson(record: CloudTrailRecord): string {
  const text = JSON.stringify(record);
  return LONE_SURROGATE.test(text) ? JSON.stringify(wellFormed(record)) : text;
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return toWellFormed(value);
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [toWellFormed(key), wellFormed(member)]),
  );
}

function toWellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
