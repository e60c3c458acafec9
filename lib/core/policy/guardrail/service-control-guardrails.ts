import { type CallKind, deniedActions } from '../../inventory/calls/calls';
import { type GuardedResources, type Guardrail, type GuardrailSet, onWhatThereIs } from './guardrail';
import {
  keepArchive,
  keepDelegatedTrails,
  keepFromReplication,
  keepKeys,
  keepLogFiles,
  keepReplicas,
} from './keep-evidence';
import {
  keepApprovals,
  keepExecutions,
  keepPublicAccessBlocks,
  keepResponseFunctions,
  keepResponses,
  keepRolePolicies,
  keepWorkingRolePolicies,
  roleActions,
} from './keep-responses';

/** The principals that are exempt from service control guardrails. */
export interface ServiceControlExemptions {
  /** The roles that deploy, and so may change what is kept. */
  readonly exemptRoles: readonly string[];
  /** The roles that may redrive dead letters, mute alarms, silence alerts and rotate secrets, and nothing else. */
  readonly operatorRoles: readonly string[];
}

/**
 * The guardrails for people and roles of member accounts, in up to five documents, each within AWS's maximum
 * size. They apply neither to the management account nor to service-linked roles, which AWS leaves out of
 * service control policies.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export function toServiceControlGuardrails(
  guarded: GuardedResources,
  exemptions: ServiceControlExemptions,
): readonly GuardrailSet[] {
  const sets = [
    {
      name: 'evidence',
      description: 'Keeps trails, archive and keys from being stopped, changed or emptied',
      guardrails: [
        keepArchive,
        keepDelegatedTrails,
        keepLogFiles,
        keepFromReplication,
        keepReplicas,
        keepKeys,
      ],
    },
    {
      name: 'alert-path',
      description: 'Keeps detections and alerts from being stopped, changed or hidden',
      guardrails: [
        keepAlertPath,
        keepAlarmsOn,
        keepNotices,
        keepClaims,
        keepSilences,
        keepMacKeys,
        keepEventSources,
        keepAccountSettings,
      ],
    },
    {
      name: 'control',
      description: 'Keeps roles, stacks and membership from being used to get round the other guardrails',
      guardrails: [
        keepRolesAndStacks,
        keepStackRoles,
        keepMembers,
        keepDeployment,
        keepMembership,
        keepRegions,
      ],
    },
    {
      name: 'sinks',
      description: 'Keeps alerts on their way to other systems from being stopped or redirected',
      guardrails: [keepSinks, keepSecretValues, keepCredentials],
    },
    {
      name: 'responses',
      description:
        'Keeps responses to alerts from being used, stopped or approved by others, and lets them act',
      guardrails: [
        keepResponses,
        keepExecutions,
        keepApprovals,
        keepResponseFunctions,
        keepPublicAccessBlocks,
        keepRolePolicies,
        keepWorkingRolePolicies,
      ],
    },
  ];
  return sets
    .map(
      ({ guardrails, ...set }): GuardrailSet => ({
        ...set,
        type: 'SERVICE_CONTROL_POLICY',
        guardrails: guardrails.flatMap((keep) => onWhatThereIs(keep(guarded, exemptions))),
      }),
    )
    .filter(({ guardrails }) => guardrails.length > 0);
}

type Keep = (guarded: GuardedResources, exemptions: ServiceControlExemptions) => Guardrail;

const keepAlertPath: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepAlertPath',
  exemptRoles,
  parts: ALERT_PATH.map(([kind, of, why]) => ({
    actions: deniedActions(kind),
    resources: guarded[of],
    why,
  })),
});

/** The dependencies of alerts: the kind of resource, where the resources are listed, and why they are kept. */
const ALERT_PATH = [
  ['topic', 'topics', 'without the topic, or with another policy, no alert arrives'],
  ['queue', 'queues', 'files whose notices are purged or rejected are never searched'],
  ['function', 'functions', 'the code, settings and rules of the processor are the detections'],
  ['machine', 'machines', 'a state machine does what its definition says, with its role'],
  ['layer', 'layers', 'the layer holds the rules'],
  ['table', 'tables', 'without the table no alert can be claimed and sent'],
  ['eventRule', 'eventRules', 'the rules bring notices and events to the queues'],
  ['eventBus', 'eventBuses', 'the events of other accounts and Regions arrive on the bus'],
  ['alarm', 'alarms', 'the alarms report that the pipeline itself fails'],
  ['logGroup', 'logGroups', 'the log shows what the processor did, and metric filters count in it'],
  ['chat', 'chats', 'the channel shows the alerts'],
] as const satisfies readonly (readonly [CallKind, keyof GuardedResources, string])[];

