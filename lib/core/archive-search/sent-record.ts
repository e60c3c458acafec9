import { isJsonObject } from '../json/json-value';
import { parseJson } from '../json/parse-json';

/** What became of the alerts of a search that was asked to send them, as far as it came. Version 1 is a contract. */
export interface SentRecord {
  readonly version: 1;
  /** When the search started, ISO 8601: the name of an execution may come again. */
  readonly startedAt: string;
  /** Alerts that were sent singly. */
  readonly sent: number;
  /** Alerts that the storm report of their window counts. */
  readonly grouped: number;
  /** Alerts that the log processor, another route or another search sent before. */
  readonly repeated: number;
  /** Alerts that are past the limit of a search; some of them may have been sent before. */
  readonly left: number;
  readonly isDone: boolean;
  /** The position of the last alert up to which all are done. */
  readonly after: string;
  /** Invocations in a row in which an alert could not be sent. */
  readonly failedRounds: number;
  /** The ids of the alerts that were sent or grouped. */
  readonly ids: readonly string[];
}

/** The record of a search that sent nothing yet. */
export function emptySentRecord(startedAt: string): SentRecord {
  const counts = { sent: 0, grouped: 0, repeated: 0, left: 0 };
  return { version: 1, startedAt, ...counts, isDone: false, after: '', failedRounds: 0, ids: [] };
}

/** The record of a text; undefined if it is none of version 1. */
export function parseSentRecord(text: string): SentRecord | undefined {
  const document = parseJson(text);
  return isJsonObject(document) && document.version === 1 && Array.isArray(document.ids)
    ? (document as unknown as SentRecord)
    : undefined;
}
