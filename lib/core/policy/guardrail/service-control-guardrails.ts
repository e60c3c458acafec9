import { type CallKind, deniedActions } from '../../inventory/calls/calls';
import { bindToAccounts } from './bind-to-accounts';
import { type GuardedResources, type Guardrail, type GuardrailSet, onWhatThereIs, toPart } from './guardrail';
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
  /** The Regions in which the exempt roles of the protected accounts deploy; empty if they may deploy in any. */
  readonly deploymentRegions?: readonly string[];
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
        guardrails: guardrails
          .flatMap((keep) => onWhatThereIs(keep(guarded, exemptions)))
          .flatMap((guardrail) => bindToAccounts(guardrail, guarded)),
      }),
    )
    .filter(({ guardrails }) => guardrails.length > 0);
}

type Keep = (guarded: GuardedResources, exemptions: ServiceControlExemptions) => Guardrail;

const keepAlertPath: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepAlertPath',
  exemptRoles,
  parts: ALERT_PATH.map(([kind, of, why]) => toPart(kind, guarded[of], why)),
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
    toPart(
      'silence',
      guarded.silences,
      'a silence keeps alerts of one rule, account and actor from being sent; operators set them',
    ),
  ],
});

const keepSinks: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepSinks',
  exemptRoles,
  parts: [
    toPart(
      'sink',
      guarded.sinks,
      'an API destination or its connection decides where alerts go, and with which credentials',
    ),
    toPart('stream', guarded.streams, 'a delivery stream decides where alerts go, and where they are kept'),
    toPart('secret', guarded.secrets, 'without its secret, or with another, a destination gets no alert'),
  ],
});

const keepSecretValues: Keep = (guarded, { exemptRoles, operatorRoles }) => ({
  sid: 'KeepSecretValues',
  exemptRoles: [...exemptRoles, ...operatorRoles],
  parts: [
    toPart(
      'secretValue',
      guarded.secrets,
      'another token may be one of another customer of the destination, who gets the alerts then; operators rotate',
    ),
  ],
});

const keepCredentials: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepCredentials',
  exemptRoles,
  parts: [
    toPart(
      'credential',
      guarded.connectionSecrets,
      'EventBridge alone reads the secret of a connection, with a service-linked role, which no such policy binds',
    ),
  ],
});

const keepAlarmsOn: Keep = (guarded, { exemptRoles, operatorRoles }) => ({
  sid: 'KeepAlarmsOn',
  exemptRoles: [...exemptRoles, ...operatorRoles],
  parts: [toPart('mute', guarded.alarms, 'a muted alarm reports nothing; only operators mute one')],
});

const keepNotices: Keep = (guarded, { exemptRoles, operatorRoles }) => ({
  sid: 'KeepNotices',
  exemptRoles: [...exemptRoles, ...operatorRoles, ...guarded.functionRoles],
  parts: [
    toPart(
      'notice',
      guarded.queues,
      'a notice that another principal receives or moves never reaches the processor; operators redrive',
    ),
  ],
});

const keepClaims: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepClaims',
  exemptRoles: [...exemptRoles, ...guarded.functionRoles],
  parts: [toPart('claim', guarded.tables, 'an alert that is already claimed is never sent')],
});

const keepMacKeys: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepMacKeys',
  exemptRoles: [...exemptRoles, ...guarded.functionRoles],
  condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': guarded.macKeyAliases } },
  parts: [
    toPart(
      'macKey',
      guarded.macKeyAliases.length === 0 ? [] : guarded.aliasedKeys,
      'who computes codes can write claims and alerts that pass for those of the functions',
    ),
  ],
});

const keepEventSources: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepEventSources',
  exemptRoles,
  condition: { ArnLike: { 'lambda:FunctionArn': guarded.functions } },
  parts: [
    toPart(
      'eventSource',
      guarded.functions.length === 0 ? [] : guarded.eventSourceMappings,
      'a processor without its queue searches nothing',
    ),
  ],
});