const keepSilences: Keep = (guarded, { exemptRoles, operatorRoles }) => ({
  sid: 'KeepSilences',
  exemptRoles: [...exemptRoles, ...operatorRoles],
  parts: [
    {
      actions: deniedActions('silence'),
      resources: guarded.silences,
      why: 'a silence keeps alerts of one rule, account and actor from being sent; operators set them',
    },
  ],
});

const keepSinks: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepSinks',
  exemptRoles,
  parts: [
    {
      actions: deniedActions('sink'),
      resources: guarded.sinks,
      why: 'an API destination or its connection decides where alerts go, and with which credentials',
    },
    {
      actions: deniedActions('stream'),
      resources: guarded.streams,
      why: 'a delivery stream decides where alerts go, and where they are kept',
    },
    {
      actions: deniedActions('secret'),
      resources: guarded.secrets,
      why: 'without its secret, or with another, a destination gets no alert',
    },
  ],
});

const keepSecretValues: Keep = (guarded, { exemptRoles, operatorRoles }) => ({
  sid: 'KeepSecretValues',
  exemptRoles: [...exemptRoles, ...operatorRoles],
  parts: [
    {
      actions: deniedActions('secretValue'),
      resources: guarded.secrets,
      why: 'another token may be one of another customer of the destination, who gets the alerts then; operators rotate',
    },
  ],
});

const keepCredentials: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepCredentials',
  exemptRoles,
  parts: [
    {
      actions: deniedActions('credential'),
      resources: guarded.connectionSecrets,
      why: 'EventBridge alone reads the secret of a connection, with a service-linked role, which no such policy binds',
    },
  ],
});

const keepAlarmsOn: Keep = (guarded, { exemptRoles, operatorRoles }) => ({
  sid: 'KeepAlarmsOn',
  exemptRoles: [...exemptRoles, ...operatorRoles],
  parts: [
    {
      actions: deniedActions('mute'),
      resources: guarded.alarms,
      why: 'a muted alarm reports nothing; only operators mute one',
    },
  ],
});

const keepNotices: Keep = (guarded, { exemptRoles, operatorRoles }) => ({
  sid: 'KeepNotices',
  exemptRoles: [...exemptRoles, ...operatorRoles, ...guarded.functionRoles],
  parts: [
    {
      actions: deniedActions('notice'),
      resources: guarded.queues,
      why: 'a notice that another principal receives or moves never reaches the processor; operators redrive',
    },
  ],
});

const keepClaims: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepClaims',
  exemptRoles: [...exemptRoles, ...guarded.functionRoles],
  parts: [
    {
      actions: deniedActions('claim'),
      resources: guarded.tables,
      why: 'an alert that is claimed beforehand is never sent',
    },
  ],
});

const keepMacKeys: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepMacKeys',
  exemptRoles: [...exemptRoles, ...guarded.functionRoles],
  condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': guarded.macKeyAliases } },
  parts: [
    {
      actions: deniedActions('macKey'),
      resources: guarded.macKeyAliases.length === 0 ? [] : guarded.aliasedKeys,
      why: 'who computes codes can write claims and alerts that pass for those of the functions',
    },
  ],
});

const keepEventSources: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepEventSources',
  exemptRoles,
  condition: { ArnLike: { 'lambda:FunctionArn': guarded.functions } },
  parts: [
    {
      actions: deniedActions('eventSource'),
      resources: guarded.functions.length === 0 ? [] : guarded.eventSourceMappings,
      why: 'a processor without its queue searches nothing',
    },
  ],
});

