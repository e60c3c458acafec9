import { type Asker, accountWords } from './asker';
import type { Evidence } from './evidence';
import type { ControlPolicy } from './policies/attached-policies';
import type { ReadStatement } from './read-statement';
import { inWords } from './requirement';
import { UNKNOWN_ACCOUNT } from './template-values';

/** What organizations deny: to members, which is every account but the one that has the policy, or to the accounts named. */
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
    const inUnit = inWords(`${accountWords(account)} is in ${units.join(' or ')}`);
    return statements.map((statement) => ({ ...statement, needs: [...statement.needs, inUnit] }));
  });
}
