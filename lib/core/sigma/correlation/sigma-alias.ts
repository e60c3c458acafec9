import type { ProblemList } from '../../problem/problem-list';
import { entryOf, type YamlEntry, type YamlMap } from '../../yaml/yaml-node';
import { nameOf } from '../text/sigma-text';
import type { RuleReference } from './rule-reference';

/** A name that stands for another field in the records of each rule. */
export interface SigmaAlias {
  readonly name: string;
  readonly at: number;
  readonly fields: readonly AliasedField[];
}

/** The field that an alias stands for in the records of one rule. */
export interface AliasedField {
  readonly rule: RuleReference;
  readonly field: string;
}

/** Reads `aliases: {name: {rule: field}}` of a correlation; each error is reported as a problem. */
export function parseAliases(correlation: YamlMap, problems: ProblemList): readonly SigmaAlias[] {
  const node = entryOf(correlation, 'aliases')?.value;
  if (node === undefined || (node.kind === 'scalar' && node.type === 'null')) return [];
  if (node.kind === 'map') return node.entries.map((entry) => parseAlias(entry, problems));
  const message = `'aliases': expected a map of names, each with a map of rules and fields, found ${nameOf(node)}`;
  problems.error('invalid-alias', message, node.at);
  return [];
}

function parseAlias({ key, at, value }: YamlEntry, problems: ProblemList): SigmaAlias {
  const fields: AliasedField[] = [];
  if (value.kind !== 'map') {
    const message = `the alias '${key}': expected a map of rules and their fields, found ${nameOf(value)}`;
    problems.error('invalid-alias', message, value.at);
    return { name: key, at, fields };
  }
  for (const entry of value.entries) {
    const field = readFieldName(entry.value, `the alias '${key}'`, problems);
    if (field !== undefined) fields.push({ rule: { text: entry.key, at: entry.at }, field });
  }
  return { name: key, at, fields };
}

/** The path of a field; undefined, with a problem, if the value is none. */
export function readFieldName(
  node: YamlMap['entries'][number]['value'],
  owner: string,
  problems: ProblemList,
): string | undefined {
  if (node.kind === 'scalar' && node.type !== 'null' && !node.text.split('.').includes('')) return node.text;
  const found = node.kind === 'scalar' ? `'${node.text}'` : nameOf(node);
  problems.error('invalid-field', `${owner}: expected the name of a field, found ${found}`, node.at);
  return undefined;
}
