import { isJsonObject, type Json, type JsonObject } from '../../json/json-value';

/** Values by their paths, such as `memorySize` or `environment.variables.LEVEL`, as texts. */
export type Values = ReadonlyMap<string, string>;

/** The maximum number of values that are kept per call. */
const MAX_VALUES = 60;

/** The maximum length of a value that is shown; the whole value is compared. */
const MAX_LENGTH = 300;

/** How much equal text is shown before a difference. */
const SAME_LENGTH = 20;

/** Parameters that are not settings of the resource. */
const NO_SETTING =
  /(?:^|\.)(?:xmlns|clientToken|clientRequestToken|idempotencyToken|dryRun|Host|fullyQualifiedArn.*)$/i;

/**
 * The parameters of a call that set something.
 *
 * @param names of the resources of the call, which are not settings
 */
export function valuesOf(parameters: JsonObject, names: ReadonlySet<string>, max = MAX_VALUES): Values {
  const values = new Map<string, string>();
  collect(parameters, '', { values, max });
  for (const [path, value] of values) if (value === '' || names.has(value)) values.delete(path);
  return values;
}

interface Collected {
  readonly values: Map<string, string>;
  readonly max: number;
}

function collect(value: Json | undefined, path: string, into: Collected): void {
  if (into.values.size >= into.max || value === undefined || NO_SETTING.test(path)) return;
  if (isJsonObject(value))
    for (const [name, member] of Object.entries(value))
      collect(member, path === '' ? name : `${path}.${name}`, into);
  else into.values.set(path, typeof value === 'string' ? value : JSON.stringify(value));
}

/** The shown part of a value. */
export function shorten(text: string, from = 0): string {
  const rest = from > 0 ? `…${text.slice(from)}` : text;
  return rest.length > MAX_LENGTH ? `${rest.slice(0, MAX_LENGTH - 1)}…` : rest;
}

/** The shown parts of two values that differ: of long ones, from where they differ. */
function shortenBoth(before: string, after: string): Pick<SetValue, 'before' | 'after'> {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  const isLong = before.length > MAX_LENGTH || after.length > MAX_LENGTH;
  const from = isLong ? Math.max(0, same - SAME_LENGTH) : 0;
  return { before: shorten(before, from), after: shorten(after, from) };
}

/** A value of a resource that a call set. */
export interface SetValue {
  readonly name: string;
  /** The value from an earlier call, as far as the records go back; absent if none set it. */
  readonly before?: string;
  readonly after: string;
}

/** The values that the calls on one resource have set so far. */
export class KnownValues {
  private readonly values = new Map<string, { readonly value: string; readonly by: string }>();

  /**
   * The values of a call that differ from before, or are new.
   *
   * @param by what sets it, for {@link forget}
   */
  set(call: Values, by = ''): readonly SetValue[] {
    const changed: SetValue[] = [];
    for (const [name, after] of call) {
      const before = this.values.get(name)?.value;
      this.values.set(name, { value: after, by });
      if (before === undefined) changed.push({ name, after: shorten(after) });
      else if (before !== after) changed.push({ name, ...shortenBoth(before, after) });
    }
    return changed;
  }

  /** Forgets the values that `by` set; all values without it. */
  forget(by?: string): void {
    for (const [name, one] of this.values) if (by === undefined || one.by === by) this.values.delete(name);
  }
}
