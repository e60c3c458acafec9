import { type Account, type Principal, roleSession } from '../../policy/evaluation/request';
import type { StatementPrincipal } from '../../policy/evaluation/statement-principal';
import { ANYONE, administratorsOf } from './access-cell';
import type { Evidence } from './evidence-actions';
import type { ControlPolicy } from './policies/attached-policies';
import { isServiceName, type ReadStatement } from './read-statement';
import { oneOf, type Requirement } from './requirement';
import { UNKNOWN_ACCOUNT } from './template-values';

/** A principal whose access is evaluated. */
export interface Asker {
  /** In words. */
  readonly who: string;
  readonly principal: Principal;
  readonly policies: AskerPolicies;
  /** Whether it represents all principals of its account, so that its ARN is open. */
  readonly isAccount: boolean;
  /** In words, the group that it belongs to: what the group may do, it may, too. */
  readonly among?: string;
  /** Whether it represents principals that are listed themselves. */
  readonly isListed?: true;
}

/** Whether it is a service, and not a principal that is only simulated as one. */
export function isService({ principal }: Asker): boolean {
  return principal.kind === 'service' && isServiceName(principal.name);
}

/** The policies that a principal itself has. */
export interface AskerPolicies {
  /** `everything`: the policies are elsewhere, and their owner may allow anything. */
  readonly identity: readonly ReadStatement[] | 'everything';
  readonly boundary?: readonly ReadStatement[];
  /** What must hold in addition for everything that the principal may do. */
  readonly needs: readonly Requirement[];
}

const ELSEWHERE: AskerPolicies = { identity: 'everything', needs: [] };

// an account that no resource is in
const NO_ACCOUNT: Account = { id: '' };

/** Any caller, signed or not. */
export const ANYONE_ASKER: Asker = {
  ...{ who: ANYONE, principal: { kind: 'root', account: NO_ACCOUNT }, policies: ELSEWHERE, isAccount: false },
};

/** An account in words. */
export function accountWords(id: string): string {
  return id === UNKNOWN_ACCOUNT ? 'the account of the deployment' : `account ${id}`;
}

/** An administrator of the account; only a Deny, or a missing Allow on a key, limits it. */
export function administratorAsker(id: string, partition: string): Asker {
  const principal = roleSession({ id, partition }, 'Administrator');
  return { who: administratorsOf(accountWords(id)), principal, policies: ELSEWHERE, isAccount: false };
}

/** The principal that a statement names, when its policies are not in the templates. */
export function namedAsker(named: StatementPrincipal, owner: Account): Asker {
  switch (named.kind) {
    case 'anyone':
      return ANYONE_ASKER;
    case 'service':
      return { who: named.name, principal: named, policies: ELSEWHERE, isAccount: false };
    case 'account': {
      if (named.accountId === owner.id) return administratorAsker(owner.id, owner.partition ?? 'aws');
      const principal: Principal = { kind: 'root', account: { id: named.accountId } };
      return { who: accountWords(named.accountId), principal, policies: ELSEWHERE, isAccount: true };
    }
    case 'identity':
      return identityAsker(named.arn, owner);
  }
}

/** A role or user that is not in the templates: in its own account, only the policies that name it show what it may do. */
function identityAsker(arn: string, owner: Account): Asker {
  const [, partition = 'aws', , , id = '', rest = ''] = arn.split(':');
  const account: Account = { id, partition };
  const policies: AskerPolicies = id === owner.id ? { identity: [], needs: [] } : ELSEWHERE;
  const [kind, ...path] = rest.split('/');
  const who = `${kind === 'user' ? 'user' : 'role'} ${arn}`;
  if (kind === 'user') return { who, principal: { kind: 'user', arn, account }, policies, isAccount: false };
  const principal =
    kind === 'assumed-role'
      ? roleSession(account, path[0] ?? '', path[1])
      : roleSession(account, path.join('/'));
  return { who, principal, policies, isAccount: false };
}

/** A role or user of the account that a Deny leaves out: its policies are elsewhere, and may allow anything. */
export function exemptAsker(arn: string, owner: Account): Asker {
  const among = administratorsOf(accountWords(owner.id));
  return { ...identityAsker(arn, owner), policies: ELSEWHERE, among };
}

/** The denials of organizations: for members, which is every account but the one that has the policy, or for the accounts named. */
export function controlsFor(
  controls: readonly ControlPolicy[],
  asker: Asker,
  { owner }: Pick<Evidence, 'owner'>,
): readonly ReadStatement[] {
  return controls.flatMap(({ kind, statements, targets, deployedIn }) => {
    const account =
      kind === 'resource' ? owner.id : 'account' in asker.principal ? asker.principal.account.id : '';
    if (account === '' || account === deployedIn || account === UNKNOWN_ACCOUNT) return [];
    if (targets.includes(account) || targets.some((target) => target.startsWith('r-'))) return statements;
    const units = targets.filter((target) => !/^\d{12}$/.test(target));
    if (units.length === 0) return [];
    const inUnit = oneOf(`${accountWords(account)} is in`, units);
    return statements.map((statement) => ({ ...statement, needs: [...statement.needs, inUnit] }));
  });
}
