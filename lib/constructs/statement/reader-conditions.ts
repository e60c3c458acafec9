import type { IGrantable, PrincipalPolicyFragment } from 'aws-cdk-lib/aws-iam';
import { type OneOrMany, oneOrMany } from '../../core/policy/policy-statement-data';

type Conditions = Record<string, Record<string, OneOrMany>>;

/** Condition keys that restrict a wildcard principal to known principals. */
const BINDING_KEYS = [
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
];

/** What binds a reader beside itself. */
export interface ReaderBounds {
  /** `o-…`: the reader must be in it. */
  readonly organizationId: string | undefined;
  /** Of the resource. */
  readonly ownAccount: string;
}

const ARN = /^arn:[^:]+:(?:iam|sts)::([^:]+):/;

/**
 * What a resource's policy asks of a reader beside being the principal: its account, so that a role which is made
 * anew elsewhere under the same name is no reader, and the organization that it must be in. A principal with a
 * condition on `aws:PrincipalOrgID` of its own keeps that one instead.
 *
 * A principal that is everybody with a condition, such as an organization, leaves out the resource's own account: there such
 * a statement would admit roles that no policy of their own allows to read.
 *
 * Throws for readers that no condition could bind: everybody, and services.
 */
export function toReaderConditions(
  grantee: IGrantable,
  { organizationId, ownAccount }: ReaderBounds,
): Conditions {
  const { policyFragment, principalAccount } = grantee.grantPrincipal;
  checkReader(policyFragment);
  const accounts = accountsOf(policyFragment) ?? (principalAccount === undefined ? [] : [principalAccount]);
  const isOrganizationOpen = !conditionKeysOf(policyFragment).includes('aws:PrincipalOrgID');
  const equals = {
    ...(accounts.length === 0 ? {} : { 'aws:PrincipalAccount': oneOrMany(accounts) }),
    ...(organizationId !== undefined && isOrganizationOpen ? { 'aws:PrincipalOrgID': organizationId } : {}),
  };
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(isEverybody(policyFragment) ? { StringNotEquals: { 'aws:PrincipalAccount': ownAccount } } : {}),
  };
}

function checkReader(fragment: PrincipalPolicyFragment): void {
  const kinds = Object.keys(fragment.principalJson);
  const stranger = kinds.find((kind) => kind !== 'AWS' && kind !== 'LiteralString');
  if (stranger !== undefined) {
    throw new Error(
      `a principal of the kind '${stranger}' cannot be a reader, because no account or organization can be asked of it; ` +
        'grant to the role that reads for it',
    );
  }
  if (isEverybody(fragment) && !conditionKeysOf(fragment).some((key) => BINDING_KEYS.includes(key))) {
    throw new Error(
      "everybody ('*') cannot be a reader; grant to a role, an account, or an organization with OrganizationPrincipal",
    );
  }
}

function isEverybody({ principalJson }: PrincipalPolicyFragment): boolean {
  return Object.values(principalJson).some((principals) => principals.includes('*'));
}

/** The accounts in the principals' ARNs; undefined unless every one of them shows its own. */
function accountsOf({ principalJson }: PrincipalPolicyFragment): string[] | undefined {
  const accounts = (principalJson.AWS ?? []).map((principal) => ARN.exec(principal)?.[1]);
  const known = accounts.filter((account) => account !== undefined);
  return known.length > 0 && known.length === accounts.length ? [...new Set(known)] : undefined;
}

function conditionKeysOf({ conditions }: PrincipalPolicyFragment): string[] {
  return Object.values(conditions as Conditions).flatMap((condition) => Object.keys(condition));
}
