import type { Condition } from '../../policy/evaluation/condition-block';
import { foldedKey } from '../../policy/evaluation/condition-key';
import { everyTextOf, matchesPattern } from '../../policy/evaluation/text-pattern';
import { canonicalCondition, conditionImplies, oppositeOf } from './condition-implies';
import { conditionWords, listWords, refusalWords } from './condition-words';

/** Something that must hold before a principal may do something. */
export interface Requirement {
  /** As people read it; long lists are shortened. */
  readonly words: string;
  /** All of it: equal texts are the same requirement. */
  readonly text: string;
  /** The condition, where it is one. */
  readonly condition?: Condition;
  /** What must not hold all at once. */
  readonly refused?: readonly Requirement[];
  /** Patterns of names of objects, of which one fits. */
  readonly objects?: readonly string[];
  /** What these are called. */
  readonly noun?: string;
}

/** What words say, and nothing else is known of; `text` where the words leave something out. */
export function inWords(words: string, text = words): Requirement {
  return { words, text };
}

/** A condition of a statement. */
export function ofCondition(condition: Condition): Requirement {
  const isTls = /^Bool$/.test(condition.operator) && isSecure(condition, 'true');
  return isTls
    ? OVER_TLS
    : { words: conditionWords(condition), text: canonicalCondition(condition), condition };
}

/** What a Deny leaves: not all of this holds. */
export function refusalOf(conditions: readonly Condition[], more: readonly Requirement[] = []): Requirement {
  const [first, ...others] = conditions;
  const single = first !== undefined && others.length + more.length === 0 ? first : undefined;
  if (single !== undefined && /^Bool(IfExists)?$/.test(single.operator) && isSecure(single, 'false'))
    return OVER_TLS;
  const words = refusalWords(
    conditions,
    more.map((each) => each.words),
  );
  const opposite = single === undefined ? undefined : oppositeOf(single);
  if (opposite !== undefined) return { words, text: canonicalCondition(opposite), condition: opposite };
  const refused = [...conditions.map(ofCondition), ...more];
  const text = `not ${JSON.stringify([...new Set(refused.map((each) => each.text))].sort())}`;
  return { words, text, refused };
}

/** Only objects, or other resources that are called by the noun, with such names. */
export function likeNames(patterns: readonly string[], noun: string): Requirement {
  const objects = [...new Set(patterns)].sort();
  return {
    words: `${noun} like ${listWords(objects)}`,
    text: `${noun} ${JSON.stringify(objects)}`,
    ...{ objects, noun },
  };
}

/** Whether the second always holds where the first does. A false answer may be due to a form that is not compared. */
export function implies(one: Requirement, other: Requirement): boolean {
  if (one.text === other.text) return true;
  const { objects } = other;
  if (one.objects !== undefined && objects !== undefined)
    return one.objects.every((name) =>
      objects.some((pattern) => matchesPattern(pattern, everyTextOf(name), { wildcards: true })),
    );
  if (one.condition !== undefined && other.condition !== undefined)
    return conditionImplies(one.condition, other.condition);
  const [refused, wider] = [other.refused, one.refused];
  if (refused === undefined || wider === undefined) return false;
  return wider.every((part) => refused.some((each) => implies(each, part)));
}

/** Whether each of the first requirements holds where all of the second ones do. */
export function needsNoMore(needs: readonly Requirement[], than: readonly Requirement[]): boolean {
  return needs.every((need) => than.some((each) => implies(each, need)));
}

/** Each requirement once, sorted. */
export function inOrder(needs: readonly Requirement[]): readonly Requirement[] {
  const unique = new Map(needs.map((need) => [`${need.words}\n${need.text}`, need]));
  return [...unique.keys()].sort().flatMap((key) => unique.get(key) ?? []);
}

const OVER_TLS: Requirement = (() => {
  const condition = { operator: 'Bool', key: 'aws:SecureTransport', values: ['true'] };
  return { words: 'over TLS', text: canonicalCondition(condition), condition };
})();

function isSecure({ key, values }: Condition, value: string): boolean {
  return foldedKey(key) === 'aws:securetransport' && values.join().toLowerCase() === value;
}
