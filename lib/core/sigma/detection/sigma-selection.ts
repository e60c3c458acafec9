import type { Condition } from '../../rule/condition';
import type { YamlNode } from '../../yaml/yaml-node';
import { parseField } from './sigma-field';
import { parseKeywords } from './sigma-keyword';
import { parseModifiers } from './sigma-modifier';
import type { FieldContext } from './sigma-value';

/**
 * Reads one selection of a detection: a map (all of its fields), a list of maps (any of them), or text and lists of
 * text (keywords, any of them). Undefined, with a problem for each error, if it cannot be read.
 */
export function parseSelection(name: string, node: YamlNode, context: FieldContext): Condition | undefined {
  switch (node.kind) {
    case 'map':
      return parseMap(name, node, context);
    case 'list':
      return parseList(name, node, context);
    case 'scalar':
      return keywords([node], node.at, context);
    default:
      return node satisfies never;
  }
}

function parseMap(
  name: string,
  map: Extract<YamlNode, { kind: 'map' }>,
  context: FieldContext,
): Condition | undefined {
  if (map.entries.length === 0) return refuseEmpty(name, map.at, context);
  const fields = map.entries.map((entry) => parseField(entry, context));
  const known = fields.filter((field) => field !== undefined);
  if (known.length < fields.length) return undefined;
  const [only] = known;
  return known.length === 1 ? only : { kind: 'and', of: known };
}

function parseList(
  name: string,
  list: Extract<YamlNode, { kind: 'list' }>,
  context: FieldContext,
): Condition | undefined {
  if (list.items.length === 0) return refuseEmpty(name, list.at, context);
  const texts = list.items.filter((item) => item.kind === 'scalar');
  if (texts.length === list.items.length) return keywords(texts, list.at, context);
  const alternatives = list.items.map((item) => parseAlternative(name, item, context));
  const known = alternatives.filter((alternative) => alternative !== undefined);
  if (known.length < alternatives.length) return undefined;
  const [only] = known;
  return known.length === 1 ? only : { kind: 'or', of: known };
}

function parseAlternative(name: string, item: YamlNode, context: FieldContext): Condition | undefined {
  if (item.kind !== 'list') return parseSelection(name, item, context);
  const message = `the selection '${name}': expected maps or texts, found a list in a list`;
  context.problems.error('invalid-selection', message, item.at);
  return undefined;
}

function keywords(nodes: readonly YamlNode[], at: number, context: FieldContext): Condition | undefined {
  const chain = parseModifiers([], context.problems, at);
  return chain === undefined ? undefined : parseKeywords(nodes, chain, at, context);
}

function refuseEmpty(name: string, at: number, context: FieldContext): undefined {
  context.problems.error('empty-selection', `the selection '${name}' is empty`, at);
  return undefined;
}
