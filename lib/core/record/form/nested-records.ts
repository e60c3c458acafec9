import { isJsonObject, type Json, type JsonObject, nestsTooDeep, parseJson } from '../../json/json-value';
import { isRecord, missingFields } from '../is-record';
import type { Content } from './content';

/** How deep a record may be in what a tool wraps around it: OpenTelemetry has it eight levels deep. */
const MAX_DEPTH = 12;

/** How many values are looked at. */
const MAX_LOOKED_AT = 1_000_000;

/** A member of every kind of record. */
const SOURCE = 'eventSource';

/** Every record is required to have these, and so has each list of records, whatever it is wrapped in. */
const REQUIRED_COUNT = 3;

/**
 * The records in an object of a form that is not known, such as a message of a log shipper: objects that are records, and texts that
 * hold one. Shippers keep a record as an object and as its text: of texts with records that are there already, by their ids, or whole where they have none,
 * nothing is taken. Undefined if there are none, or if the object is part of a record itself.
 */
export function recordsWithin(value: JsonObject): Content | undefined {
  if (missingFields(value).length < REQUIRED_COUNT) return undefined;
  const search = new Search();
  search.lookAt(value, 0);
  const { found, unread } = search;
  if (found.length === 0) return undefined;
  return { kind: 'contents', contents: [...found, ...unread] };
}

class Search {
  readonly found: Content[] = [];
  /** Why there may be more. */
  readonly unread: Content[] = [];
  /** Records that are found, by their ids, or whole. */
  readonly #ids = new Set<string>();
  #looked = 0;
  #isInText = false;

  lookAt(value: Json, depth: number): void {
    this.#looked += 1;
    if (this.#looked > MAX_LOOKED_AT)
      this.#leaveUnread(`only the first ${MAX_LOOKED_AT} values of an object are read`);
    else if (depth > MAX_DEPTH) this.#lookNoDeeper(value);
    else if (typeof value === 'string') this.found.push(...this.#lookAtTexts([value], depth));
    else if (Array.isArray(value)) {
      for (const element of value as readonly Json[]) this.lookAt(element, depth + 1);
    } else if (isJsonObject(value)) this.#lookAtObject(value, depth);
  }

  #lookAtObject(value: JsonObject, depth: number): void {
    if (isOfFinding(value)) return;
    if (isRecord(value)) {
      const id = typeof value.eventID === 'string' ? value.eventID : JSON.stringify(value);
      if (!this.#isInText || !this.#ids.has(id)) this.found.push({ kind: 'value', value });
      this.#ids.add(id);
      return;
    }
    const before = this.found.length;
    const members = Object.values(value) as readonly Json[];
    for (const member of members) if (typeof member !== 'string') this.lookAt(member, depth + 1);
    const damaged = this.#lookAtTexts(
      members.filter((member) => typeof member === 'string'),
      depth,
    );
    if (this.found.length === before) this.found.push(...damaged);
  }

  /** Looks for records in texts, for those that are not known; returns the texts that are damaged. */
  #lookAtTexts(texts: readonly string[], depth: number): readonly Content[] {
    const damaged: Content[] = [];
    const wasInText = this.#isInText;
    this.#isInText = true;
    for (const text of texts.filter(mayBeRecord)) {
      const values = valuesOf(text);
      if (values === undefined) damaged.push({ kind: 'text', text });
      else for (const value of values) this.lookAt(value, depth + 1);
    }
    this.#isInText = wasInText;
    return damaged;
  }

  #lookNoDeeper(value: Json): void {
    const text = typeof value === 'string' ? value : nestsTooDeep(value) ? SOURCE : JSON.stringify(value);
    if (text.includes(SOURCE))
      this.#leaveUnread(`a record that is more than ${MAX_DEPTH} levels deep in an object is not read`);
  }

  #leaveUnread(reason: string): void {
    if (this.unread.length === 0) this.unread.push({ kind: 'unread', reason });
  }
}

/** The values of a text: JSON, or lines of it; undefined if it is neither. */
function valuesOf(text: string): readonly Json[] | undefined {
  const whole = parseJson(text);
  if (whole !== undefined) return [whole];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map(parseJson);
  return lines.length > 1 && values.every((value) => value !== undefined) ? values : undefined;
}

/** Each kind of record has an event source: a text of JSON that names it is worth reading. */
function mayBeRecord(text: string): boolean {
  return /^\s*[{[]/.test(text) && text.includes(SOURCE);
}

/** An alert, a result in SARIF or an OCSF event has the record that it is about, which is not read again. */
function isOfFinding({ ruleId, class_uid }: JsonObject): boolean {
  return ruleId !== undefined || class_uid !== undefined;
}
