import { isJsonObject } from '../../json/json-value';
import { remembered } from '../../keyed/remembered';
import { oneLine } from '../../safe-text/one-line';

/**
 * Maximum number of members of a list that are looked at: the most important may be the last. A security group has no more
 * rules.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */
export const MAX_MEMBERS = 1_000;
/** How much of each text is included. */
export const VALUE_LENGTH = 200;

/** A parameter's other spelling. */
export const inUpperCase = remembered((name) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`);

/** The texts, numbers and truth values at a path, through lists. */
export function textsAt(values: readonly unknown[], path: readonly string[]): readonly string[] {
  return values.length === 1 ? textsOfOne(values[0], path) : textsOfAll(values, path);
}

/** Nothing is put into lists before there is one. */
function textsOfOne(value: unknown, path: readonly string[]): readonly string[] {
  let found = value;
  for (let at = 0; at < path.length; at++) {
    if (Array.isArray(found)) return textsOfAll([found], path.slice(at));
    found = memberOf(found, path[at] as string);
    if (found === undefined) return [];
  }
  return Array.isArray(found) ? textsOfAll([found], []) : textsOf(found);
}

function textsOfAll(values: readonly unknown[], path: readonly string[]): readonly string[] {
  const [step, ...rest] = path;
  const flat = values
    .flatMap((value) => (Array.isArray(value) ? value.slice(0, MAX_MEMBERS) : [value]))
    .slice(0, MAX_MEMBERS);
  if (step !== undefined)
    return textsOfAll(
      flat.map((value) => memberOf(value, step)),
      rest,
    );
  return flat.flatMap(textsOf);
}

function textsOf(value: unknown): readonly string[] {
  const content = isJsonObject(value) && Object.hasOwn(value, 'content') ? value.content : value;
  const isTold =
    typeof content === 'number' ||
    typeof content === 'boolean' ||
    (typeof content === 'string' && content !== '');
  return isTold ? [oneLine(String(content), VALUE_LENGTH)] : [];
}

/** A member in either case of its first letter. */
export function memberOf(value: unknown, name: string): unknown {
  if (!isJsonObject(value)) return undefined;
  if (Object.hasOwn(value, name)) return value[name];
  const upper = inUpperCase(name);
  return Object.hasOwn(value, upper) ? value[upper] : undefined;
}
