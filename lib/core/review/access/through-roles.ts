import { controlsFor } from './access-controls';
import { type Asker, namedAsker } from './asker';
import { CellCollector } from './cell-collector';
import { type ActionCell, grouped, type ReadCell } from './grouped-cells';
import type { ControlPolicy } from './policies/attached-policies';
import type { TemplateIdentity } from './policies/identities';
import type { ReadStatement } from './read-statement';
import { inWords, type Requirement } from './requirement';
import { waysOf } from './ways';

/** A role or user of the templates, as it asks. */
export interface KnownIdentity {
  readonly identity: TemplateIdentity;
  readonly asker: Asker;
}

const ASSUME = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'];

/**
 * The cells that were collected, and those of principals that may assume a role with cells. A role for one service alone has no such
 * cells of the service: it is what the service acts as.
 */
export function throughRoles(
  collected: CellCollector,
  identities: readonly KnownIdentity[],
  controls: readonly ControlPolicy[],
): readonly ReadCell[] {
  const direct = collected.all();
  const ofRole = new Map<string, ActionCell[]>();
  for (const cell of direct) ofRole.set(cell.asker, [...(ofRole.get(cell.asker) ?? []), cell]);
  const all = new CellCollector();
  for (const cell of direct) all.add(cell);
  for (const { identity } of identities) {
    const cells = ofRole.get(`role ${identity.name}`) ?? [];
    if (cells.length === 0) continue;
    for (const taker of takersOf(identity, identities, controls)) {
      for (const cell of cells) all.add(takenCell(cell, taker, identity));
    }
  }
  return grouped(all.all());
}

interface Taker {
  readonly asker: string;
  readonly by: string;
  readonly needs: readonly Requirement[];
  readonly unknown: boolean;
}

function takenCell(
  cell: ActionCell,
  { asker, by, needs, unknown }: Taker,
  { name }: TemplateIdentity,
): ActionCell {
  return {
    ...{ ...cell, asker, by: `${by}, then ${cell.by}`, unknown: unknown || cell.unknown },
    needs: [...cell.needs, ...needs, inWords(`by taking the role ${name}`)],
  };
}

function takersOf(
  role: TemplateIdentity,
  identities: readonly KnownIdentity[],
  controls: readonly ControlPolicy[],
): readonly Taker[] {
  const owner = { id: role.account };
  return askersOf(role, identities).flatMap((asker) =>
    ASSUME.flatMap((action) => {
      const policies = {
        resource: role.trust,
        control: controlsFor(controls, asker, { owner: { ...owner, partition: 'aws' } }),
      };
      return waysOf({ asker, action, arn: role.arn, owner }, policies).map((way) => ({
        asker: asker.who,
        ...way,
      }));
    }),
  );
}

function askersOf(role: TemplateIdentity, identities: readonly KnownIdentity[]): readonly Asker[] {
  const named = role.trust.flatMap(({ principals = [], except = [] }: ReadStatement) => [
    ...principals,
    ...except,
  ]);
  if (isForOneService(role.trust)) return [];
  const askers = named.map((principal) => {
    const own = identities.find(
      ({ identity }) => principal.kind === 'identity' && identity.arn === principal.arn,
    );
    return own?.asker ?? namedAsker(principal, { id: role.account });
  });
  return [...new Map(askers.map((asker) => [asker.who, asker])).values()];
}

/** Whether a trust policy lets one service alone take the role. */
export function isForOneService(trust: readonly ReadStatement[]): boolean {
  const [first, ...others] = trust.flatMap(({ principals = [], except = [] }) => [...principals, ...except]);
  return first?.kind === 'service' && others.length === 0 && !first.name.includes(' ');
}
