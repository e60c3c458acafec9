import { deniedActions } from '../../inventory/calls/calls';
import { type GuardedPart, type GuardedResources, type Guardrail, toPart } from './guardrail';

/** The principals that are exempt from the guardrails of a responder. */
interface Exemptions {
  readonly exemptRoles: readonly string[];
  /** Empty in resource control guardrails. */
  readonly operatorRoles?: readonly string[];
}

type Keep = (guarded: GuardedResources, exemptions: Exemptions) => Guardrail;

/** The input of an execution decides what is acted on, so only the function that checks alerts may start one. */
export const keepResponses: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepResponses',
  exemptRoles: [...exemptRoles, ...guarded.functionRoles],
  parts: [
    toPart(
      'response',
      guarded.responses,
      'anyone who starts a state machine of a responder acts with its role on any resource',
    ),
  ],
});

/** Only operators stop a response, and repeat one that failed. */
export const keepExecutions: Keep = (guarded, { exemptRoles, operatorRoles = [] }) => ({
  sid: 'KeepExecutions',
  exemptRoles: [...exemptRoles, ...operatorRoles],
  parts: [
    toPart('execution', guarded.executions, 'a response that is stopped does nothing, and reports nothing'),
  ],
});

/** AWS knows no resource for these, so they are denied as a whole, in the accounts with state machines that ask. */
export const keepApprovals: Keep = (guarded, { exemptRoles, operatorRoles = [] }) => ({
  sid: 'KeepApprovals',
  exemptRoles: [...exemptRoles, ...operatorRoles],
  condition: { StringEquals: { 'aws:PrincipalAccount': guarded.accounts } },
  parts: [
    toPart(
      'approval',
      guarded.askingMachines.length === 0 ? [] : ['*'],
      'every subscriber of the alert topic receives the token of an approval; only operators may approve or reject',
    ),
  ],
});

/** State machines and functions invoke each other. */
export const keepResponseFunctions: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepResponseFunctions',
  exemptRoles: [...exemptRoles, ...guarded.machineRoles, ...guarded.functionRoles],
  parts: [
    toPart(
      'responseFunction',
      guarded.responseFunctions,
      'anyone who invokes a function of a responder acts with its role, or sends signed reports of actions that were never taken',
    ),
  ],
});

const BLOCKING = 's3:PutBucketPublicAccessBlock';
const REVOKING = 'iam:PutRolePolicy';

/** The settings of buckets that are kept without exception for a responder. */
export function bucketActions({ blockingRoles }: GuardedResources): readonly string[] {
  return without(deniedActions('bucket'), blockingRoles, BLOCKING);
}

/** The actions on roles that are kept without exception for a responder. */
export function roleActions({ revokingRoles }: GuardedResources): readonly string[] {
  return without(deniedActions('role'), revokingRoles, REVOKING);
}

function without(actions: readonly string[], roles: readonly string[], action: string): readonly string[] {
  return roles.length === 0 ? actions : actions.filter((one) => one !== action);
}

/** A responder blocks a bucket of the archive, too. */
export const keepPublicAccessBlocks: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepPublicAccessBlocks',
  exemptRoles: [...exemptRoles, ...guarded.blockingRoles],
  parts: [
    {
      actions: [BLOCKING],
      resources: guarded.blockingRoles.length === 0 ? [] : guarded.buckets,
      why: 'public access to the archive stays blocked; the responder can only block it again',
    },
  ],
});

/** A responder revokes the sessions of readers, deployments and operators, whose credentials may be stolen. */
export const keepRolePolicies: Keep = (guarded, { exemptRoles, operatorRoles = [] }) => ({
  sid: 'KeepRolePolicies',
  exemptRoles: [...exemptRoles, ...guarded.revokingRoles],
  parts: revokedPart(guarded, [...guarded.roles, ...exemptRoles, ...operatorRoles]),
});

/** It does not revoke sessions of the roles that detect and respond: otherwise anyone who causes such an alert could stop them. */
export const keepWorkingRolePolicies: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepWorkingRolePolicies',
  exemptRoles,
  parts: revokedPart(guarded, [
    ...guarded.functionRoles,
    ...guarded.machineRoles,
    ...guarded.blockingRoles,
    ...guarded.revokingRoles,
  ]),
});

function revokedPart({ revokingRoles }: GuardedResources, roles: readonly string[]): readonly GuardedPart[] {
  return [
    {
      actions: [REVOKING],
      resources: revokingRoles.length === 0 ? [] : [...new Set(roles)],
      why: 'an inline policy changes what a role may do',
    },
  ];
}