/** AWS defines no resource for these, so they are denied as a whole, in the accounts of the alert path. */
const keepAccountSettings: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepAccountSettings',
  exemptRoles,
  condition: { StringEquals: { 'aws:PrincipalAccount': guarded.accounts } },
  parts: [
    {
      actions: deniedActions('subscription'),
      resources: inWhole(guarded.topics),
      why: 'a subscriber who is removed or filtered gets no alert',
    },
    {
      actions: deniedActions('busPermission'),
      resources: inWhole(guarded.eventBuses),
      why: 'the permissions of the bus decide whose events arrive',
    },
    {
      actions: deniedActions('telemetryAccount'),
      resources: inWhole(guarded.telemetryRules),
      why: 'without telemetry evaluation no rule is applied',
    },
    {
      actions: deniedActions('logAccount'),
      resources: inWhole(guarded.logGroups),
      why: 'a policy of the account transforms or masks what every log group holds',
    },
    {
      actions: deniedActions('chatAccount'),
      resources: inWhole(guarded.chats),
      why: 'without the workspace the channel shows nothing',
    },
  ],
});

function inWhole(resources: readonly string[]): readonly string[] {
  return resources.length === 0 ? [] : ['*'];
}

const keepRolesAndStacks: Keep = (guarded, { exemptRoles, operatorRoles }) => ({
  sid: 'KeepRolesAndStacks',
  exemptRoles,
  parts: [
    {
      actions: roleActions(guarded),
      resources: [...guarded.roles, ...exemptRoles, ...operatorRoles],
      why: 'who changes, replaces or passes a role of the guarded stacks, or an exempt one, acts as it',
    },
    {
      actions: deniedActions('managedPolicy'),
      resources: guarded.managedPolicies,
      why: 'a new version of a policy changes what every role that has it may do',
    },
    {
      actions: deniedActions('identityProvider'),
      resources: guarded.identityProviders,
      why: 'who controls an identity provider assumes the roles that trust it, exempt ones too',
    },
    {
      actions: deniedActions('stack'),
      resources: guarded.stacks,
      why: 'CloudFormation would change what must not be changed directly',
    },
    {
      actions: deniedActions('stackSet'),
      resources: guarded.stackSets,
      why: 'it holds the stacks of the member accounts',
    },
  ],
});

/** A stack keeps its service role, so a caller needs no permission to pass it: another stack may have an exempt one. */
const keepStackRoles: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepStackRoles',
  exemptRoles,
  parts: [
    {
      actions: deniedActions('roleOfStack'),
      resources: guarded.accountStacks,
      why: 'a template for another stack of the account would be deployed with the exempt role of that stack',
    },
  ],
});

const keepMembers: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepMembers',
  exemptRoles: [...exemptRoles, ...guarded.memberDeployers],
  parts: [
    {
      actions: deniedActions('eventRule'),
      resources: guarded.memberRules,
      why: 'the rules of the member accounts forward their events to the home bus',
    },
    {
      actions: deniedActions('role'),
      resources: [...guarded.memberRoles, ...guarded.memberDeployers],
      why: 'the rules forward with these roles, and StackSets deploy them with their own',
    },
    {
      actions: deniedActions('stack'),
      resources: guarded.memberStacks,
      why: 'the stack of a member account holds both',
    },
  ],
});

/** Of the exempt roles alone: readers of log files must be able to assume theirs. */
const keepDeployment: Keep = (_guarded, { exemptRoles }) => ({
  sid: 'KeepDeployment',
  exemptRoles,
  parts: [
    {
      actions: deniedActions('session'),
      resources: exemptRoles,
      why: 'an exempt role is assumed by exempt roles only, and through identity providers, which no such policy binds',
    },
  ],
});

const keepMembership: Keep = () => ({
  sid: 'KeepMembership',
  exemptRoles: [],
  parts: [
    {
      actions: [...deniedActions('membership'), ...deniedActions('account')],
      resources: ['*'],
      why: 'an account outside the organization has no guardrails, and a closed one no logs',
    },
  ],
});

/**
 * Disabling a Region removes all roles' access to its resources, and its functions.
 *
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_DisableRegion.html
 */
const keepRegions: Keep = ({ optInRegions }) => ({
  sid: 'KeepRegions',
  exemptRoles: [],
  condition: { StringEquals: { 'account:TargetRegion': optInRegions } },
  parts: [
    {
      actions: deniedActions('enabledRegion'),
      resources: inWhole(optInRegions),
      why: 'in a Region that is disabled no role works: nothing is searched, and no alert is sent',
    },
  ],
});
