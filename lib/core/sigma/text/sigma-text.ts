import type { ProblemList } from '../../problem/problem';
import { entryOf, type YamlMap, type YamlNode } from '../yaml/yaml-node';

/** The text of an optional key; empty if it is absent or null. Anything but a single value is warned about. */
export function readText(map: YamlMap, key: string, problems: ProblemList): string {
  const node = entryOf(map, key)?.value;
  if (node === undefined) return '';
  if (node.kind === 'scalar') return node.type === 'null' ? '' : node.text.trim();
  problems.warning('invalid-metadata', `'${key}': expected a text, found ${nameOf(node)}`, node.at);
  return '';
}

/** The texts of an optional list; a single text counts as a list of one, and null as none. */
export function readTexts(map: YamlMap, key: string, problems: ProblemList): readonly string[] {
  const node = entryOf(map, key)?.value;
  if (node === undefined) return [];
  const items = node.kind === 'list' ? node.items : [node];
  const texts: string[] = [];
  for (const item of items) {
    if (item.kind !== 'scalar') {
      const message = `'${key}': expected a list of texts, found ${nameOf(item)}`;
      problems.warning('invalid-metadata', message, item.at);
    } else if (item.type !== 'null') texts.push(item.text.trim());
  }
  return texts;
}

/** `a map`, `a list` or `a single value`, for sentences. */
export function nameOf(node: YamlNode): string {
  switch (node.kind) {
    case 'map':
      return 'a map';
    case 'list':
      return 'a list';
    case 'scalar':
      return 'a single value';
    default:
      return node satisfies never;
  }
}
