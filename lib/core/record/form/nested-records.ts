import { isJsonObject, type Json, type JsonObject } from '../../json/json-value';
import { isRecord, missingFields } from '../is-record';
import type { Content } from './content';

/** How deep a record may be in what a tool wraps around it: OpenTelemetry has it eight levels deep. */
const MAX_DEPTH = 12;

/** How many values are looked at. */
const MAX_LOOKED_AT = 1_000_000;

/** Every record is required to have these, and so has each list of records, whatever it is wrapped in. */
const REQUIRED_COUNT = 3;

/**
 * The records in an object of a form that is not known, such as a message of a log shipper: objects that are records, and texts that
 * hold one. Of an object with several such texts, which are the same record several times, the first is taken, and nothing else of it.
 * Undefined if there are none, or if the object is part of a record itself.
 */
export function recordsWithin(value: JsonObject): Content | undefined {
  if (missingFields(value).length < REQUIRED_COUNT) return undefined;
  const search = new Search();
  search.lookAt(value, 0);
  return search.found.length === 0 ? undefined : { kind: 'contents', contents: search.found };
}

class Search {
  readonly found: Content[] = [];
  #looked = 0;

  lookAt(value: Json, depth: number): void {
    this.#looked += 1;
    if (depth > MAX_DEPTH || this.#looked > MAX_LOOKED_AT) return;
    if (typeof value === 'string') {
      if (mayBeRecord(value)) this.found.push({ kind: 'text', text: value });
    } else if (Array.isArray(value)) {
      for (const element of value as readonly Json[]) this.lookAt(element, depth + 1);
    } else if (isJsonObject(value)) this.#lookAtObject(value, depth);
  }

  #lookAtObject(value: JsonObject, depth: number): void {
    if (isOfFinding(value)) return;
    if (isRecord(value)) {
      this.found.push({ kind: 'value', value });
      return;
    }
    const members = Object.values(value);
    const text = members.find((member) => typeof member === 'string' && mayBeRecord(member));
    for (const member of text === undefined ? members : [text]) this.lookAt(member as Json, depth + 1);
  }
}

/** Each kind of record has an event source: a text of JSON that names it is worth reading. */
function mayBeRecord(text: string): boolean {
  return /^\s*[{[]/.test(text) && text.includes('eventSource');
}

/** An alert, a result in SARIF or an OCSF event has the record that it is about, which is not read again. */
function isOfFinding({ ruleId, class_uid }: JsonObject): boolean {
  return ruleId !== undefined || class_uid !== undefined;
}
