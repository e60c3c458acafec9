import type { AndCondition, Condition } from '../../rule/condition';
import { describeSilence } from '../../rule/silence';
import { flags, renderAtom, renderPattern } from '../../sigma/render/render-atom';

/** Maximum number of cases of one condition that are written separately. */
const MAX_CASES = 1_000;

/** Conditions on one field that have their own word. */
const WORDS: Readonly<Record<string, string>> = {
  'userIdentity.accountId': 'account',
  recipientAccountId: 'calls in account',
  'userIdentity.arn': 'principal',
  'userIdentity.sessionContext.sessionIssuer.arn': 'sessions of',
  'userIdentity.sessionContext.sessionIssuer.userName': 'sessions of roles named',
  'userIdentity.invokedBy': 'invoked by',
  sourceIPAddress: 'network',
  userAgent: 'user agent',
};

/** The same for a session that a role has issued. */
const ROLE_WORDS: Readonly<Record<string, string>> = {
  ...WORDS,
  'userIdentity.sessionContext.sessionIssuer.arn': 'role',
  'userIdentity.sessionContext.sessionIssuer.userName': 'role',
};

const ISSUER_TYPE = 'userIdentity.sessionContext.sessionIssuer.type';

/**
 * The condition as cases, any of which makes it hold: each value of a list is a separate case, so one more value is one more
 * case. Conditions with too many cases stay whole.
 */
export function casesOf(condition: Condition): readonly Condition[] {
  const cases = splitUp(condition);
  return cases.length <= MAX_CASES ? cases : [condition];
}

function splitUp(condition: Condition): readonly Condition[] {
  switch (condition.kind) {
    case 'or':
      return condition.of.flatMap(splitUp);
    case 'and':
      return condition.silence === undefined ? combine(condition.of) : splitSilenced(condition);
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return condition.values.map((value) => ({ ...condition, values: [value] }));
    case 'wildcard':
    case 'keyword':
      return condition.patterns.map((pattern) => ({ ...condition, patterns: [pattern] }));
    case 'cidr':
      return condition.ranges.map((range) => ({ ...condition, ranges: [range] }));
    default:
      return [condition];
  }
}

/** Each case of what is allowed ends. */
function splitSilenced(condition: AndCondition): readonly Condition[] {
  const [allowed, ...times] = condition.of;
  return allowed === undefined ? [] : splitUp(allowed).map((one) => ({ ...condition, of: [one, ...times] }));
}

/** Every case of one with every case of the others. */
function combine(parts: readonly Condition[]): readonly Condition[] {
  let cases: readonly (readonly Condition[])[] = [[]];
  for (const part of parts) {
    const own = splitUp(part);
    if (cases.length * own.length > MAX_CASES) return [{ kind: 'and', of: parts }];
    cases = cases.flatMap((others) => own.map((one) => [...others, one]));
  }
  return cases.map((of) => (of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'and', of }));
}

/** The condition in a line, for people. */
export function describeCondition(condition: Condition): string {
  return describe(condition, WORDS);
}

function describe(condition: Condition, words: typeof WORDS): string {
  switch (condition.kind) {
    case 'and':
      return condition.silence === undefined
        ? describeAll(condition.of, words)
        : `${condition.of
            .slice(0, 1)
            .map((part) => describePart(part, words))
            .join('')} ${describeSilence(condition.silence)}`;
    case 'or':
      return condition.of.map((part) => describePart(part, words)).join(' or ') || 'never';
    case 'not':
      return `not (${describe(condition.of, words)})`;
    case 'element':
    case 'document':
      return `${condition.field}[${condition.kind} with ${describe(condition.of, words)}]`;
    case 'keyword':
      return `any field: ${condition.patterns.map(renderPattern).join(' or ')}`;
    case 'keywordMatches':
      return `any field|re${flags(condition)}: ${condition.expression}`;
    default:
      return describeAtom(condition, words);
  }
}

/** Where the role is named, it need not be said that the issuer is a role. */
function describeAll(parts: readonly Condition[], words: typeof WORDS): string {
  const others = parts.filter((part) => !isRole(part));
  const isOfRole = others.length > 0 && others.length < parts.length && others.some(namesIssuer);
  const told = isOfRole ? others : parts;
  return told.map((part) => describePart(part, isOfRole ? ROLE_WORDS : words)).join(' and ') || 'always';
}

function describePart(part: Condition, words: typeof WORDS): string {
  const text = describe(part, words);
  return part.kind === 'or' && part.of.length > 1 ? `(${text})` : text;
}

function isRole(condition: Condition): boolean {
  return condition.kind === 'equals' && condition.field === ISSUER_TYPE && condition.values.join() === 'Role';
}

function namesIssuer(condition: Condition): boolean {
  if (condition.kind === 'or') return condition.of.every(namesIssuer);
  return 'field' in condition && ROLE_WORDS[condition.field] === 'role';
}

type Atom = Parameters<typeof renderAtom>[0];

function describeAtom(atom: Atom, words: typeof WORDS): string {
  const entry = renderAtom(atom);
  if (entry === undefined) return 'never';
  const word = Object.hasOwn(words, atom.field) ? words[atom.field] : undefined;
  const short = word === undefined ? undefined : describeShortly(atom, word);
  return (
    short ?? `${entry.key}: ${Array.isArray(entry.value) ? entry.value.join(' or ') : String(entry.value)}`
  );
}

/** As an allow list is written: `role arn:aws:iam::111122223333:role/ops-*`. */
function describeShortly(atom: Atom, word: string): string | undefined {
  switch (atom.kind) {
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains': {
      const start = atom.kind === 'endsWith' || atom.kind === 'contains' ? '*' : '';
      const end = atom.kind === 'startsWith' || atom.kind === 'contains' ? '*' : '';
      return atom.values.map((value) => `${word} ${start}${value}${end}${cased(atom)}`).join(' or ');
    }
    case 'wildcard':
      return atom.patterns.map((pattern) => `${word} ${renderPattern(pattern)}${cased(atom)}`).join(' or ');
    case 'cidr':
      return atom.ranges.map((range) => `${word} ${range}`).join(' or ');
    default:
      return undefined;
  }
}

function cased(atom: { readonly cased: boolean }): string {
  return atom.cased ? ' (cased)' : '';
}
