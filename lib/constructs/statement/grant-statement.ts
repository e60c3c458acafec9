import { Resource, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import {
  Grant,
  type IGrantable,
  type IResourceWithPolicy,
  type PolicyStatement,
  type PrincipalPolicyFragment,
  Role,
} from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { type OneOrMany, oneOrMany, type PolicyStatementData } from '../../core/policy/policy-statement-data';
import { errorAt } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { addReaderByName, policyElsewhere } from './managed-elsewhere';
import { checkPolicyCount, inParts, toPolicyStatement } from './policy-length';
import { reportMissing } from './required-statements';

/** The grantee and the resource of a grant. */
export interface GrantParties {
  readonly grantee: IGrantable;
  readonly resource: IResourceWithPolicy;
  /**
   * The statement for the resource's own policy, if it must differ: a key policy must not reference the bucket that references
   * the key.
   */
  readonly ownStatement?: PolicyStatementData;
  /** `o-…`: the organization that grantees of the resource's own policy must belong to. */
  readonly organizationId?: string;
  /** If set, a resource policy that cannot be changed from this app fails the synthesis, with the statement to add. */
  readonly reported?: { readonly noun: string; readonly arn: string; readonly remedy: string };
}

/**
 * Grants a statement: in the grantee's own policy, and also in the resource's policy if they are in different accounts or the
 * grantee has no policy.
 */
export function grantStatement(statement: PolicyStatementData, parties: GrantParties): Grant {
  const { grantee, resource, ownStatement = statement, organizationId, reported } = parties;
  const request = {
    grantee,
    actions: toList(statement.Action),
    resourceArns: toList(statement.Resource),
    ...(statement.Condition === undefined ? {} : { conditions: statement.Condition }),
  };
  const parts = inParts(statement).map(({ Resource: resources, Condition }) =>
    Grant.addToPrincipal({
      ...request,
      resourceArns: toList(resources),
      ...(Condition === undefined ? {} : { conditions: Condition }),
    }),
  );
  if (parts.length > 1) checkPolicyCount(grantee);
  const granted = parts.reduce((one, other) => one.combine(other));
  if (granted.success && isOfAccount(grantee, resource)) return granted;
  const own = toPolicyStatement(ownStatement);
  own.addConditions(toReaderConditions(grantee, { organizationId, ownAccount: resource.env.account }));
  const byName = own.copy();
  addReaderByName(byName, grantee);
  const elsewhere = policyElsewhere(resource);
  if (elsewhere !== undefined) {
    elsewhere.statements.push(byName);
    return granted;
  }
  checkHasName(grantee, resource);
  own.addPrincipals(grantee.grantPrincipal);
  const admitted = Grant.addStatementToResourcePolicy({
    ...{ ...request, statement: own },
    resource: reported === undefined ? resource : reporting(resource, { ...reported, byName }),
  });
  return granted.success ? granted.combine(admitted) : admitted;
}

/** The resource, except for the result: the CDK's grant does not show whether the statement was added. */
function reporting(
  resource: IResourceWithPolicy,
  { byName, ...reported }: NonNullable<GrantParties['reported']> & { readonly byName: PolicyStatement },
): IResourceWithPolicy {
  const addToResourcePolicy = (statement: PolicyStatement) => {
    const result = resource.addToResourcePolicy(statement);
    if (!result.statementAdded) {
      reportMissing({ ...reported, scope: resource, needer: 'the reader' }, [byName.toStatementJson()]);
    }
    return result;
  };
  return Object.create(resource, { addToResourcePolicy: { value: addToResourcePolicy } });
}

/**
 * Throws for a role of another account whose name CloudFormation makes later: the resource's policy would have to contain it. The policy
 * of an imported resource does not change, and what is missing there is reported.
 */
function checkHasName({ grantPrincipal: reader }: IGrantable, resource: IResourceWithPolicy): void {
  const { account } = resource.env;
  if (!(reader instanceof Role) || !isKnownDifference(reader.env.account, account)) return;
  if (!Resource.isOwnedResource(resource) || isNamedFor(resource, reader)) return;
  throw errorAt(
    reader,
    `the role '${reader.node.path}' is in account '${reader.env.account}', and '${resource.node.path}' in '${account}', whose policy would ` +
      'have to name the role, which CloudFormation names later; put the reader into a stack of that account, give a role of your own a ' +
      'roleName, or read from LogArchive.fromBucket with policyManagedElsewhere, whose owner then grants access to the roles',
  );
}

/** The CDK refuses to name a role to a stack of another account if it has neither a name nor may get one. */
function isNamedFor(resource: IResourceWithPolicy, { roleArn }: Role): boolean {
  try {
    Stack.of(resource).resolve(roleArn);
    return true;
  } catch {
    return false;
  }
}

/** As in the CDK's own grants: unknown accounts are considered equal. */
function isOfAccount(grantee: IGrantable, resource: IResourceWithPolicy): boolean {
  const account = grantee.grantPrincipal.principalAccount;
  if (account === undefined) return false;
  const comparison = Token.compareStrings(resource.env.account, account);
  return comparison === TokenComparison.SAME || comparison === TokenComparison.BOTH_UNRESOLVED;
}

function toList(values: OneOrMany): string[] {
  return typeof values === 'string' ? [values] : [...values];
}

/** Who is granted something that no policy of a resource can grant. */
export interface OwnGrant {
  readonly scope: IConstruct;
  readonly grantee: IGrantable;
  readonly method: string;
  /** The services without policies for principals of another account. */
  readonly services: string;
}

/**
 * Grants what statements say, in the grantee's own policy. There must be one at least. Throws where the grantee has no policy here, or is
 * of another account: then nothing would be granted.
 */
export function grantAll(
  { scope, grantee, method, services }: OwnGrant,
  statements: readonly PolicyStatementData[],
): Grant {
  const refusal = () =>
    errorAt(
      scope,
      `${method} requires a principal with policies of its own, such as a role of this account: ${services} no policies for others; ` +
        'let principals of another account assume such a role',
    );
  const { principalAccount: account } = grantee.grantPrincipal;
  if (account !== undefined && isKnownDifference(account, Stack.of(scope).account)) throw refusal();
  const grants = statements.map(({ Action, Resource: resources, Condition }) =>
    Grant.addToPrincipal({
      grantee,
      actions: [Action].flat() as string[],
      resourceArns: [resources].flat() as string[],
      ...(Condition === undefined ? {} : { conditions: { ...Condition } }),
    }),
  );
  if (grants.some(({ success }) => !success)) throw refusal();
  return grants.reduce((one, other) => one.combine(other));
}

type Conditions = Record<string, Record<string, OneOrMany>>;

/** Condition keys that restrict a wildcard principal to known principals. */
const BINDING_KEYS = [
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
];

/** The conditions on a reader in addition to the principal. */
interface ReaderBounds {
  /** `o-…`: the organization that the reader must belong to. */
  readonly organizationId: string | undefined;
  /** Of the resource. */
  readonly ownAccount: string;
}

const ARN = /^arn:[^:]+:(?:iam|sts)::([^:]+):/;

/**
 * The conditions of a resource policy on a reader, in addition to the principal: its account, so that a role with the same name
 * in another account has no access, and the organization that it must belong to. A condition of the principal on
 * `aws:PrincipalOrgID` takes precedence.
 *
 * A wildcard principal with a condition, such as an organization, excludes the resource's own account: there, such a statement
 * would allow roles whose own policies do not allow reading.
 *
 * Throws for readers that no condition can restrict: wildcard principals without conditions, and services.
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
      `a principal of the kind '${stranger}' cannot be a reader, because its account or organization cannot be checked; ` +
        'grant to the role that reads for it',
    );
  }
  if (isEverybody(fragment) && !conditionKeysOf(fragment).some((key) => BINDING_KEYS.includes(key))) {
    throw new Error(
      "everyone ('*') cannot be a reader; grant to a role, an account, or an organization with OrganizationPrincipal",
    );
  }
}

function isEverybody({ principalJson }: PrincipalPolicyFragment): boolean {
  return Object.values(principalJson).some((principals) => principals.includes('*'));
}

/** The accounts in the principals' ARNs; undefined unless every ARN contains one. */
function accountsOf({ principalJson }: PrincipalPolicyFragment): string[] | undefined {
  const accounts = (principalJson.AWS ?? []).map((principal) => ARN.exec(principal)?.[1]);
  const known = accounts.filter((account) => account !== undefined);
  return known.length > 0 && known.length === accounts.length ? [...new Set(known)] : undefined;
}

function conditionKeysOf({ conditions }: PrincipalPolicyFragment): string[] {
  return Object.values(conditions as Conditions).flatMap((condition) => Object.keys(condition));
}
