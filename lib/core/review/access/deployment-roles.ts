import type { EstateStack } from '../../estate/estate';
import { groupBy } from '../../keyed/grouped';
import { accountWords } from './asker';
import { DEPLOYMENT_ROLE, type Evidence } from './evidence-actions';
import { type ReadStatement, readStatements } from './read-statement';
import { inWords } from './requirement';
import { accountOf, placeIn, type Values } from './template-values';

/**
 * The roles of the bootstrap stacks that deploy stacks, or look up values for them, each once. They are in no template: those that callers
 * take trust their own account, and perhaps others; the one that CloudFormation takes trusts CloudFormation alone.
 *
 * @param deployed the stacks whose roles are meant
 * @param all the stacks whose accounts may be trusted
 */
export function deploymentRoles(
  deployed: readonly EstateStack[],
  all: readonly EstateStack[],
  values: Values,
): readonly Evidence[] {
  const accounts = new Set(all.map(accountOf));
  const roles = deployed.flatMap((stack) => {
    const { taken = [], passed = [] } = stack.bootstrapRoles ?? {};
    const resolved = (arn: string) => String(values.resolve({ 'Fn::Sub': arn }, stack));
    return [
      ...taken.flatMap((arn) => toRole(resolved(arn), stack, (owner) => trustOfAccounts(owner, accounts))),
      ...passed.flatMap((arn) => toRole(resolved(arn), stack, () => OF_CLOUDFORMATION)),
    ];
  });
  return [...groupBy(roles, ({ arn }) => arn).values()].flatMap(([first]) => first ?? []);
}

function toRole(
  arn: string,
  stack: EstateStack,
  trustOf: (owner: Evidence['owner']) => readonly ReadStatement[],
): readonly Evidence[] {
  const [, partition = '', id = '', name] = /^arn:([\w-]+):iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  if (name === undefined) return [];
  const { home } = placeIn({ ...stack, account: id });
  const owner = { id, partition };
  return [{ what: `role ${name}`, arn, owner, home, type: DEPLOYMENT_ROLE, trust: trustOf(owner) }];
}

const OF_CLOUDFORMATION = readStatements(
  trusting({ Service: 'cloudformation.amazonaws.com' }),
  'the bootstrap stack',
);

/** A bootstrap stack trusts its account, and those that `--trust` named. */
function trustOfAccounts(
  { id: own, partition }: Evidence['owner'],
  accounts: ReadonlySet<string>,
): readonly ReadStatement[] {
  return [...new Set([own, ...accounts])].flatMap((id) => {
    const read = readStatements(trusting({ AWS: `arn:${partition}:iam::${id}:root` }), 'the bootstrap stack');
    const trusted = inWords(`the bootstrap stack of ${accountWords(own)} trusts ${accountWords(id)}`);
    return id === own ? read : read.map((each) => ({ ...each, needs: [...each.needs, trusted] }));
  });
}

function trusting(Principal: object): object {
  return { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }] };
}
