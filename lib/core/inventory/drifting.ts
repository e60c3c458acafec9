import { CLOUDWATCH } from './entries/cloudwatch';
import { EVENTS } from './entries/events';
import { LAMBDA } from './entries/lambda';
import { SNS, SQS } from './entries/messages';
import type { InventoryEntry } from './model';

/** An entry with properties that are compared with what was deployed. */
export type DriftingEntry = InventoryEntry & Required<Pick<InventoryEntry, 'drift'>>;

/** The types of resources that are compared with what was deployed; only of these services, so that a function has no more. */
export const DRIFTING: Readonly<Record<string, DriftingEntry>> = Object.fromEntries(
  Object.entries({ ...EVENTS, ...LAMBDA, ...CLOUDWATCH, ...SNS, ...SQS }).flatMap(([type, entry]) =>
    entry.drift === undefined ? [] : [[type, { ...entry, drift: entry.drift }]],
  ),
);

/** The entry of a type; undefined if no property of it is compared. */
export function driftingEntryOf(type: string): DriftingEntry | undefined {
  return Object.hasOwn(DRIFTING, type) ? DRIFTING[type] : undefined;
}

/** The properties of a type that are handed over: those that are compared, and those that the words for its loss name. */
export function handedOver({ drift, goneWords }: DriftingEntry): readonly string[] {
  return [...drift, ...[...goneWords.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? [])];
}