/** AWS defines no resource for these, so they are denied as a whole, in the accounts of the alert path. */
const keepAccountSettings: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepAccountSettings',
  exemptRoles,
  condition: { StringEquals: { 'aws:PrincipalAccount': guarded.accounts } },
  parts: [
    toPart('subscription', inWhole(guarded.topics), 'a subscriber who is removed or filtered gets no alert'),
    toPart(
      'busPermission',
      inWhole(guarded.eventBuses),
      'the permissions of the bus decide whose events arrive',
    ),
    toPart(
      'telemetryAccount',
      inWhole(guarded.telemetryRules),
      'without telemetry evaluation no rule is applied',
    ),
    toPart(
      'logAccount',
      inWhole(guarded.logGroups),
      'a policy of the account transforms or masks what every log group holds',
    ),
    toPart('chatAccount', inWhole(guarded.chats), 'without the workspace the channel shows nothing'),
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
    toPart(
      'managedPolicy',
      guarded.managedPolicies,
      'a new version of a policy changes what every role that has it may do',
    ),
    toPart(
      'identityProvider',
      guarded.identityProviders,
      'who controls an identity provider assumes the roles that trust it, exempt ones too',
    ),
    toPart('stack', guarded.stacks, 'CloudFormation would change what must not be changed directly'),
    toPart('stackSet', guarded.stackSets, 'it holds the stacks of the member accounts'),
  ],
});

/**
 * A stack keeps its service role, so a caller needs no permission to pass it: another stack may have an exempt one. The stacks of
 * StackSets, with which other teams and AWS Control Tower deploy to every account, have none.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
 */
const keepStackRoles: Keep = (guarded, { exemptRoles, deploymentRegions = [] }) => ({
  sid: 'KeepStackRoles',
  exemptRoles,
  except: ['arn:*:cloudformation:*:*:stack/StackSet-*'],
  condition: {
    StringEquals: {
      'aws:PrincipalAccount': guarded.accounts,
      ...(deploymentRegions.length === 0 ? {} : { 'aws:RequestedRegion': deploymentRegions }),
    },
  },
  parts: [
    toPart(
      'roleOfStack',
      guarded.accountStacks,
      'a template for another stack of the account would be deployed with the exempt role of that stack',
    ),
  ],
});

const keepMembers: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepMembers',
  exemptRoles: [...exemptRoles, ...guarded.memberDeployers],
  ...inAccounts('aws:ResourceAccount', guarded.memberAccounts),
  parts: [
    toPart(
      'eventRule',
      guarded.memberRules,
      'the rules of the member accounts forward their events to the home bus',
    ),
    toPart(
      'role',
      [...guarded.memberRoles, ...guarded.memberDeployers],
      'the rules forward with these roles, and StackSets deploy them with their own',
    ),
    toPart('stack', guarded.memberStacks, 'the stack of a member account holds both'),
  ],
});

/** Of the exempt roles alone: readers of log files must be able to assume theirs. */
const keepDeployment: Keep = (_guarded, { exemptRoles }) => ({
  sid: 'KeepDeployment',
  exemptRoles,
  parts: [
    toPart(
      'session',
      exemptRoles,
      'an exempt role is assumed by exempt roles only, and through identity providers, which no such policy binds',
    ),
  ],
});

/** An organization trail logs every account, so every account must stay; otherwise those that hold something. */
const keepMembership: Keep = ({ loggedAccounts }) => ({
  sid: 'KeepMembership',
  exemptRoles: [],
  ...inAccounts('aws:PrincipalAccount', loggedAccounts),
  parts: [
    {
      actions: [...deniedActions('membership'), ...deniedActions('account')],
      resources: inWhole(loggedAccounts),
      why: 'an account outside the organization has no guardrails, and a closed one no logs',
    },
  ],
});

/**
 * Disabling a Region removes all roles' access to its resources, and its functions.
 *
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_DisableRegion.html
 */
const keepRegions: Keep = ({ accountArns, optInRegions }) => ({
  sid: 'KeepRegions',
  exemptRoles: [],
  condition: { StringEquals: { 'account:TargetRegion': optInRegions } },
  parts: [
    toPart(
      'enabledRegion',
      optInRegions.length === 0 ? [] : accountArns,
      'in a Region that is disabled no role works: nothing is searched, and no alert is sent',
    ),
  ],
});

/** No condition if one of the accounts is not known. */
function inAccounts(key: string, accounts: readonly string[]): Pick<Guardrail, 'condition'> {
  return accounts.includes('*') ? {} : { condition: { StringEqualsIfExists: { [key]: accounts } } };
}
