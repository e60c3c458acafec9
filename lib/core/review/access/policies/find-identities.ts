import { UNKNOWN_ACCOUNT } from '../template-values';
import type { TemplateIdentity } from './identities';

const PRINCIPAL_ARN = /^arn:[a-z-]+:iam::(\d{12}):(role|user)\/(?:.*\/)?([^/]+)$/;

/** The end that CloudFormation appends to a generated name. */
const MADE_END = /-[A-Za-z0-9]{8,13}$/;

/** The end that IAM Identity Center appends to the name of the role of a permission set. */
const RESERVED_END = /_[0-9a-f]{16}$/;

/** Names of this length may be cut by CloudFormation. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const CUT_LENGTH = 60;

/**
 * The roles, users and permission sets of templates that a principal of an account is. One that has its name is; only if there is none, one that
 * CloudFormation or IAM Identity Center may have made the name of.
 *
 * @param principal the ARN of a role or user, its name, or the path of its construct
 */
export function findIdentities(
  principal: string,
  identities: readonly TemplateIdentity[],
): readonly TemplateIdentity[] {
  const [, account, kind, last] = PRINCIPAL_ARN.exec(principal) ?? [];
  const asked = last ?? principal;
  const possible = identities.filter(
    (identity) =>
      /^(role|user|permission set)$/.test(identity.kind) &&
      (account === undefined || identity.account === UNKNOWN_ACCOUNT || identity.account === account) &&
      (kind === undefined || (identity.kind === 'user') === (kind === 'user')),
  );
  const named = possible.filter(
    (identity) => identity.name === principal || identity.arn === principal || nameOf(identity) === asked,
  );
  return named.length > 0 ? named : possible.filter((identity) => mayBeMadeOf(asked, nameOf(identity)));
}

function nameOf({ arn }: TemplateIdentity): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** Whether a name in the account is one that a template does not set. */
function mayBeMadeOf(name: string, own: string): boolean {
  if (own.startsWith('AWSReservedSSO_')) return name.replace(RESERVED_END, '') === own;
  if (!MADE_END.test(name)) return false;
  const made = name.replace(MADE_END, '');
  return made === own || (name.length >= CUT_LENGTH && isCutOf(made, own));
}

/** Both parts of a name that is too long are cut at their ends. */
function isCutOf(made: string, own: string): boolean {
  for (let dash = made.indexOf('-'); dash > 0; dash = made.indexOf('-', dash + 1))
    if (own.startsWith(made.slice(0, dash)) && own.includes(made.slice(dash), dash - 1)) return true;
  return false;
}
