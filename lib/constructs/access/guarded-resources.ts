import type { Stack } from 'aws-cdk-lib';
import type { GuardedResources } from '../../core/policy/guardrail/guardrail';
import type { TrailIdentity } from '../identity/trail-identity';
import { generatedNameStart } from '../resource/generated-name';
import { findGuardedNames } from './guarded-stack';

/** What users say that guardrails keep. */
interface Guarded {
  readonly stacks: readonly Stack[];
  readonly trails: readonly TrailIdentity[];
  readonly bucketArns?: readonly string[];
  readonly keyArns?: readonly string[];
}

/** What the guardrails keep: the resources of the stacks, by kind, and those that only the props name. */
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
    accountStacks: of('accountStacks'),
    accessPoints: of('accessPoints'),
    accounts: of('accounts'),
  };
}

/** Which roles may do what functions and state machines do is, by name, all of their stack. */
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
