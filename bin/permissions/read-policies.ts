import { isJsonObject, type Json, type JsonObject } from '../../lib/core/json/json-value';
import type { NamedPolicy } from '../../lib/core/permission/granted-actions';
import { UserError } from '../cli/user-error';
import { readDocument } from '../estate/read-estate';

/**
 * The policies in a file: a policy document, or what `aws iam get-account-authorization-details` prints, of which those of the principal are taken,
 * with its groups'.
 *
 * @param principal an ARN or a name
 * @throws {@link UserError} if the file is neither, or has no such principal
 */
export function readPolicies(path: string, principal: string): readonly NamedPolicy[] {
  const document = readDocument(path);
  if (!isJsonObject(document)) throw notPolicies(path);
  if ('Statement' in document) return [{ name: 'the policy', document }];
  if (!('Policies' in document)) throw notPolicies(path);
  return policiesOf(principal, document, path);
}

function policiesOf(principal: string, details: JsonObject, path: string): readonly NamedPolicy[] {
  const wanted = principal.toLowerCase();
  const identities = [...objects(details.RoleDetailList), ...objects(details.UserDetailList)];
  const found = identities.filter(({ Arn, RoleName, UserName }) =>
    [Arn, RoleName, UserName].some((text) => typeof text === 'string' && text.toLowerCase() === wanted),
  );
  const [identity, ...others] = found;
  if (identity === undefined)
    throw new UserError(`${path}: it has no role or user '${principal}'; name its ARN or its name`);
  if (others.length > 0) throw new UserError(`${path}: '${principal}' is a role and a user; name the ARN`);
  const groups = objects(details.GroupDetailList).filter(
    ({ GroupName }) => Array.isArray(identity.GroupList) && identity.GroupList.includes(GroupName as string),
  );
  return [identity, ...groups].flatMap((each) => [
    ...['RolePolicyList', 'UserPolicyList', 'GroupPolicyList'].flatMap((list) =>
      objects(each[list]).map(({ PolicyName, PolicyDocument }) => named(PolicyName, PolicyDocument)),
    ),
    ...objects(each.AttachedManagedPolicies).flatMap(({ PolicyArn, PolicyName }) => {
      const policy = objects(details.Policies).find(({ Arn }) => Arn === PolicyArn);
      const version = objects(policy?.PolicyVersionList).find(
        ({ IsDefaultVersion }) => IsDefaultVersion === true,
      );
      if (version === undefined)
        throw new UserError(
          `${path}: the managed policy ${String(PolicyArn)} is not in it; print it with --filter AWSManagedPolicy as well`,
        );
      return [named(PolicyName, version.Document)];
    }),
  ]);
}

/** The AWS CLI prints documents as objects, the API as percent-encoded text. */
function named(name: Json | undefined, document: Json | undefined): NamedPolicy {
  const read = typeof document === 'string' ? JSON.parse(decodeURIComponent(document)) : document;
  return { name: `policy ${String(name)}`, document: read };
}

function objects(list: Json | undefined): readonly JsonObject[] {
  return (Array.isArray(list) ? list : []).filter(isJsonObject);
}

function notPolicies(path: string): UserError {
  return new UserError(
    `${path}: it is no policy; name a policy document, or what aws iam get-account-authorization-details prints`,
  );
}
