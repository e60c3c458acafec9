import type { Condition, MatchesCondition, TextCondition, WildcardCondition } from './condition';
import { compileExpression } from './regular-expression';
import { toPatternTest } from './wildcard-match';

/** A condition on the text of one field. */
export type TextAtom = TextCondition | WildcardCondition | MatchesCondition;

/** Accounts and names that have no letter or digit in common, so that only patterns for all of them take all. */
const ANY_ACCOUNTS = [...'0123456789'].map((digit) => digit.repeat(12));
const ANY_NAMES = [...'bcfjkqvwxz'].map((letter, at) => letter.repeat(4 + at));

const PARTITIONS = ['aws', 'aws-us-gov', 'aws-cn'] as const;

type Principal = (partition: string, account: string, name: string) => string;

/** What fields say of a principal, by its kind. */
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

/** Whether a condition says no more than of which kind the principal is. */
export function isKindOfPrincipal(condition: Condition): boolean {
  return (
    condition.kind === 'equals' &&
    ['userIdentity.type', 'userIdentity.sessionContext.sessionIssuer.type'].includes(condition.field)
  );
}

/**
 * Why conditions of which one has to hold take every principal of a kind: of any account, or of all accounts that there are.
 * Undefined if they do not.
 *
 * @param accounts all accounts that there are, if they are known: two or more
 */
export function whyEveryPrincipal(
  atoms: readonly TextAtom[],
  accounts: readonly string[],
): string | undefined {
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
