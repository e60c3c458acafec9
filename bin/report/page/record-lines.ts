import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import type { HeldCondition } from '../report-data';
import { cutText } from './format';

/** Of a name or a value as JSON; longer than a policy that IAM accepts. `Copy as JSON` has all of it. */
const MAX_TEXT = 10_000;

/** A line of a record as it is printed. */
export interface RecordLine {
  readonly depth: number;
  /** With its quotes; absent for elements of arrays. */
  readonly key?: string;
  readonly text: string;
  /** What follows the value. */
  readonly end: string;
  /** The numbers, from 1, of the conditions that the value satisfies. */
  readonly marks: readonly number[];
}

/** A record as JSON, a line a value, each with the conditions that it satisfies. */
export function toRecordLines(record: Json, held: readonly HeldCondition[]): readonly RecordLine[] {
  const marks = new Map<string, number[]>();
  for (const [at, [, places]] of held.entries()) {
    for (const place of places) {
      const key = JSON.stringify(place);
      marks.set(key, [...(marks.get(key) ?? []), at + 1]);
    }
  }
  const lines: RecordLine[] = [];
  const write = (value: Json, place: readonly (string | number)[], isLast: boolean): void => {
    const last = place.at(-1);
    const key = typeof last === 'string' ? shownText(last) : undefined;
    const line = { depth: place.length, ...(key === undefined ? {} : { key }) };
    const end = isLast ? '' : ',';
    const found = marks.get(JSON.stringify(place)) ?? [];
    const members = membersOf(value);
    if (members.length === 0) {
      lines.push({ ...line, text: shownText(value), end, marks: found });
      return;
    }
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    lines.push({ ...line, text: open ?? '', end: '', marks: found });
    for (const [number, [step, member]] of members.entries())
      write(member, [...place, step], number === members.length - 1);
    lines.push({ depth: place.length, text: close ?? '', end, marks: [] });
  };
  write(record, [], true);
  return lines;
}

function shownText(value: Json): string {
  return cutText(toJsonText(value), MAX_TEXT);
}

function membersOf(value: Json): readonly (readonly [string | number, Json])[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.map((element: Json, place) => [place, element]);
  return Object.entries(value as JsonObject).flatMap(([key, member]) =>
    member === undefined ? [] : [[key, member] as const],
  );
}
