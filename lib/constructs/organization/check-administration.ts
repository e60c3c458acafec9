import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { MAX_DELEGATED_ADMINISTRATORS } from '../../core/settings/organization-administration';
import { checkName, checkOnce } from '../preflight/check-name';
import { isKnownDifference } from '../preflight/preflight-check';
import { refusalOf } from '../preflight/report-finding';
import { findAppTrails } from '../trail/app-trails';

const PROPERTY = 'delegatedAdministrators';

/** Throws with what CloudTrail would refuse of delegated administrators. */
export function checkDelegatedAdministrators(scope: IConstruct, accounts: readonly string[]): void {
  if (Token.isUnresolved(accounts)) {
    throw new Error(
      `${PROPERTY} is a list that only the deployment knows; list each account, which may be a value of the deployment`,
    );
  }
  if (accounts.length > MAX_DELEGATED_ADMINISTRATORS) {
    throw new Error(
      `${PROPERTY} holds ${accounts.length} accounts, and CloudTrail takes ${MAX_DELEGATED_ADMINISTRATORS}; leave some out`,
    );
  }
  for (const account of accounts) checkName(PROPERTY, 'account id', account);
  checkOnce(PROPERTY, accounts);
  const { account: own } = Stack.of(scope);
  if (!accounts.includes(own)) return;
  throw new Error(
    `${PROPERTY} holds '${own}', the account of the stack, and the management account cannot be a delegated administrator: it ` +
      'administers CloudTrail anyway; leave it out',
  );
}

/** Makes synth fail where the stack is not of the management account, as far as the trails of the app show, or is not alone in it. */
export function checkPlaceOfAdministration(
  scope: IConstruct,
  isAdministration: (node: IConstruct) => boolean,
): void {
  scope.node.addValidation({
    validate: () => [...findForeignOwner(scope), ...findSecond(scope, isAdministration)],
  });
}

/** An app may have several organizations: only if all of its trails are of one account, that is the management account. */
function findForeignOwner(scope: IConstruct): readonly string[] {
  const owners = new Set(
    findAppTrails(scope)
      .filter(({ isOrganizationTrail }) => isOrganizationTrail)
      .map(({ owner }) => owner),
  );
  const { account } = Stack.of(scope);
  const [owner] = owners;
  if (owner === undefined || owners.size > 1 || !/^\d{12}$/.test(owner)) return [];
  if (!isKnownDifference(owner, account)) return [];
  const found = `'${scope.node.path}' is in the account '${account}', and the organization's trail belongs to '${owner}'`;
  return [refusalOf('administrationElsewhere', found).message];
}

function findSecond(scope: IConstruct, isAdministration: (node: IConstruct) => boolean): readonly string[] {
  const own = Stack.of(scope);
  const isOfSameAccount = (node: IConstruct) => {
    const other = Stack.of(node);
    return other === own || (other.account === own.account && !Token.isUnresolved(own.account));
  };
  const [first] = scope.node.root.node
    .findAll()
    .filter((node) => isAdministration(node) && isOfSameAccount(node));
  if (first === undefined || first === scope) return [];
  const found = `'${first.node.path}' and '${scope.node.path}' are in one account`;
  return [refusalOf('secondAdministration', found).message];
}
