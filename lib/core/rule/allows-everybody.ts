import type {
  Condition,
  MatchesCondition,
  TextCondition,
  WildcardCondition,
  WildcardPart,
} from './condition';
import { addressTest, canonicalRange } from './ip-range';
import { compileExpression } from './regular-expression';
import { toPatternTest } from './wildcard-match';

/** The most addresses that a list may name: a /8 of IPv4, a /16 of IPv6. */
const MOST = { 32: 2n ** 24n, 128: 2n ** 112n } as const;

/** Addresses that are not used outside a private network. @see https://www.rfc-editor.org/rfc/rfc6890 */
const isPrivate = addressTest([
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['fc00::/7', 'fe80::/10'],
]);

/**
 * Why a condition holds for everybody, or for a large part of the Internet: it accepts any text of a field, every principal of a
 * kind, or more addresses than one organization has. Undefined if it is not, or not known to be.
 *
 * @param accounts all accounts that there are, if they are known
 */
export function whyEverybody(condition: Condition, accounts: readonly string[] = []): string | undefined {
  const branches = branchesOf(condition);
  const [why] = branches.flatMap((branch) => whyAlone(branch, accounts) ?? []);
  return why ?? whyWide(branches.flatMap(rangesOf)) ?? whyEveryPrincipal(branches.filter(isText), accounts);
}

/** Each of the narrowings of a rule. */
export function leftOutBy(condition: Condition): Condition {
  switch (condition.kind) {
    case 'not':
      return condition.of;
    case 'and':
      return { kind: 'or', of: condition.of.map(leftOutBy) };
    case 'or':
      return { kind: 'and', of: condition.of.map(leftOutBy) };
    default:
      return { kind: 'not', of: condition };
  }
}

/**
 * The conditions any of which has to hold. In an `and`, tests of the kind of the principal are left out, since they restrict
 * nothing.
 */
function branchesOf(condition: Condition): readonly Condition[] {
  if (condition.kind === 'or') return condition.of.flatMap(branchesOf);
  if (condition.kind !== 'and') return [condition];
  // Everybody for a limited time is everybody.
  if (condition.silence !== undefined) return condition.of.slice(0, 1).flatMap(branchesOf);
  const binding = condition.of.filter((each) => !isKindOfPrincipal(each));
  const [only] = binding;
  return binding.length === 1 && only !== undefined ? branchesOf(only) : [condition];
}

function whyAlone(condition: Condition, accounts: readonly string[]): string | undefined {
  switch (condition.kind) {
    case 'and': {
      const binding = condition.of.filter((each) => !isKindOfPrincipal(each));
      if (binding.length === 0) return condition.of.length === 0 ? 'it has no condition' : undefined;
      const reasons = binding.map((each) => whyEverybody(each, accounts));
      return reasons.includes(undefined) ? undefined : reasons[0];
    }
    case 'wildcard':
      return condition.patterns.some((pattern) => pattern.every(isAny))
        ? anyText(condition.field)
        : undefined;
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return condition.values.includes('') ? anyText(condition.field) : undefined;
    case 'matches':
      return /^\^?(\.[*+])?\$?$/.test(condition.expression) ? anyText(condition.field) : undefined;
    default:
      return undefined;
  }
}

function isText(condition: Condition): condition is TextAtom {
  return ['equals', 'startsWith', 'endsWith', 'contains', 'wildcard', 'matches'].includes(condition.kind);
}

function anyText(field: string): string {
  return `it takes any text of '${field}'`;
}

function isAny(part: WildcardPart): boolean {
  return 'any' in part || 'one' in part;
}

function rangesOf(condition: Condition): readonly string[] {
  return condition.kind === 'cidr' ? condition.ranges : [];
}

function whyWide(ranges: readonly string[]): string | undefined {
  const spans = ranges.map(spanOf).filter((span) => span !== undefined);
  for (const bits of [32, 128] as const) {
    const addresses = sizeOfUnion(spans.filter((span) => span.bits === bits));
    if (addresses > MOST[bits])
      return `its networks are more than a ${bits === 32 ? '/8 of IPv4' : '/16 of IPv6'}`;
  }
  return undefined;
}

interface Span {
  readonly bits: 32 | 128;
  readonly first: bigint;
  /** The first address after it. */
  readonly end: bigint;
}

function spanOf(range: string): Span | undefined {
  const [base = '', prefix = ''] = canonicalRange(range)?.split('/') ?? [];
  const isIPv6 = base.includes(':');
  if (prefix === '' || (isPrivate(base) && Number(prefix) >= (isIPv6 ? 7 : 8))) return undefined;
  const [bits, groups, width] = isIPv6
    ? [128 as const, base.split(':').map((group) => `0x${group}`), 16n]
    : [32 as const, base.split('.'), 8n];
  const first = groups.reduce((sum, group) => (sum << width) + BigInt(group), 0n);
  return { bits, first, end: first + 2n ** BigInt(bits - Number(prefix)) };
}

