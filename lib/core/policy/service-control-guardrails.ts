import { GUARDED_ACTIONS } from './guarded-actions';
import { type GuardedResources, type Guardrail, type GuardrailSet, onWhatThereIs } from './guardrail';

/**
 * The guardrails that bind people and roles of member accounts, in up to three documents: each stays within
 * AWS's size for one, and a target has room for five. They bind neither the management account nor service-linked
 * roles, which AWS leaves out of service control policies.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export function toServiceControlGuardrails(
  guarded: GuardedResources,
  exemptRoles: readonly string[],
): readonly GuardrailSet[] {
  const sets = [
    {
      name: 'evidence',
      description: 'Keeps trails, archive and keys from being stopped, changed or emptied',
      guardrails: [keepTrailsAndArchive, keepLogFiles, keepKeys],
    },
    {
      name: 'alert-path',
      description: 'Keeps detections and alerts from being stopped, changed or hidden',
      guardrails: [keepAlertPath, keepNotices, keepEventSources, keepSubscriptions],
    },
    {
      name: 'control',
      description: 'Keeps roles, stacks and membership from being used to get round the other guardrails',
      guardrails: [keepRolesAndStacks, keepDeployment, keepMembership],
    },
  ];
  return sets
    .map(
      ({ guardrails, ...set }): GuardrailSet => ({
        ...set,
        type: 'SERVICE_CONTROL_POLICY',
        guardrails: guardrails.flatMap((keep) => onWhatThereIs(keep(guarded, exemptRoles))),
      }),
    )
    .filter(({ guardrails }) => guardrails.length > 0);
}

type Keep = (guarded: GuardedResources, exemptRoles: readonly string[]) => Guardrail;

const keepTrailsAndArchive: Keep = (guarded, exemptRoles) => ({
  sid: 'KeepTrailsAndArchive',
  exemptRoles,
  parts: [
    {
      actions: GUARDED_ACTIONS.trail,
      resources: guarded.trails,
      why: 'a trail that is stopped, deleted, narrowed or redirected records nothing of what follows',
    },
    {
      actions: GUARDED_ACTIONS.bucket,
      resources: guarded.buckets,
      why: 'the settings decide who may write, read and delete, how long files stay, and who is told of new ones',
    },
    {
      actions: GUARDED_ACTIONS.alias,
      resources: guarded.aliases,
      why: 'the keys are kept by their aliases; a key without its alias would not be kept',
    },
    {
      actions: GUARDED_ACTIONS.key,
      resources: guarded.keys,
      why: 'without the key no file can be written or read',
    },
  ],
});

const keepLogFiles: Keep = (guarded) => ({
  sid: 'KeepLogFiles',
  exemptRoles: [],
  parts: [
    {
      actions: GUARDED_ACTIONS.logFile,
      resources: guarded.buckets.map((bucket) => `${bucket}/*`),
      why: 'nobody but AWS writes, deletes, unlocks or marks a log file; no deployment has to',
    },
  ],
});

const keepKeys: Keep = (guarded, exemptRoles) => ({
  sid: 'KeepKeys',
  exemptRoles,
  condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': guarded.keyAliases } },
  parts: [
    {
      actions: GUARDED_ACTIONS.key,
      resources: guarded.keyAliases.length === 0 ? [] : guarded.aliasedKeys,
      why: 'without the key no file can be written or read, and whoever is granted it can read',
    },
  ],
});

const keepAlertPath: Keep = (guarded, exemptRoles) => ({
  sid: 'KeepAlertPath',
  exemptRoles,
  parts: [
    {
      actions: GUARDED_ACTIONS.topic,
      resources: guarded.topics,
      why: 'without the topic, or with another policy, nobody is told',
    },
    {
      actions: GUARDED_ACTIONS.queue,
      resources: guarded.queues,
      why: 'notices that are purged or turned away are files that nobody looks at',
    },
    {
      actions: GUARDED_ACTIONS.function,
      resources: guarded.functions,
      why: 'the code, settings and rules of the processor are the detections',
    },
    {
      actions: GUARDED_ACTIONS.table,
      resources: guarded.tables,
      why: 'without the table no alert can be claimed and sent',
    },
    {
      actions: GUARDED_ACTIONS.eventRule,
      resources: guarded.eventRules,
      why: 'the rule brings the notices to the queue',
    },
    {
      actions: GUARDED_ACTIONS.alarm,
      resources: guarded.alarms,
      why: 'the alarms tell when the processor itself fails',
    },
    {
      actions: GUARDED_ACTIONS.logGroup,
      resources: guarded.logGroups,
      why: 'the log shows what the processor did, and metric filters count in it',
    },
  ],
});

const keepNotices: Keep = (guarded, exemptRoles) => ({
  sid: 'KeepNoticesAndClaims',
  exemptRoles: [...exemptRoles, ...guarded.roles],
  parts: [
    {
      actions: GUARDED_ACTIONS.notice,
      resources: guarded.queues,
      why: 'a notice that somebody else takes never reaches the processor',
    },
    {
      actions: GUARDED_ACTIONS.claim,
      resources: guarded.tables,
      why: 'an alert that is claimed beforehand is never sent',
    },
  ],
});

const keepEventSources: Keep = (guarded, exemptRoles) => ({
  sid: 'KeepEventSources',
  exemptRoles,
  condition: { ArnLike: { 'lambda:FunctionArn': guarded.functions } },
  parts: [
    {
      actions: GUARDED_ACTIONS.eventSource,
      resources: guarded.functions.length === 0 ? [] : guarded.eventSourceMappings,
      why: 'a processor without its queue looks at nothing',
    },
  ],
});

/** SNS knows no resource for these; so they are kept in whole, in the accounts that have a topic. */
const keepSubscriptions: Keep = (guarded, exemptRoles) => ({
  sid: 'KeepSubscriptions',
  exemptRoles,
  condition: { StringEquals: { 'aws:PrincipalAccount': guarded.accounts } },
  parts: [
    {
      actions: GUARDED_ACTIONS.subscription,
      resources: guarded.topics.length === 0 ? [] : ['*'],
      why: 'a subscriber who is taken off, or filtered, is not told',
    },
  ],
});

const keepRolesAndStacks: Keep = (guarded, exemptRoles) => ({
  sid: 'KeepRolesAndStacks',
  exemptRoles,
  parts: [
    {
      actions: GUARDED_ACTIONS.role,
      resources: [...guarded.roles, ...exemptRoles],
      why: 'whoever changes, replaces or hands over a role of the guarded stacks, or an exempt one, acts as it',
    },
    {
      actions: GUARDED_ACTIONS.stack,
      resources: guarded.stacks,
      why: 'CloudFormation would change for anybody what nobody may change directly',
    },
  ],
});

/** Of the exempt roles alone: readers of log files must be able to take theirs. */
const keepDeployment: Keep = (_guarded, exemptRoles) => ({
  sid: 'KeepDeployment',
  exemptRoles,
  parts: [
    {
      actions: ['sts:AssumeRole'],
      resources: exemptRoles,
      why: 'an exempt role is taken by exempt roles only, and by identity providers, which no such policy binds',
    },
  ],
});

const keepMembership: Keep = () => ({
  sid: 'KeepMembership',
  exemptRoles: [],
  parts: [
    {
      actions: ['organizations:LeaveOrganization', 'account:CloseAccount'],
      resources: ['*'],
      why: 'an account outside the organization has no guardrails, and a closed one no logs',
    },
  ],
});
