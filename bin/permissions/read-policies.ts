import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GetAccountAuthorizationDetailsCommand, IAMClient } from '@aws-sdk/client-iam';
import { pagesOf } from '../../lambda/aws/answers';
import { isJsonObject, type Json, type JsonObject } from '../../lib/core/json/json-value';
import { parsePolicy } from '../../lib/core/policy/evaluation/policy-document';
import type { PrincipalPolicies } from '../../lib/core/policy/permission/granted-actions';
import { readPolicies as readTemplatePolicies } from '../../lib/core/review/access/policies/attached-policies';
import { findIdentities } from '../../lib/core/review/access/policies/find-identities';
import type { TemplateIdentity } from '../../lib/core/review/access/policies/identities';
import { withClient } from '../aws/s3-client';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';
import { readDocument, readEstate } from '../estate/read-estate';
import { askPlace, PlaceError } from '../places/ask-place';
import { credentialsOf } from '../places/find-places';

/** The policies of a principal, and what the source calls it. */
export interface FoundPolicies extends PrincipalPolicies {
  readonly name: string;
}

/** Where policies are read from. */
export interface PolicySource {
  /** The roles and users that it has; none of a policy document alone. */
  readonly principals: readonly string[];
  /**
   * The policies of a principal; undefined if it has no such principal.
   *
   * @param principal an ARN or a name
   * @throws {@link UserError} if it may be several, or a policy cannot be read
   */
  of(principal: string): FoundPolicies | undefined;
}

/**
 * The policies at a path: a policy document, the folder that `cdk synth` writes, a template, or what `aws iam get-account-authorization-details`
 * prints, of which those of the principal are taken, with its groups'.
 *
 * @throws {@link UserError} if the file is none of these
 */
export function readPolicies(path: string): PolicySource {
  if (existsSync(join(path, 'manifest.json'))) return ofTemplates(path);
  const document = readDocument(path);
  if (!isJsonObject(document)) throw notPolicies(path);
  if ('Resources' in document) return ofTemplates(path);
  if ('Statement' in document) {
    const policies = inFile(path, () => allowing([{ name: 'the policy', document }]));
    return { principals: [], of: (name) => ({ name, ...policies }) };
  }
  if (!('Policies' in document)) throw notPolicies(path);
  return ofDetails(document, path);
}

/**
 * The policies of an account, as IAM's GetAccountAuthorizationDetails has them.
 *
 * @param where what they were read from, for messages
 */
function ofDetails(details: JsonObject, where: string): PolicySource {
  const identities = [...objects(details.RoleDetailList), ...objects(details.UserDetailList)];
  return {
    principals: identities.map(({ Arn }) => String(Arn)),
    of: (principal) => {
      const wanted = principal.toLowerCase();
      const [identity, ...others] = identities.filter(({ Arn, RoleName, UserName }) =>
        [Arn, RoleName, UserName].some((text) => typeof text === 'string' && text.toLowerCase() === wanted),
      );
      if (identity === undefined) return undefined;
      if (others.length > 0)
        throw new UserError(`${where}: '${principal}' is a role and a user; name the ARN`);
      const { policies, unread } = policiesOf(identity, details);
      return { name: String(identity.Arn), ...inFile(where, () => allowing(policies)), unread };
    },
  };
}

function ofTemplates(path: string): PolicySource {
  const { identities } = readTemplatePolicies(readEstate(path).stacks).policies;
  const own = identities.filter(({ kind }) => kind !== 'group');
  return {
    principals: own.map(({ name }) => name),
    of: (principal) => {
      const [identity, ...others] = findIdentities(principal, own);
      if (identity === undefined) return undefined;
      if (others.length > 0) {
        const names = [identity, ...others].map(({ name }) => name).join(', ');
        throw new UserError(`${path}: '${principal}' may be ${names}; name one of them`);
      }
      return { name: identity.name, ...allowedBy(identity) };
    },
  };
}

