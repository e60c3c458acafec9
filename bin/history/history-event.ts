import type { Event } from '@aws-sdk/client-cloudtrail';
import { isJsonObject, type JsonObject, parseJson } from '../../lib/core/json/json-value';
import { toOneJsonLine } from '../../lib/core/safe-text/json-text';

/** An event of Event history. */
export interface HistoryEvent {
  readonly id: string;
  readonly timeMs: number;
  readonly name: string | undefined;
  readonly source: string | undefined;
  readonly userName: string | undefined;
  readonly accessKeyId: string | undefined;
  /** `true` or `false`, as a text. */
  readonly readOnly: string | undefined;
  readonly resources: readonly { readonly type: string | undefined; readonly name: string | undefined }[];
  /** The record, on one line, digit for digit as CloudTrail has it. */
  readonly text: string;
  readonly record: JsonObject;
}

/** Reads an event; undefined if it holds no record. */
export function readHistoryEvent(event: Event): HistoryEvent | undefined {
  const { EventId: id, EventTime: time, CloudTrailEvent: text } = event;
  const record = text === undefined ? undefined : parseJson(text);
  if (id === undefined || time === undefined || text === undefined || !isJsonObject(record)) return undefined;
  return {
    id,
    timeMs: time.getTime(),
    name: event.EventName,
    source: event.EventSource,
    userName: event.Username,
    accessKeyId: event.AccessKeyId,
    readOnly: event.ReadOnly,
    resources: (event.Resources ?? []).map(({ ResourceType, ResourceName }) => ({
      type: ResourceType,
      name: ResourceName,
    })),
    text: toOneJsonLine(text),
    record,
  };
}
