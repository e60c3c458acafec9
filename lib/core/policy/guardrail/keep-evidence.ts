import { deniedActions } from '../../inventory/calls/calls';
import type { GuardedPart, GuardedResources, Guardrail } from './guardrail';
import { bucketActions } from './keep-responses';

type Keep = (guarded: GuardedResources, exemptions: { readonly exemptRoles: readonly string[] }) => Guardrail;

/** Keeps trails, buckets and the aliases of keys as they are deployed. */
export const keepArchive: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepTrailsAndArchive',
  exemptRoles,
  parts: [
    ...(guarded.trailCreatorRoles.length === 0 ? [trailPart(guarded)] : []),
    {
      actions: deniedActions('eventDataStore'),
      resources: guarded.eventDataStores,
      why: 'a store that is stopped, narrowed, shortened or deleted keeps nothing of what follows, and loses what it has',
    },
    {
      actions: deniedActions('channel'),
      resources: guarded.channels,
      why: 'the events of an integration arrive by its channel',
    },
    {
      actions: deniedActions('telemetryRule'),
      resources: guarded.telemetryRules,
      why: 'a rule that is narrowed or deleted brings CloudWatch nothing of what follows',
    },
    {
      actions: bucketActions(guarded),
      resources: guarded.buckets,
      why: 'the settings decide who may write, read and delete, how long files stay, and where new ones are announced',
    },
    {
      actions: deniedActions('accessPoint'),
      resources: guarded.accessPoints,
      why: 'an access point opens a bucket under another name, which guardrails on the bucket do not cover',
    },
    {
      actions: deniedActions('alias'),
      resources: guarded.aliases,
      why: 'the keys are kept by their aliases; a key without its alias would not be kept',
    },
    {
      actions: deniedActions('key'),
      resources: guarded.keys,
      why: 'without the key no file can be written or read',
    },
  ],
});

/** Keeps trails from everyone but who deploys and the functions that deploy them for a delegated administrator. */
export const keepDelegatedTrails: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepTrails',
  exemptRoles: [...exemptRoles, ...guarded.trailCreatorRoles],
  parts: guarded.trailCreatorRoles.length === 0 ? [] : [trailPart(guarded)],
});

function trailPart({ trails }: GuardedResources): GuardedPart {
  return {
    actions: deniedActions('trail'),
    resources: trails,
    why: 'a trail that is stopped, deleted, narrowed or redirected records nothing of what follows',
  };
}

/** Keeps the files themselves, from deployments too. Objects that roles write are not among them: the roles could not. */
export const keepLogFiles: Keep = (guarded) => ({
  sid: 'KeepLogFiles',
  exemptRoles: [],
  parts: [
    {
      actions: deniedActions('logFile'),
      resources: onlyWrittenByAws(guarded).map((bucket) => `${bucket}/*`),
      why: 'only AWS writes log files; no deployment deletes, unlocks, tags or re-encrypts one',
    },
  ],
});

function onlyWrittenByAws({ buckets, writtenBuckets }: GuardedResources): readonly string[] {
  return buckets.filter((bucket) => !writtenBuckets.includes(bucket));
}

/** Nothing is replicated into buckets that are not replicas. */
export const keepFromReplication: Keep = (guarded) => ({
  sid: 'KeepFromReplication',
  exemptRoles: [],
  parts: [
    {
      actions: deniedActions('replica'),
      resources: onlyWrittenByAws(guarded)
        .filter((bucket) => !guarded.replicas.some((replica) => overlap(bucket, replica)))
        .map((bucket) => `${bucket}/*`),
      why: 'a role that replicates needs no PutObject to cover log files with versions of its own',
    },
  ],
});

/** Only the role of the archive replicates into its replica. */
export const keepReplicas: Keep = ({ replicas, replicationRoles }) => ({
  sid: 'KeepReplicas',
  exemptRoles: replicationRoles,
  parts: [
    {
      actions: deniedActions('replica'),
      resources: replicas.map((bucket) => `${bucket}/*`),
      why: 'any other role would cover the copies with versions of its own',
    },
  ],
});

/** Whether two patterns with `*` at their end at most can fit the same name: then one begins as the other does. */
function overlap(one: string, other: string): boolean {
  const [start, otherStart] = [one.replace(/\*$/, ''), other.replace(/\*$/, '')];
  return start.startsWith(otherStart) || otherStart.startsWith(start);
}

/** Keeps the keys that are known by their aliases. */
export const keepKeys: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepKeys',
  exemptRoles,
  condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': guarded.keyAliases } },
  parts: [
    {
      actions: deniedActions('key'),
      resources: guarded.keyAliases.length === 0 ? [] : guarded.aliasedKeys,
      why: 'without the key no file can be written or read, and a grant lets its grantee read',
    },
  ],
});
