import { isJsonObject, type Json, type JsonObject } from '../json/json-value';

/** Values by their paths, such as `memorySize` or `environment.variables.LEVEL`, as texts. */
export type Values = ReadonlyMap<string, string>;

/** Of each call, so many values are kept, and so much of each. */
const MAX_VALUES = 60;
const MAX_LENGTH = 300;

/** What says nothing of the resource. */
const NO_SETTING =
  /(?:^|\.)(?:xmlns|clientToken|clientRequestToken|idempotencyToken|dryRun|Host|fullyQualifiedArn.*)$/i;

/**
 * The parameters of a call that it sets something by.
 *
 * @param names of what the call is about: those are no settings
 */
export function valuesOf(parameters: JsonObject, names: ReadonlySet<string>): Values {
  const values = new Map<string, string>();
  collect(parameters, '', values);
  for (const [path, value] of values) if (value === '' || names.has(value)) values.delete(path);
  return values;
}

function collect(value: Json | undefined, path: string, into: Map<string, string>): void {
  if (into.size >= MAX_VALUES || value === undefined || NO_SETTING.test(path)) return;
  if (isJsonObject(value))
    for (const [name, member] of Object.entries(value))
      collect(member, path === '' ? name : `${path}.${name}`, into);
  else {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    into.set(path, text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text);
  }
}

/** A value of a resource that a call set. */
export interface SetValue {
  readonly name: string;
  /** What an earlier call set, as far as the records go back; absent if none did. */
  readonly before?: string;
  readonly after: string;
}

/** What the calls on one resource have set so far. */
export class KnownValues {
  private readonly values = new Map<string, string>();

  forget(): void {
    this.values.clear();
  }

  /** What a call sets otherwise than before, or for the first time. */
  set(call: Values): readonly SetValue[] {
    const changed: SetValue[] = [];
    for (const [name, after] of call) {
      const before = this.values.get(name);
      this.values.set(name, after);
      if (before === undefined) changed.push({ name, after });
      else if (before !== after) changed.push({ name, before, after });
    }
    return changed;
  }
}
