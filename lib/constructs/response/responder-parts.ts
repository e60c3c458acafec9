import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ResponseActionName } from '../../core/settings/responder-settings';
import { checkListIsKnown } from '../preflight/preflight-check';

/**
 * The purpose of a resource in a responder: guardrails prevent other principals from using it, and allow its role to do its
 * task.
 */
export type ResponderPart = 'machine' | 'askingMachine' | 'function' | 'blockingRole' | 'revokingRole';

const PARTS = new WeakMap<IConstruct, Set<ResponderPart>>();

/** Actions whose roles guardrails protect by denying the action to others. All other actions are denied to no one. */
const ACTING_ROLES: Readonly<Partial<Record<ResponseActionName, ResponderPart>>> = {
  'block-public-bucket': 'blockingRole',
  'revoke-sessions': 'revokingRole',
};

/** Records the purpose of a construct's resource. */
export function markResponderPart(construct: IConstruct, part: ResponderPart): void {
  const resource = construct.node.defaultChild ?? construct;
  const parts = PARTS.get(resource) ?? new Set();
  PARTS.set(resource, parts.add(part));
}

/** Records that a role has the permissions of an action. */
export function markActingRole(role: IConstruct, action: ResponseActionName): void {
  const part = ACTING_ROLES[action];
  if (part !== undefined) markResponderPart(role, part);
}

/** Whether a resource has this purpose in a responder. */
export function isResponderPart(resource: IConstruct, part: ResponderPart): boolean {
  return PARTS.get(resource)?.has(part) === true;
}

/** Whether a response acts. */
export enum ResponseMode {
  /** Only reports the action that it would take. No resource is deployed that could perform it. */
  DRY_RUN = 'dry-run',
  /** Performs the action, and reports it. */
  ACT = 'act',
}

/** The prefix of the role names in member accounts. */
export const ROLE_NAME_PREFIX = 'TrailwatchResponse-';

/** Throws if role names, with a Region and an action appended, would be too long for IAM, or contain invalid characters. */
export function checkPrefix(prefix: string = ROLE_NAME_PREFIX): void {
  checkListIsKnown('roleNamePrefix', prefix);
  if (Token.isUnresolved(prefix) || /^[A-Za-z0-9_+=,.@-]{1,19}$/.test(prefix)) return;
  throw new Error(`roleNamePrefix '${prefix}' must be 1 to 19 letters, digits or characters of +=,.@_-`);
}
