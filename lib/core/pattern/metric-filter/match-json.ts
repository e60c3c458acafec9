import { type Json, type JsonObject, parseJson } from '../../json/json-value';
import { type Comparable, toValueTest } from './compare-value';
import type { JsonComparison, JsonExpression, JsonSyntax, Selector, SelectorStep } from './filter-syntax';

type JsonTest = (root: Json) => boolean;
type NodeTest = (node: Json) => boolean;

/**
 * Compiles a JSON pattern. A message that is no JSON never matches.
 *
 * A comparison needs a text or a number: where the field is absent, null, a boolean, an object or an array, neither `=`
 * nor `!=` holds.
 */
export function toJsonMatcher({ expression }: JsonSyntax): (message: string) => boolean {
  const test = toTest(expression);
  return (message) => {
    const root = parseJson(message);
    return root !== undefined && typeof root === 'object' && root !== null && test(root);
  };
}

function toTest(expression: JsonExpression): JsonTest {
  switch (expression.kind) {
    case 'and': {
      const tests = expression.of.map(toTest);
      return (root) => tests.every((test) => test(root));
    }
    case 'or': {
      const tests = expression.of.map(toTest);
      return (root) => tests.some((test) => test(root));
    }
    case 'compare':
      return comparisonTest(expression);
    case 'is': {
      const constant = CONSTANTS[expression.value];
      return (root) => someNode(root, expression.selector, 0, (node) => node === constant);
    }
    case 'notExists':
      return (root) => !someNode(root, expression.selector, 0, () => true);
    default:
      return expression satisfies never;
  }
}

const CONSTANTS = { NULL: null, TRUE: true, FALSE: false } as const;

function comparisonTest({ selector, operator, value }: JsonComparison): JsonTest {
  const holds = toValueTest(operator, value);
  return (root) => someNode(root, selector, 0, (node) => isComparable(node) && holds(node));
}

function isComparable(node: Json): node is Comparable {
  return typeof node === 'string' || typeof node === 'number';
}

/** Whether any value that the selector reaches from a step on satisfies the test. */
function someNode(node: Json | undefined, selector: Selector, from: number, holds: NodeTest): boolean {
  if (node === undefined) return false;
  const step = selector[from];
  if (step === undefined) return holds(node);
  return nodesAt(node, step).some((next) => someNode(next, selector, from + 1, holds));
}

function nodesAt(node: Json, step: SelectorStep): readonly (Json | undefined)[] {
  if (typeof node !== 'object' || node === null) return [];
  if (isArray(node)) {
    if ('element' in step) return [node[step.element]];
    return 'every' in step && step.every === 'element' ? node : [];
  }
  if ('member' in step) return Object.hasOwn(node, step.member) ? [node[step.member]] : [];
  return 'every' in step && step.every === 'member' ? Object.values(node) : [];
}

function isArray(node: readonly Json[] | JsonObject): node is readonly Json[] {
  return Array.isArray(node);
}
