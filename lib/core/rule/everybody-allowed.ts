import { leftOutBy, whyEverybody } from './allows-everybody';
import type { Condition } from './condition';
import { isLeftOut, type Narrowing, narrowingsOf } from './narrowed-condition';
import type { RuleDocument } from './rule-document';

/** What rules leave out, and that is everybody. */
export interface EverybodyAllowed {
  /** Such as `allow list networks 0.0.0.0/0`, or `filter Our CI`. */
  readonly name: string;
  readonly why: string;
}

/** How many names a sum of several shows. */
const MAX_NAMED = 3;

/** What is known in addition to the rules. */
interface Known {
  /** All accounts that there are, if they are known. */
  readonly accounts: readonly string[];
  /** Allow lists, though no rule may leave out what they allow. */
  readonly lists: readonly (readonly Narrowing[])[];
}

/** The filters and allow lists that are for everybody, each once: alone, or with the others of a list or a rule. */
export function everybodyAllowed(
  { rules, correlations }: RuleDocument,
  { accounts, lists }: Known,
): readonly EverybodyAllowed[] {
  const all = [...rules, ...correlations.flatMap((correlation) => correlation.rules)];
  const seen = new Seen();
  const found = new Map<string, EverybodyAllowed>();
  for (const narrowings of [
    ...lists,
    ...all.map(({ condition }) => narrowingsOf(condition).filter(isLeftOut)),
  ]) {
    if (narrowings.length === 0 || !seen.isNew(narrowings)) continue;
    for (const each of wideOf(narrowings, accounts)) found.set(each.name, each);
  }
  return [...found.values()];
}

function wideOf(narrowings: readonly Narrowing[], accounts: readonly string[]): readonly EverybodyAllowed[] {
  const alone = narrowings.flatMap((each) => judged(each.name, [each], accounts));
  if (alone.length > 0 || narrowings.length === 1) return alone;
  const more = narrowings.length - MAX_NAMED;
  const names = narrowings.slice(0, MAX_NAMED).map(({ name }) => name);
  const name = [...names, ...(more > 0 ? [`${more} more`] : [])].join(' together with ');
  return judged(name, narrowings, accounts);
}

function judged(
  name: string,
  narrowings: readonly Narrowing[],
  accounts: readonly string[],
): readonly EverybodyAllowed[] {
  const leftOut: Condition = { kind: 'or', of: narrowings.map(({ condition }) => leftOutBy(condition)) };
  const why = whyEverybody(leftOut, accounts);
  return why === undefined ? [] : [{ name, why }];
}

/** Most rules of a set leave out the same. */
class Seen {
  private readonly numbers = new Map<Condition, number>();
  private readonly keys = new Set<string>();

  isNew(narrowings: readonly Narrowing[]): boolean {
    const key = narrowings.map(({ condition }) => this.numberOf(condition)).join(' ');
    if (this.keys.has(key)) return false;
    this.keys.add(key);
    return true;
  }

  private numberOf(condition: Condition): number {
    const shared = condition.kind === 'not' ? condition.of : condition;
    const number = this.numbers.get(shared) ?? this.numbers.size;
    this.numbers.set(shared, number);
    return number;
  }
}
