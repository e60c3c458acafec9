import type { Condition } from '../../rule/condition';
import type { YamlNode, YamlScalar } from '../yaml/yaml-node';
import type { ModifierChain } from './sigma-modifier';
import {
  type FieldContext,
  isValidExpression,
  linked,
  patternsOf,
  refusesAll,
  scalarsOf,
} from './sigma-value';

/** Reads values without a field: Sigma's keywords, each looked for in the whole record. */
export function parseKeywords(
  nodes: readonly YamlNode[],
  chain: ModifierChain,
  at: number,
  context: FieldContext,
): Condition | undefined {
  if (chain.kind !== 'text' && chain.kind !== 're') {
    const modifier = chain.timePart ?? chain.operator ?? chain.kind;
    const message = `keywords match text anywhere in the record and cannot be used with '${modifier}'`;
    context.problems.error('keyword-modifier', message, at);
    return undefined;
  }
  if (chain.anchor === 'startswith' || chain.anchor === 'endswith') {
    const message = `keywords are found anywhere in the record; '${chain.anchor}' needs a field`;
    context.problems.error('keyword-modifier', message, at);
    return undefined;
  }
  const scalars = scalarsOf(nodes, 'keywords', at, context);
  if (scalars === undefined || refusesAll(scalars.length, chain, at, context)) return undefined;
  const readers = scalars.map((scalar) => keywordOf(scalar, chain, context));
  const condition = linked(readers, chain);
  return condition !== undefined && chain.negated ? { kind: 'not', of: condition } : condition;
}

function keywordOf(scalar: YamlScalar, chain: ModifierChain, context: FieldContext): Condition | undefined {
  if (chain.kind === 're') {
    return isValidExpression(scalar, chain, context)
      ? { kind: 'keywordMatches', expression: scalar.text, flags: chain.flags }
      : undefined;
  }
  if (scalar.type === 'null') {
    context.problems.error('null-value', 'null is not a keyword; write a text', scalar.at);
    return undefined;
  }
  const patterns = patternsOf(scalar, chain, context);
  return patterns === undefined ? undefined : { kind: 'keyword', patterns, cased: chain.cased };
}
