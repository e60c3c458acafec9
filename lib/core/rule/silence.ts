import type { Condition, Silence } from './condition';
import { narrowingsOf } from './narrowed-condition';
import type { Rule } from './rule';

/** The time of a record, which is what an end is compared with: a replay or a search years later comes to the same answer. */
const TIME_FIELD = 'eventTime';

/** What is allowed, from one time to another. */
export function allowedWhile(allowed: Condition, silence: Silence): Condition {
  const { from, until } = silence;
  const notYet: readonly Condition[] = from === undefined ? [] : [{ kind: 'not', of: before(from) }];
  return { kind: 'and', of: [allowed, before(until), ...notYet], silence };
}

/**
 * Holds of records from before a time. Times as CloudTrail writes them are in the order of their text, so that those before one
 * are those that have a lower digit at some place and the same text in front of it; every engine compares beginnings of text.
 */
function before(time: string): Condition {
  const values = [...time].flatMap((digit, at) =>
    /\d/.test(digit)
      ? Array.from({ length: Number(digit) }, (_, lower) => `${time.slice(0, at)}${lower}`)
      : [],
  );
  return { kind: 'startsWith', field: TIME_FIELD, values, cased: true };
}

/** Such as `until 2026-12-01T00:00:00Z: migration (OPS-12)`. */
export function describeSilence({ from, until, reason, ticket }: Silence): string {
  const since = from === undefined ? '' : `from ${from} `;
  return `${since}until ${until}: ${reason}${ticket === undefined ? '' : ` (${ticket})`}`;
}

/** A silence, and the rules that it is for. */
export interface SilencedRules extends Silence {
  /** Names of rules. */
  readonly rules: readonly string[];
}

/** The silences in what rules leave out, the one that ends first before the others. */
export function silencesOf(rules: readonly Pick<Rule, 'name' | 'condition'>[]): readonly SilencedRules[] {
  const found = new Map<string, { readonly silence: Silence; readonly rules: Set<string> }>();
  for (const { name, condition } of rules) {
    for (const narrowing of narrowingsOf(condition)) {
      for (const silence of silencesIn(narrowing.condition)) {
        const key = JSON.stringify([silence.name, describeSilence(silence)]);
        const known = found.get(key) ?? { silence, rules: new Set<string>() };
        found.set(key, known);
        known.rules.add(name);
      }
    }
  }
  return [...found.values()]
    .map(({ silence, rules: names }) => ({ ...silence, rules: [...names].sort() }))
    .sort((one, other) => (one.until < other.until ? -1 : one.until > other.until ? 1 : 0));
}

function silencesIn(condition: Condition): readonly Silence[] {
  switch (condition.kind) {
    case 'and':
      return [
        ...(condition.silence === undefined ? [] : [condition.silence]),
        ...condition.of.flatMap(silencesIn),
      ];
    case 'or':
      return condition.of.flatMap(silencesIn);
    case 'not':
      return silencesIn(condition.of);
    default:
      return [];
  }
}