/** What is only known at the deployment may allow anything. */
function allowedBy({ identity, unreadPolicies }: TemplateIdentity): PrincipalPolicies {
  const allowing = identity.filter(({ effect }) => effect === 'Allow');
  const isOpen = ({ unknown, actions }: (typeof allowing)[number]): boolean =>
    unknown && actions.patterns.includes('*');
  return {
    statements: allowing.filter((each) => !isOpen(each)),
    unread: [...allowing.filter(isOpen).map(({ title }) => title), ...unreadPolicies],
  };
}

interface NamedPolicy {
  readonly name: string;
  readonly document: unknown;
}

function allowing(policies: readonly NamedPolicy[]): PrincipalPolicies {
  const statements = policies.flatMap(({ name, document }) =>
    parsePolicy(document, 'identity', name).statements.filter(({ effect }) => effect === 'Allow'),
  );
  return { statements, unread: [] };
}

function policiesOf(identity: JsonObject, details: JsonObject) {
  const groups = objects(details.GroupDetailList).filter(
    ({ GroupName }) => Array.isArray(identity.GroupList) && identity.GroupList.includes(GroupName as string),
  );
  const policies: NamedPolicy[] = [];
  const unread: string[] = [];
  for (const each of [identity, ...groups]) {
    for (const list of ['RolePolicyList', 'UserPolicyList', 'GroupPolicyList'])
      policies.push(...objects(each[list]).map((one) => named(one.PolicyName, one.PolicyDocument)));
    for (const { PolicyArn, PolicyName } of objects(each.AttachedManagedPolicies)) {
      const policy = objects(details.Policies).find(({ Arn }) => Arn === PolicyArn);
      const version = objects(policy?.PolicyVersionList).find((one) => one.IsDefaultVersion === true);
      if (version === undefined) unread.push(`${String(PolicyArn)}, whose document is not in the input`);
      else policies.push(named(PolicyName, version.Document));
    }
  }
  return { policies, unread };
}

/** The AWS CLI prints documents as objects, the API as percent-encoded text. */
function named(name: Json | undefined, document: Json | undefined): NamedPolicy {
  const read = typeof document === 'string' ? JSON.parse(decodeURIComponent(document)) : document;
  return { name: `policy ${String(name)}`, document: read };
}

function inFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path}: ${renderReason(error)}`);
  }
}

function objects(list: Json | undefined): readonly JsonObject[] {
  return (Array.isArray(list) ? list : []).filter(isJsonObject);
}

function notPolicies(path: string): UserError {
  return new UserError(
    `${path}: it is not a policy; name a policy document, a template, the folder that cdk synth writes, or what aws iam ` +
      'get-account-authorization-details prints',
  );
}

const NEEDS = 'iam:GetAccountAuthorizationDetails';

/** The maximum number of roles, users and policies in an IAM response. */
const PAGE_LENGTH = 1000;

/**
 * The policies of an account as IAM has them now.
 *
 * @param roleArn a role of another account; the account of the credentials, if it is undefined
 * @throws {@link UserError} if IAM does not answer
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export async function livePolicies(roleArn: string | undefined, io: CommandIo): Promise<PolicySource> {
  const credentials = credentialsOf(roleArn, 'trailwatch-permissions');
  return withClient(IAMClient, { credentials }, async (client) => {
    const details = { RoleDetailList: [], UserDetailList: [], GroupDetailList: [], Policies: [] } as {
      readonly [list: string]: unknown[];
    };
    const ask = async (Marker: string | undefined) => {
      const command = new GetAccountAuthorizationDetailsCommand({ MaxItems: PAGE_LENGTH, Marker });
      const question = { send: () => client.send(command), needs: NEEDS, wait: io.wait };
      const page = await askPlace({ name: 'IAM' }, question);
      return { ...page, NextToken: page.Marker };
    };
    try {
      for await (const page of pagesOf('IAM: GetAccountAuthorizationDetails', ask, PlaceError)) {
        for (const [list, all] of Object.entries(details)) all.push(...(page[list as 'Policies'] ?? []));
      }
    } catch (error) {
      throw error instanceof PlaceError ? new UserError(error.message) : error;
    }
    return ofDetails(details as { readonly [list: string]: Json[] } as JsonObject, 'IAM');
  });
}
