import { MAX_NESTING } from './json-value';

/**
 * A JSON value as text that is the same for the same value: keys are in order, and members that are `undefined` are left out.
 *
 * What is nested deeper than {@link MAX_NESTING} is not compared: records are refused before, and no template, and no condition
 * of a rule, comes near it.
 *
 * @param isSet whether, for a member of this name, the order of its list and repetitions in it mean nothing
 */
export function canonicalText(value: unknown, isSet: (name: string) => boolean = () => false): string {
  return write(value, '', { isSet, depth: 0 });
}

interface Place {
  readonly isSet: (name: string) => boolean;
  readonly depth: number;
}

function write(value: unknown, name: string, { isSet, depth }: Place): string {
  if (depth > MAX_NESTING) return '"…"';
  const inner = { isSet, depth: depth + 1 };
  if (Array.isArray(value)) {
    const items = value.map((item) => write(item, '', inner));
    return `[${(isSet(name) ? [...new Set(items)].sort() : items).join(',')}]`;
  }
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${write(value[key], key, inner)}`);
  return `{${members.join(',')}}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
