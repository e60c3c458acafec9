import { Token } from 'aws-cdk-lib';
import { checkName, checkOnce } from '../preflight/check-name';
import { checkListIsKnown } from '../preflight/preflight-check';
import { isRolePattern } from '../preflight/role-pattern';
import type { AuditGuardrailsProps } from './audit-guardrails-props';
import { isOfAnyAccount, type ProtectedPlace } from './bind-roles';
import { SERVICE_CONTROL_CHARACTERS } from './pack-shortest';

/** Throws on properties that make no policies, or policies that exempt everyone. */
export function checkGuardrailsProps({
  stacks,
  trails,
  organizationId,
  exemptRoleArns,
  operatorRoleArns,
  targetIds,
  serviceControlPolicyCharacters: characters,
}: AuditGuardrailsProps): void {
  checkName('organizationId', 'organization id', organizationId);
  for (const arn of exemptRoleArns) checkRole('exemptRoleArns', arn);
  for (const arn of operatorRoleArns ?? []) checkRole('operatorRoleArns', arn);
  if (targetIds?.length === 0) {
    throw new Error(
      'targetIds is empty, so the policies would apply to no account; name roots, units or accounts, or leave it out',
    );
  }
  if (characters !== undefined && !SERVICE_CONTROL_CHARACTERS.includes(characters)) {
    throw new Error(
      `serviceControlPolicyCharacters is ${characters}, but must be ${SERVICE_CONTROL_CHARACTERS.join(' or ')}, the quotas of AWS`,
    );
  }
  for (const target of targetIds ?? []) checkName('targetIds', 'policy target', target);
  checkOnce('targetIds', targetIds ?? []);
  if (targetIds !== undefined && stacks.length === 0 && trails.length === 0) {
    throw new Error(
      'stacks and trails are empty, so the policies would protect nothing; name stacks or trails',
    );
  }
}

/**
 * A pattern that matches every role, or every role of an account, would exempt the principals that the guardrails are meant
 * for.
 */
function checkRole(prop: string, arn: string): void {
  checkListIsKnown(prop, arn);
  if (Token.isUnresolved(arn) || (arn.startsWith('arn:aws') && isRolePattern(arn))) return;
  throw new Error(
    `${prop} '${arn}' must be the ARN of a role, its account 12 digits or *, and at least three characters known of a name or ` +
      "path with *, such as 'arn:aws:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-*'",
  );
}

/** Throws if no account is known that a pattern for roles of any account could be restricted to. */
export function checkAccounts(
  prop: string,
  arns: readonly string[],
  places: readonly ProtectedPlace[],
): void {
  const everywhere = arns.find(isOfAnyAccount);
  if (places.length > 0 || everywhere === undefined) return;
  throw new Error(
    `${prop} '${everywhere}' is for roles of any account, and no stack, trail or key tells which accounts are protected; give the ` +
      'number of the account',
  );
}
