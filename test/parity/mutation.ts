import type { Json, JsonObject } from '../../lib/core/json/json-value';

/**
 * Records that differ from a given one in one field: absent, null, empty, of another type, in another case, wrapped in
 * arrays. They are what real data has too little of.
 */
export function mutationsAt(record: JsonObject, field: string): readonly JsonObject[] {
  const path = field.split('.');
  const value = valueAt(record, path);
  const replaced = replacements(value).map((replacement) => withValue(record, path, replacement));
  return [withValue(record, path, undefined), ...replaced, ...wrappedOnTheWay(record, path)];
}

function replacements(value: Json | undefined): readonly Json[] {
  const always: readonly Json[] = [null, '', '*', 0, true, {}, [], [null], [[]], { key: null }];
  if (value === undefined) return always;
  const texts = typeof value === 'string' ? textVariants(value) : [JSON.stringify(value)];
  return [...always, ...texts, [value], ['other', value], [[value], null], { key: value }];
}

function textVariants(text: string): readonly string[] {
  return [
    text.toUpperCase(),
    text.toLowerCase(),
    `${text}x`,
    `x${text}`,
    text.slice(1),
    `${text}\n`,
    ` ${text}`,
  ];
}

/** The object that holds the field's last key, in an array beside another one. */
function wrappedOnTheWay(record: JsonObject, path: readonly string[]): readonly JsonObject[] {
  const parent = path.slice(0, -1);
  if (parent.length === 0) return [];
  const holder = valueAt(record, parent);
  if (holder === undefined) return [];
  return [[holder], [{}, holder], [holder, null, { other: 1 }]].map((array) =>
    withValue(record, parent, array),
  );
}

/** What lies there, by members of objects only. */
export function valueAt(node: Json | undefined, path: readonly string[]): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return node;
  return isObject(node) ? valueAt(node[key], rest) : undefined;
}

function withValue(node: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [key = '', ...rest] = path;
  const members = { ...node };
  if (rest.length === 0) {
    if (value === undefined) delete members[key];
    else members[key] = value;
    return members;
  }
  const member = node[key];
  return { ...members, [key]: withValue(isObject(member) ? member : {}, rest, value) };
}

function isObject(node: Json | undefined): node is JsonObject {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
