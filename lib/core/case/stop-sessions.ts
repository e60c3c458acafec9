import type { ContainmentStep } from './case';
import { awsCommand, instead, shellArgument } from './shell-command';

/** A role, or a user, of an account. */
export interface Identity {
  readonly account: string;
  readonly name: string;
}

/** The name of the policy, which is not the one of AWS: that one would be replaced where somebody has used it. */
const REVOKE = 'trailwatch-revoke-sessions';

/** The time is that at which the command is run. The shell puts it between quoted texts. */
const DENY_OLDER =
  '\'{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"\'$(date -u +%Y-%m-%dT%H:%M:%SZ)\'"}}}]}\'';

const PERMISSION_SET = /^AWSReservedSSO_/;
const OF_SERVICE = /^AWSServiceRoleFor/;

/** Where permission sets are changed: no account of the records need be it. */
const IDENTITY_CENTER_ACCOUNT = 'IDENTITY_CENTER_ACCOUNT';

/** Ends all sessions of a role that have begun. */
export function revokeSessions(
  role: Identity,
): Pick<ContainmentStep, 'account' | 'command' | 'breaks' | 'undo'> {
  const { account, name } = role;
  if (PERMISSION_SET.test(name)) return ofPermissionSet(role);
  if (OF_SERVICE.test(name)) return ofService(role);
  const options = [
    ['--role-name', name],
    ['--policy-name', REVOKE],
  ] as const;
  return {
    account,
    command: `${awsCommand('iam put-role-policy', ...options)} --policy-document ${DENY_OLDER}`,
    breaks:
      'all sessions of the role that began before it is run, whoever has them; run it again after the last step of the way in, as who may still take the role takes it again',
    undo: awsCommand('iam delete-role-policy', ...options),
  };
}

/** A permission set has one inline policy, which a command would replace, and is of several accounts. */
function ofPermissionSet({ account, name }: Identity): ReturnType<typeof revokeSessions> {
  const set = [
    ['--instance-arn', undefined],
    ['--permission-set-arn', undefined],
  ] as const;
  return {
    account: IDENTITY_CENTER_ACCOUNT,
    command: instead(
      `in the account that administers IAM Identity Center, which is the management account or a delegated one: disable the user and end its sessions, then add a Deny of all actions with DateLessThan aws:TokenIssueTime to the statements of the inline policy of the permission set behind role ${shellArgument(name, 'ROLE')}, and provision it in account ${account}`,
    ),
    breaks:
      'sessions of everybody with the permission set that began before, in each account where it is provisioned',
    undo: `save the inline policy first with ${awsCommand('sso-admin get-inline-policy-for-permission-set', ...set)}; put it back, provision it, and enable the user`,
  };
}

function ofService({ account, name }: Identity): ReturnType<typeof revokeSessions> {
  return {
    account,
    command: instead(
      `no policy can be put on service-linked role ${shellArgument(name, 'ROLE')}: stop what the AWS service does for the attacker`,
    ),
    breaks: 'what is stopped',
    undo: 'start it again',
  };
}
