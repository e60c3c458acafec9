import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ResponseActionName } from '../../core/settings/responder-settings';
import { checkListIsKnown } from '../preflight/preflight-check';

/** What a resource is to a responder: guardrails keep others from using it, and let its role do what it is for. */
export type ResponderPart = 'machine' | 'askingMachine' | 'function' | 'blockingRole' | 'revokingRole';

const PARTS = new WeakMap<IConstruct, Set<ResponderPart>>();

/** Roles whose actions guardrails deny to others. Those of all other actions are denied to no one. */
const ACTING_ROLES: Readonly<Partial<Record<ResponseActionName, ResponderPart>>> = {
  'block-public-bucket': 'blockingRole',
  'revoke-sessions': 'revokingRole',
};

/** Notes what the resource of a construct is. */
export function markResponderPart(construct: IConstruct, part: ResponderPart): void {
  const resource = construct.node.defaultChild ?? construct;
  const parts = PARTS.get(resource) ?? new Set();
  PARTS.set(resource, parts.add(part));
}

/** Notes that a role has the permissions of an action. */
export function markActingRole(role: IConstruct, action: ResponseActionName): void {
  const part = ACTING_ROLES[action];
  if (part !== undefined) markResponderPart(role, part);
}

/** Whether a resource is this to a responder. */
export function isResponderPart(resource: IConstruct, part: ResponderPart): boolean {
  return PARTS.get(resource)?.has(part) === true;
}

/** Whether a response acts. */
export enum ResponseMode {
  /** It reports what it would do. Nothing is deployed that could do it. */
  DRY_RUN = 'dry-run',
  /** It acts, and reports what it did. */
  ACT = 'act',
}

/** How the names of roles in member accounts begin. */
export const ROLE_NAME_PREFIX = 'TrailwatchResponse-';

/** Throws where names of roles, with a Region and an action behind it, would be too long for IAM, or hold what it does not take. */
export function checkPrefix(prefix: string = ROLE_NAME_PREFIX): void {
  checkListIsKnown('roleNamePrefix', prefix);
  if (Token.isUnresolved(prefix) || /^[A-Za-z0-9_+=,.@-]{1,19}$/.test(prefix)) return;
  throw new Error(`roleNamePrefix '${prefix}' must be 1 to 19 letters, digits or characters of +=,.@_-`);
}
