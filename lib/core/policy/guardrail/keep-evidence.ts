import { type GuardedPart, type GuardedResources, type Guardrail, toPart } from './guardrail';
import { bucketActions } from './keep-responses';

type Keep = (guarded: GuardedResources, exemptions: { readonly exemptRoles: readonly string[] }) => Guardrail;

/** Keeps trails, buckets and the aliases of keys as they are deployed. */
export const keepArchive: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepTrailsAndArchive',
  exemptRoles,
  parts: [
    ...(guarded.trailCreatorRoles.length === 0 ? [trailPart(guarded)] : []),
    toPart(
      'eventDataStore',
      guarded.eventDataStores,
      'a store that is stopped, narrowed, shortened or deleted records no further events, and can lose those it has',
    ),
    toPart('channel', guarded.channels, 'an integration sends its events through its channel'),
    toPart(
      'telemetryRule',
      guarded.telemetryRules,
      'with a narrowed or deleted rule, CloudWatch no longer receives the events',
    ),
    {
      actions: bucketActions(guarded),
      resources: guarded.buckets,
      why: 'the settings control who may write, read and delete, how long files are kept, and where notifications of new ones go',
    },
    toPart(
      'accessPoint',
      guarded.accessPoints,
      'an access point gives access to a bucket under another name, which guardrails on the bucket do not cover',
    ),
    toPart(
      'alias',
      guarded.aliases,
      'guardrails protect the keys by their aliases; a key without its alias would not be protected',
    ),
    toPart('key', guarded.keys, 'without the key no file can be written or read'),
  ],
});

/** Keeps trails from everyone but who deploys and the functions that deploy them for a delegated administrator. */
export const keepDelegatedTrails: Keep = (guarded, { exemptRoles }) => ({
  sid: 'KeepTrails',
  exemptRoles: [...exemptRoles, ...guarded.trailCreatorRoles],
  parts: guarded.trailCreatorRoles.length === 0 ? [] : [trailPart(guarded)],
});

function trailPart({ trails }: GuardedResources): GuardedPart {
  return toPart(
    'trail',
    trails,
    'a trail that is stopped, deleted, narrowed or redirected no longer records the calls that follow',
  );
}

/** Keeps the files themselves, from deployments too. Objects that roles write are not among them: the roles could not. */
export const keepLogFiles: Keep = (guarded) => ({
  sid: 'KeepLogFiles',
  exemptRoles: [],
  parts: [
    toPart(
      'logFile',
      onlyWrittenByAws(guarded).map((bucket) => `${bucket}/*`),
      'only AWS writes log files; no deployment deletes, unlocks, tags or re-encrypts one',
    ),
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
    toPart(
      'replica',
      onlyWrittenByAws(guarded)
        .filter((bucket) => !guarded.replicas.some((replica) => overlap(bucket, replica)))
        .map((bucket) => `${bucket}/*`),
      'a role that replicates can add its own versions on top of log files without PutObject',
    ),
  ],
});

/** Only the role of the archive replicates into its replica. */
export const keepReplicas: Keep = ({ replicas, replicationRoles }) => ({
  sid: 'KeepReplicas',
  exemptRoles: replicationRoles,
  parts: [
    toPart(
      'replica',
      replicas.map((bucket) => `${bucket}/*`),
      'any other role could add its own versions on top of the copies',
    ),
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
    toPart(
      'key',
      guarded.keyAliases.length === 0 ? [] : guarded.aliasedKeys,
      'without the key no file can be written or read, and a grant lets its grantee read',
    ),
  ],
});
