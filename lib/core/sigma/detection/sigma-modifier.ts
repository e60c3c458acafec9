import { didYouMean } from '../../problem/nearest-word';
import type { ProblemList } from '../../problem/problem';
import type { CompareCondition, TimePartCondition } from '../../rule/condition';
import { ENCODING_MODIFIERS, type EncodingModifier } from './sigma-encoding';

/** What a value means to a field: how its text is read, before lists and negation. */
type ValueKind =
  | 'text'
  | 're'
  | 'cidr'
  | 'exists'
  | 'fieldref'
  | 'number'
  | 'time'
  | 'element'
  | 'document'
  | 'outside';

/** The modifiers of one field, checked against one another. */
export interface ModifierChain {
  readonly kind: ValueKind;
  /** All values instead of any. */
  readonly all: boolean;
  /** `neq`: the whole is negated. */
  readonly negated: boolean;
  readonly cased: boolean;
  readonly expand: boolean;
  /** `i`, `m` and `s` of a regular expression. */
  readonly flags: string;
  readonly operator: CompareCondition['operator'] | undefined;
  readonly timePart: TimePartCondition['part'] | undefined;
  /** Where the value may be in the field, as a modifier. */
  readonly anchor: AnchorModifier | undefined;
  /** The encodings and the anchor, in the order in which they are applied to the value. */
  readonly steps: readonly (EncodingModifier | AnchorModifier)[];
}

/** The modifiers that put `*` at the ends of a value. */
type AnchorModifier = 'contains' | 'startswith' | 'endswith';

const ANCHORS: ReadonlySet<string> = new Set<AnchorModifier>(['contains', 'startswith', 'endswith']);
const OPERATORS: ReadonlySet<string> = new Set<CompareCondition['operator']>(['lt', 'lte', 'gt', 'gte']);
const TIME_PARTS: ReadonlySet<string> = new Set<TimePartCondition['part']>([
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'year',
]);
const EXPRESSION_FLAGS: ReadonlySet<string> = new Set(['i', 'm', 's']);
/** Modifiers of trailwatch, which other Sigma tools refuse as unknown. */
const OWN = ['element', 'document', 'outside'];
const OTHERS = ['all', 'neq', 'cased', 'expand', 're', 'cidr', 'exists', 'fieldref', ...OWN];

const KNOWN: ReadonlySet<string> = new Set([
  ...ANCHORS,
  ...ENCODING_MODIFIERS,
  ...OPERATORS,
  ...TIME_PARTS,
  ...EXPRESSION_FLAGS,
  ...OTHERS,
]);

/**
 * Reads the modifiers of `field|modifier|modifier`; undefined, with a problem, if they cannot be combined.
 *
 * @param at offset of the first modifier
 */
export function parseModifiers(
  names: readonly string[],
  problems: ProblemList,
  at: number,
): ModifierChain | undefined {
  for (const [index, name] of names.entries()) {
    const message = faultOfName(name, names.slice(0, index));
    if (message === undefined) continue;
    const place = at + names.slice(0, index).join('|').length + Math.min(index, 1);
    problems.error(KNOWN.has(name) ? 'modifier-conflict' : 'unknown-modifier', message, place);
    return undefined;
  }
  const chain = chainOf(names);
  const conflict = conflictOf(chain, names);
  if (conflict === undefined) return chain;
  problems.error('modifier-conflict', conflict, at);
  return undefined;
}

function faultOfName(name: string, before: readonly string[]): string | undefined {
  if (name === '') return "a modifier is missing after the '|'";
  if (!KNOWN.has(name)) return `the modifier '${name}' is not known${didYouMean(name, KNOWN)}`;
  if (before.includes(name)) return `the modifier '${name}' is repeated`;
  if (EXPRESSION_FLAGS.has(name) && !before.includes('re')) {
    return `the modifier '${name}' is a flag of 're' and must follow it: '|re|${name}'`;
  }
  return undefined;
}

function chainOf(names: readonly string[]): ModifierChain {
  const has = new Set(names);
  return {
    kind: kindOf(names),
    all: has.has('all'),
    negated: has.has('neq'),
    cased: has.has('cased'),
    expand: has.has('expand'),
    flags: ['i', 'm', 's'].filter((flag) => has.has(flag)).join(''),
    operator: names.find((name) => OPERATORS.has(name)) as ModifierChain['operator'],
    timePart: names.find((name) => TIME_PARTS.has(name)) as ModifierChain['timePart'],
    anchor: names.find((name) => ANCHORS.has(name)) as ModifierChain['anchor'],
    steps: names.filter((name) => isStep(name)),
  };
}

function isStep(name: string): name is EncodingModifier | AnchorModifier {
  return ANCHORS.has(name) || ENCODING_MODIFIERS.has(name);
}

function kindOf(names: readonly string[]): ValueKind {
  if (names.some((name) => TIME_PARTS.has(name))) return 'time';
  if (names.some((name) => OPERATORS.has(name))) return 'number';
  const kind = names.find((name) => ['re', 'cidr', 'exists', 'fieldref', ...OWN].includes(name));
  return (kind as ValueKind | undefined) ?? 'text';
}

/** The modifiers that can be combined with those that give a value its kind. `all` and `neq` are added to each. */
const COMPANIONS: Readonly<Record<Exclude<ValueKind, 'text'>, ReadonlySet<string>>> = {
  re: new Set(['re', ...EXPRESSION_FLAGS]),
  cidr: new Set(['cidr', 'expand']),
  exists: new Set(['exists']),
  fieldref: new Set(['fieldref', 'cased', ...ANCHORS]),
  element: new Set(['element']),
  document: new Set(['document']),
  outside: new Set(['outside', 'expand']),
  number: OPERATORS,
  time: new Set([...TIME_PARTS, ...OPERATORS]),
};

function conflictOf(chain: ModifierChain, names: readonly string[]): string | undefined {
  const anchors = names.filter((name) => ANCHORS.has(name));
  if (anchors.length > 1)
    return `'${anchors[0]}' and '${anchors[1]}' cannot be combined; write two selections`;
  const operators = names.filter((name) => OPERATORS.has(name));
  if (operators.length > 1)
    return `'${operators[0]}' and '${operators[1]}' cannot be combined; write two selections`;
  const parts = names.filter((name) => TIME_PARTS.has(name));
  if (parts.length > 1) return `'${parts[0]}' and '${parts[1]}' cannot be combined; write two selections`;
  if (chain.kind === 'text') return undefined;
  const companions = COMPANIONS[chain.kind];
  const main = names.find((name) => companions.has(name)) ?? chain.kind;
  const stranger = names.find((name) => !companions.has(name) && name !== 'all' && name !== 'neq');
  if (stranger !== undefined)
    return `'${stranger}' cannot be combined with '${main}'${reasonOf(chain.kind, stranger)}`;
  if (chain.kind === 'exists' && chain.all)
    return "'all' cannot be combined with 'exists', which takes one value";
  return undefined;
}

function reasonOf(kind: ValueKind, stranger: string): string {
  if (kind !== 're') return '';
  if (ANCHORS.has(stranger)) return ": a regular expression is found anywhere; write '^' or '$' into it";
  if (stranger === 'cased') return ": a regular expression is case-sensitive unless 'i' is given";
  return '';
}
