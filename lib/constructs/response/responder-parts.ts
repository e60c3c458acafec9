import type { IConstruct } from 'constructs';
import type { ResponseActionName } from '../../core/settings/responder-settings';

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
