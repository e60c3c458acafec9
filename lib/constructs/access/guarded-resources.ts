import type { Stack } from 'aws-cdk-lib';
import type { GuardedResources, Guardrail, GuardrailSet } from '../../core/policy/guardrail/guardrail';
import type { TrailIdentity } from '../identity/trail-identity';
import type { DescribedLines } from '../resource/describe-resource';
import { generatedNameStart } from '../resource/generated-name';
import { accountArnsOf, findGuardedNames, isOptInRegion } from './guarded-stack';

/** The resources that users select for guardrails. */
interface Guarded {
  readonly stacks: readonly Stack[];
  readonly trails: readonly TrailIdentity[];
  readonly bucketArns?: readonly string[];
  readonly keyArns?: readonly string[];
}

/** The resources that the guardrails protect: those of the stacks, by kind, and those that only the props name. */
export function toGuardedResources({ stacks, trails, ...props }: Guarded): GuardedResources {
  const names = stacks.flatMap(findGuardedNames);
  const of = (kind: keyof GuardedResources) => [
    ...new Set(names.filter((name) => name.kind === kind).map(({ value }) => value)),
  ];
  return {
    trails: trails.map(({ trailArn }) => trailArn),
    eventDataStores: of('eventDataStores'),
    channels: of('channels'),
    telemetryRules: of('telemetryRules'),
    buckets: [...of('buckets'), ...(props.bucketArns ?? [])],
    otherBuckets: props.bucketArns ?? [],
    writtenBuckets: of('writtenBuckets'),
    replicas: of('replicas'),
    replicationRoles: of('replicationRoles'),
    keys: props.keyArns ?? [],
    keyAliases: of('keyAliases'),
    macKeyAliases: of('macKeyAliases'),
    aliases: of('aliases'),
    aliasedKeys: of('aliasedKeys'),
    topics: of('topics'),
    queues: of('queues'),
    functions: of('functions'),
    layers: of('layers'),
    eventSourceMappings: of('eventSourceMappings'),
    tables: of('tables'),
    eventRules: of('eventRules'),
    eventBuses: of('eventBuses'),
    alarms: of('alarms'),
    logGroups: of('logGroups'),
    chats: of('chats'),
    sinks: of('sinks'),
    streams: of('streams'),
    silences: of('silences'),
    secrets: of('secrets'),
    connectionSecrets: of('connectionSecrets'),
    roles: of('roles'),
    functionRoles: of('functionRoles'),
    trailCreatorRoles: of('trailCreatorRoles'),
    machineRoles: of('machineRoles'),
    machines: of('machines'),
    responses: of('responses'),
    executions: of('executions'),
    askingMachines: of('askingMachines'),
    responseFunctions: of('responseFunctions'),
    blockingRoles: of('blockingRoles'),
    revokingRoles: of('revokingRoles'),
    managedPolicies: of('managedPolicies'),
    identityProviders: of('identityProviders'),
    stacks: of('stacks'),
    stackSets: of('stackSets'),
    memberStacks: of('memberStacks'),
    memberRules: of('memberRules'),
    memberRoles: of('memberRoles'),
    memberDeployers: of('memberDeployers'),
    memberAccounts: of('memberAccounts'),
    accountStacks: of('accountStacks'),
    accessPoints: of('accessPoints'),
    accounts: of('accounts'),
    loggedAccounts: trails.some(({ isOrganizationTrail, isOfMembers }) => isOrganizationTrail || isOfMembers)
      ? ['*']
      : [...new Set([...of('accounts'), ...trails.map(({ ownerAccount }) => ownerAccount)])],
    accountArns: [...new Set([...of('accountArns'), ...trails.flatMap(accountArnsOfTrail)])],
    optInRegions: [
      ...new Set([
        ...of('optInRegions'),
        ...trails.map(({ homeRegion }) => homeRegion).filter(isOptInRegion),
      ]),
    ],
  };
}

function accountArnsOfTrail({ trailArn, ownerAccount, isOfMembers }: TrailIdentity): readonly string[] {
  if (isOfMembers) return [];
  return accountArnsOf({ partition: trailArn.split(':')[1] ?? '*', account: ownerAccount });
}

/** The roles that may perform the actions of functions and state machines, by name pattern. All are roles of their stack. */
export function withShortRoles(guarded: GuardedResources, stacks: readonly Stack[]): GuardedResources {
  const starts = stacks.map(generatedNameStart);
  const shorten = (roles: readonly string[]) => [
    ...new Set(
      roles.map((role) => {
        const start = starts.find((each) => role.includes(`:role/${each}`));
        return start === undefined ? role : `${role.slice(0, role.indexOf(':role/'))}:role/${start}*`;
      }),
    ),
  ];
  return {
    ...guarded,
    functionRoles: shorten(guarded.functionRoles),
    machineRoles: shorten(guarded.machineRoles),
  };
}

/** If there are more, only their number is given. */
const MAX_NAMED = 5;

/** Describes what a policy denies: a line for each statement, each exempt role, and each target. */
export function describeGuardrails(
  { guardrails }: GuardrailSet,
  targetIds: readonly string[],
): DescribedLines {
  const exempt = new Set(guardrails.flatMap(({ exemptRoles }) => exemptRoles));
  return [
    ...guardrails.map((guardrail) => [`Deny ${guardrail.sid}`, describeStatement(guardrail)] as const),
    ...[...exempt].map(
      (role) =>
        [
          `Exempt ${role}`,
          `from ${guardrails.flatMap(({ sid, exemptRoles }) => (exemptRoles.includes(role) ? [sid] : [])).join(', ')}`,
        ] as const,
    ),
    ...targetIds.map((target) => [`Attached to ${target}`, 'this policy'] as const),
  ];
}

function describeStatement({ parts, exemptRoles, except, condition }: Guardrail): string {
  const actions = parts.flatMap((part) => part.actions);
  const resources = parts.flatMap((part) => part.resources);
  return [
    shorten(actions, 'actions'),
    `on ${shorten(resources, 'resources')}`,
    ...(except === undefined ? [] : [`but not on ${except.join(', ')}`]),
    ...(condition === undefined ? [] : [`where ${JSON.stringify(condition)}`]),
    exemptRoles.length === 0 ? 'binds everyone' : `but ${exemptRoles.length} exempt roles`,
  ].join(' ');
}

function shorten(texts: readonly string[], noun: string): string {
  return texts.length <= MAX_NAMED ? texts.join(', ') : `${texts.length} ${noun}`;
}
