import { Token } from 'aws-cdk-lib';

/** How the names of roles in member accounts begin. */
export const ROLE_NAME_PREFIX = 'TrailwatchResponse-';

/** Throws where names of roles, with a Region and an action behind it, would be too long for IAM, or hold what it does not take. */
export function checkPrefix(prefix: string = ROLE_NAME_PREFIX): void {
  if (Token.isUnresolved(prefix) || /^[A-Za-z0-9_+=,.@-]{1,19}$/.test(prefix)) return;
  throw new Error(`roleNamePrefix '${prefix}' must be 1 to 19 letters, digits or characters of +=,.@_-`);
}
