import type { Principal } from './request';

/** One principal that a statement names. */
export type StatementPrincipal =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'account'; readonly accountId: string }
  /** A role, a user, or a session of a role. */
  | { readonly kind: 'identity'; readonly arn: string };

/**
 * How a statement reaches a requester, which decides what else is needed (IAM User Guide, "Policy evaluation for
 * requests within a single account").
 *
 * - `directly`: by its session or user ARN, as a service, or as anyone; no boundary or session policy limits that.
 * - `as-role`: by the ARN of the role behind the session; boundary and session policy limit that.
 * - `through-account`: the account is trusted, and its identity policies decide which of its principals may.
 */
export type Reach = 'directly' | 'as-role' | 'through-account';

const ACCOUNT = /^(?:arn:aws[a-z-]*:iam::(\d{12}):root|(\d{12}))$/;
const IDENTITY =
  /^arn:aws[a-z-]*:(?:iam::\d{12}:(?:role|user)\/[^*?]+|sts::\d{12}:assumed-role\/[^*?/]+\/[^*?/]+)$/;

/** A Principal element as a list. Throws on principals that the evaluator does not know, including federated and canonical users. */
export function parsePrincipal(element: unknown): readonly StatementPrincipal[] {
  if (element === '*') return [{ kind: 'anyone' }];
  if (typeof element !== 'object' || element === null || Array.isArray(element)) {
    throw new Error(`Principal is ${JSON.stringify(element)}: it must be '*' or an object`);
  }
  const principals = Object.entries(element).flatMap(([kind, names]) =>
    [names].flat().map((name) => parseNamed(kind, name)),
  );
  if (principals.length === 0) throw new Error('Principal is empty');
  return principals;
}

/** How these principals reach the requester; undefined when none of them is the requester. */
export function reachOf(
  principals: readonly StatementPrincipal[],
  requester: Principal,
): readonly Reach[] | undefined {
  const found = principals.map((principal) => reachOfOne(principal, requester));
  const reaches = found.filter((reach) => reach !== undefined);
  return reaches.length === 0 ? undefined : reaches;
}

/** The principals in words: `cloudtrail.amazonaws.com`, `account 111122223333`. */
export function describePrincipals(principals: readonly StatementPrincipal[]): string {
  return principals.map(describeOne).join(', ');
}

function parseNamed(kind: string, name: unknown): StatementPrincipal {
  if (typeof name !== 'string')
    throw new Error(`Principal ${kind} is ${JSON.stringify(name)}: it must be text`);
  if (kind === 'Service' && /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(name)) {
    return { kind: 'service', name };
  }
  if (kind === 'AWS') {
    if (name === '*') return { kind: 'anyone' };
    const [, byArn, byId] = ACCOUNT.exec(name) ?? [];
    const accountId = byArn ?? byId;
    if (accountId !== undefined) return { kind: 'account', accountId };
    if (IDENTITY.test(name)) return { kind: 'identity', arn: name };
  }
  throw new Error(`Principal {"${kind}": "${name}"} is not one that the evaluator knows`);
}

function reachOfOne(principal: StatementPrincipal, requester: Principal): Reach | undefined {
  switch (principal.kind) {
    case 'anyone':
      return 'directly';
    case 'service':
      return requester.kind === 'service' && requester.name === principal.name ? 'directly' : undefined;
    case 'account':
      return 'account' in requester && requester.account.id === principal.accountId
        ? 'through-account'
        : undefined;
    case 'identity':
      return reachOfIdentity(principal.arn, requester);
  }
}

function reachOfIdentity(arn: string, requester: Principal): Reach | undefined {
  if (requester.kind === 'user') return requester.arn === arn ? 'directly' : undefined;
  if (requester.kind !== 'role') return undefined;
  if (requester.sessionArn === arn) return 'directly';
  return requester.arn === arn ? 'as-role' : undefined;
}

function describeOne(principal: StatementPrincipal): string {
  switch (principal.kind) {
    case 'anyone':
      return 'anyone';
    case 'service':
      return principal.name;
    case 'account':
      return `account ${principal.accountId}`;
    case 'identity':
      return principal.arn;
  }
}