function sizeOfUnion(spans: readonly Span[]): bigint {
  let size = 0n;
  let end = 0n;
  for (const span of [...spans].sort((a, b) => (a.first < b.first ? -1 : 1))) {
    if (span.end <= end) continue;
    size += span.end - (span.first > end ? span.first : end);
    end = span.end;
  }
  return size;
}

/** A condition on the text of one field. */
type TextAtom = TextCondition | WildcardCondition | MatchesCondition;

/** Accounts and names that have no letter or digit in common, so that only patterns for all of them take all. */
const ANY_ACCOUNTS = [...'0123456789'].map((digit) => digit.repeat(12));

const ANY_NAMES = [...'bcfjkqvwxz'].map((letter, at) => letter.repeat(4 + at));

const PARTITIONS = ['aws', 'aws-us-gov', 'aws-cn'] as const;

type Principal = (partition: string, account: string, name: string) => string;

/** What fields show of a principal, by its kind. */
const PRINCIPALS: Readonly<Record<string, Readonly<Record<string, Principal>>>> = {
  'userIdentity.arn': {
    'session of a role': (partition, account, name) =>
      `arn:${partition}:sts::${account}:assumed-role/${name}/${name}`,
    user: (partition, account, name) => `arn:${partition}:iam::${account}:user/${name}`,
    'root user': (partition, account) => `arn:${partition}:iam::${account}:root`,
  },
  'userIdentity.sessionContext.sessionIssuer.arn': {
    role: (partition, account, name) => `arn:${partition}:iam::${account}:role/${name}`,
  },
  'userIdentity.sessionContext.sessionIssuer.userName': { role: (_partition, _account, name) => name },
  'userIdentity.userName': { user: (_partition, _account, name) => name },
  'userIdentity.accountId': { principal: (_partition, account) => account },
  'userIdentity.sessionContext.sessionIssuer.accountId': { principal: (_partition, account) => account },
  recipientAccountId: { principal: (_partition, account) => account },
  sourceIPAddress: { address: (_partition, account, name) => `${account.slice(0, 1)}.2${name.length}.3.4` },
};

/** Whether a condition only fixes the kind of the principal. */
function isKindOfPrincipal(condition: Condition): boolean {
  return (
    condition.kind === 'equals' &&
    ['userIdentity.type', 'userIdentity.sessionContext.sessionIssuer.type'].includes(condition.field)
  );
}

/**
 * Why conditions, one of which has to hold, match every principal of a kind: of any account, or of all accounts that there
 * are. Undefined if they do not.
 *
 * @param accounts all accounts that there are, if they are known: two or more
 */
function whyEveryPrincipal(atoms: readonly TextAtom[], accounts: readonly string[]): string | undefined {
  for (const [field, kinds] of Object.entries(PRINCIPALS)) {
    const own = atoms.filter((atom) => atom.field === field);
    if (own.length === 0) continue;
    const tests = own.flatMap(testsOf);
    const takes = (text: string) => tests.some((test) => test(text));
    for (const [kind, principal] of Object.entries(kinds)) {
      if (takesAll(principal, ANY_ACCOUNTS, takes)) return `it takes every ${kind} by '${field}'`;
      if (accounts.length > 1 && takesAll(principal, accounts, takes))
        return `it takes every ${kind} of all ${accounts.length} accounts by '${field}'`;
    }
  }
  return undefined;
}

function takesAll(
  principal: Principal,
  accounts: readonly string[],
  takes: (text: string) => boolean,
): boolean {
  return PARTITIONS.some((partition) =>
    accounts.every((account, at) =>
      namesAt(at, accounts).every((name) => takes(principal(partition, account, name))),
    ),
  );
}

/** Few for each account that there is: there may be thousands. */
function namesAt(at: number, accounts: readonly string[]): readonly string[] {
  return accounts === ANY_ACCOUNTS ? ANY_NAMES.slice(at, at + 1) : ANY_NAMES.slice(0, 2);
}

type TextTest = (text: string) => boolean;

/** Letter case decides nothing here. */
function testsOf(atom: TextAtom): readonly TextTest[] {
  switch (atom.kind) {
    case 'equals': {
      const values = new Set(atom.values.map((value) => value.toLowerCase()));
      return [(text) => values.has(text.toLowerCase())];
    }
    case 'startsWith':
      return atom.values.map((value) => (text) => text.startsWith(value.toLowerCase()));
    case 'endsWith':
      return atom.values.map((value) => (text) => text.endsWith(value.toLowerCase()));
    case 'contains':
      return atom.values.map((value) => (text) => text.includes(value.toLowerCase()));
    case 'wildcard':
      return atom.patterns.map((pattern) => toPatternTest(pattern, (text) => text.toLowerCase()));
    case 'matches':
      return [expressionTest(atom.expression, atom.flags)];
    default:
      return atom satisfies never;
  }
}

function expressionTest(expression: string, flags: string): TextTest {
  const compiled = compileExpression(expression, flags);
  return 'isFoundIn' in compiled ? compiled.isFoundIn : () => false;
}
