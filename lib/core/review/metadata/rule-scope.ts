import { isBelow, SEVERITIES, type Severity } from '../../rule/rule';
import type { RuleLine } from './decisions';

/** A rule that a scope may name. */
type Named = Pick<RuleLine, 'key' | 'severity'>;

const ALL = 'all rules';
const BELOW = /^ below (\w+)/;

/**
 * The rules that an entry is for, in words: their keys, or the shortest of `all rules`, `all rules below high`, each with
 * `but: a, b` and `and: c, d`. {@link decodeScope} reads it.
 *
 * @param rules all that an entry may be for
 */
export function scopeEncoder(rules: readonly Named[]): (keys: readonly string[]) => string {
  const bases = [undefined, ...SEVERITIES.slice(1).reverse()].map((below) => ({
    below,
    covered: new Set(coveredBy(below, rules)),
  }));
  return (keys) => {
    const own = new Set(keys);
    const forms = bases.map(({ below, covered }) => {
      const but = [...covered].filter((key) => !own.has(key));
      const and = keys.filter((key) => !covered.has(key));
      return { below, but, and, names: but.length + and.length, covers: covered.size };
    });
    const [best] = forms.filter(({ covers }) => covers > 1).sort((one, other) => one.names - other.names);
    return best !== undefined && best.names < keys.length - 1 ? renderForm(best) : list(keys);
  };
}

/** All rules, or those below a severity, with the exceptions and the additions. */
interface Form {
  readonly below: Severity | undefined;
  readonly but: readonly string[];
  readonly and: readonly string[];
}

function renderForm({ below, but, and }: Form): string {
  const base = below === undefined ? ALL : `${ALL} below ${below}`;
  return `${base}${but.length > 0 ? ` but: ${list(but)}` : ''}${and.length > 0 ? ` and: ${list(and)}` : ''}`;
}

/** The keys of the rules that a scope names; undefined if it is not a scope. */
export function decodeScope(text: string, rules: readonly Named[]): readonly string[] | undefined {
  if (!text.startsWith(ALL)) return readNames(text, 0, text.length)?.names;
  const [whole = '', below] = BELOW.exec(text.slice(ALL.length)) ?? [];
  if (below !== undefined && !isSeverity(below)) return undefined;
  const left = readAfter(' but: ', text, ALL.length + whole.length);
  const added = left === undefined ? undefined : readAfter(' and: ', text, left.end);
  if (left === undefined || added?.end !== text.length) return undefined;
  const without = new Set(left.names);
  const kept = coveredBy(below, rules).filter((key) => !without.has(key));
  return [...new Set([...kept, ...added.names])].sort();
}

function coveredBy(below: Severity | undefined, rules: readonly Named[]): readonly string[] {
  return rules
    .filter(({ severity }) => below === undefined || isBelow(severity, below))
    .map(({ key }) => key)
    .sort();
}

function isSeverity(word: string): word is Severity {
  return SEVERITIES.some((severity) => severity === word);
}

/** Names as they are; others are in quotes. */
const PLAIN = /^(?!all rules)[\w./-]+(?: \([\w.-]+\))?$/;
const NAME = /"(?:[^"\\]|\\.)*"|[\w./-]+(?: \([\w.-]+\))?/y;

function list(keys: readonly string[]): string {
  return [...keys]
    .sort()
    .map((key) => (PLAIN.test(key) ? key : JSON.stringify(key)))
    .join(', ');
}

interface NameList {
  readonly names: readonly string[];
  readonly end: number;
}

function readAfter(word: string, text: string, at: number): NameList | undefined {
  return text.startsWith(word, at) ? readNames(text, at + word.length) : { names: [], end: at };
}

/** @param end where the list must end, if it is known */
function readNames(text: string, at: number, end?: number): NameList | undefined {
  const names: string[] = [];
  for (let next = at; ; next += 2) {
    NAME.lastIndex = next;
    const [name] = NAME.exec(text) ?? [];
    const read = name === undefined ? undefined : unquote(name);
    if (name === undefined || read === undefined) return undefined;
    names.push(read);
    next += name.length;
    if (!text.startsWith(', ', next))
      return end === undefined || next === end ? { names, end: next } : undefined;
  }
}

function unquote(name: string): string | undefined {
  if (!name.startsWith('"')) return name;
  try {
    return String(JSON.parse(name));
  } catch {
    return undefined;
  }
}
