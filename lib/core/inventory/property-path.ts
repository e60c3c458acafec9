import { Choice, canonicalValue, isValueObject, Unknown, type Value } from '../estate/values/value';

/** A value of a property, and where it is: names of a map take the place of `*`. */
export interface PathValue {
  readonly path: string;
  readonly value: Value | undefined;
}

/**
 * The values at a path such as `State`, `Targets[].Arn` (a list of the items' values), or `Environment.Variables.*` (one for each
 * member on either side).
 */
export function valuesAt(
  path: string,
  sides: readonly [before: Value | undefined, after: Value | undefined],
): readonly (readonly [path: string, before: Value | undefined, after: Value | undefined])[] {
  const [start, ...rest] = path.split('.*');
  if (rest.length === 0) return [[path, valueAt(sides[0], path), valueAt(sides[1], path)]];
  const maps = sides.map((side) => valueAt(side, start ?? ''));
  if (maps.some((map) => map !== undefined && !isValueObject(map))) return [[start ?? '', maps[0], maps[1]]];
  const names = [...new Set(maps.flatMap((map) => (isValueObject(map) ? Object.keys(map) : [])))].sort();
  return names.map((name) => {
    const [before, after] = maps.map((map) => (isValueObject(map) ? map[name] : undefined));
    const inner = rest.join('.*').replace(/^\./, '');
    return [
      `${start}.${name}${inner === '' ? '' : `.${inner}`}`,
      inner === '' ? before : valueAt(before, inner),
      inner === '' ? after : valueAt(after, inner),
    ];
  });
}

/** The value at a path; for a path with `[]`, the list of the items' values there. */
export function valueAt(value: Value | undefined, path: string): Value | undefined {
  return follow(value, path.split(/\.|(?=\[\])/));
}

function follow(value: Value | undefined, [segment, ...rest]: readonly string[]): Value | undefined {
  if (segment === undefined || value === undefined || value instanceof Unknown) return value;
  if (value instanceof Choice) {
    const [one, other] = [follow(value.one, [segment, ...rest]), follow(value.other, [segment, ...rest])];
    return canonicalValue(one) === canonicalValue(other) ? one : new Choice(value.condition, one, other);
  }
  if (segment === '[]') {
    const items = Array.isArray(value) ? (value as readonly Value[]) : [value];
    return items.flatMap((item) => {
      const found = follow(item, rest);
      return Array.isArray(found) ? (found as readonly Value[]) : (found ?? []);
    }) as readonly Value[];
  }
  if (!isValueObject(value) || !Object.hasOwn(value, segment)) return undefined;
  return follow(value[segment], rest);
}

/** Every property of a value to its last part, by path: items of lists are `[]`. */
export function leavesOf(value: Value | undefined, path = ''): readonly PathValue[] {
  if (Array.isArray(value)) {
    const items = value as readonly Value[];
    return items.length === 0 ? [{ path, value }] : items.flatMap((item) => leavesOf(item, `${path}[]`));
  }
  if (value instanceof Choice) return [...leavesOf(value.one, path), ...leavesOf(value.other, path)];
  if (!isValueObject(value)) return value === undefined ? [] : [{ path, value }];
  const members = Object.entries(value);
  if (members.length === 0 && path !== '') return [{ path, value }];
  return members.flatMap(([name, member]) => leavesOf(member, path === '' ? name : `${path}.${name}`));
}

/** Whether a path of an entry is the property at a path, or has it within itself. */
export function covers(pattern: string, path: string): boolean {
  const [wanted, found] = [pattern, path].map((each) => each.split(/\.|(?=\[\])/));
  if (wanted === undefined || found === undefined) return false;
  return wanted.every((segment, index) =>
    segment === '*' ? found[index] !== undefined : segment === found[index],
  );
}

/** The values at a path, each with the number of its item in place of `[]`: `Targets[1].Arn`. */
export function itemsAt(
  value: Value | undefined,
  path: string,
): readonly { readonly path: string; readonly value: Value }[] {
  return itemsBelow(value, '', path.split(/\.|(?=\[\])/));
}

function itemsBelow(
  value: Value | undefined,
  path: string,
  [segment, ...rest]: readonly string[],
): readonly { readonly path: string; readonly value: Value }[] {
  if (value === undefined) return [];
  if (value instanceof Choice)
    return [
      ...itemsBelow(value.one, path, [segment ?? '', ...rest]),
      ...itemsBelow(value.other, path, [segment ?? '', ...rest]),
    ];
  if (segment === undefined) return [{ path, value }];
  if (segment === '[]') {
    const items = Array.isArray(value) ? (value as readonly Value[]) : [value];
    return items.flatMap((item, index) => itemsBelow(item, `${path}[${index}]`, rest));
  }
  if (!isValueObject(value) || !Object.hasOwn(value, segment)) return [];
  return itemsBelow(value[segment], path === '' ? segment : `${path}.${segment}`, rest);
}
