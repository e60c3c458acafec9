/** A YAML value with its place in the file: what the rule parser reads instead of plain JavaScript values. */
export type YamlNode = YamlMap | YamlList | YamlScalar;

/** A map; its keys are text, in the order of the file, each there once. */
export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  /** Offset of the first character in the file. */
  readonly at: number;
}

/** A key of a map with its value. */
export interface YamlEntry {
  readonly key: string;
  /** Offset of the key's first character, behind a quotation mark. */
  readonly at: number;
  readonly value: YamlNode;
}

/** A list. */
export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly at: number;
}

/**
 * A single value. Its type is that of YAML 1.2's core schema, but its text is what is in the file:
 * `012345678901` stays that, `0x10` stays `0x10`, `yes` is text. Booleans are `true` or `false`.
 */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly type: 'text' | 'number' | 'boolean' | 'null';
  readonly text: string;
  readonly at: number;
  /** Offset of the first character of `text`, where the file has it letter for letter; undefined otherwise. */
  readonly textAt: number | undefined;
}

/** The value of a map's key, if it is there. */
export function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}
