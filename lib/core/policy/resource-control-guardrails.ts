import { GUARDED_ACTIONS } from './guarded-actions';
import { type GuardedResources, type Guardrail, type GuardrailSet, onWhatThereIs } from './guardrail';

/** Whom resource control guardrails let by. */
export interface ResourceControlExemptions {
  readonly exemptRoles: readonly string[];
  /** `o-…`: principals of other organizations, and of none, get nothing; absent if they may. */
  readonly organizationId?: string;
}

/**
 * The guardrails that resources of member accounts carry, whoever asks: also principals of the management account
 * and of other organizations, whom no service control policy binds. AWS applies them to some services only; of
 * what is guarded, to S3, KMS and SQS. They leave out AWS services, and service-linked roles as AWS does.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
export function toResourceControlGuardrails(
  guarded: GuardedResources,
  exemptions: ResourceControlExemptions,
): readonly GuardrailSet[] {
  const guardrails = [keepEvidence, keepLogFiles, keepKeys, keepWithin, keepKeysWithin].flatMap((keep) =>
    keep(guarded, exemptions).flatMap(onWhatThereIs),
  );
  if (guardrails.length === 0) return [];
  const description = 'Keeps archive, keys and queues from whoever no service control policy binds';
  return [{ name: 'perimeter', type: 'RESOURCE_CONTROL_POLICY', description, guardrails }];
}

type Keep = (guarded: GuardedResources, exemptions: ResourceControlExemptions) => readonly Guardrail[];

const keepEvidence: Keep = (guarded, { exemptRoles }) => [
  {
    sid: 'KeepArchiveAndQueues',
    exemptRoles,
    parts: [
      {
        // public access block and ownership are among what AWS lets a resource control policy deny
        actions: GUARDED_ACTIONS.bucket,
        resources: guarded.buckets,
        why: 'the settings of the archive are changed by deployments only',
      },
      {
        actions: GUARDED_ACTIONS.queue,
        resources: guarded.queues,
        why: 'notices are neither purged nor turned away',
      },
      {
        actions: GUARDED_ACTIONS.key,
        resources: guarded.keys,
        why: 'without the key no file can be written or read',
      },
    ],
  },
];

const keepLogFiles: Keep = (guarded) => [
  {
    sid: 'KeepLogFiles',
    exemptRoles: [],
    parts: [
      {
        actions: GUARDED_ACTIONS.logFile,
        resources: guarded.buckets.map((bucket) => `${bucket}/*`),
        why: 'nobody but AWS writes, deletes, unlocks or marks a log file, from wherever',
      },
    ],
  },
];

const keepKeys: Keep = (guarded, { exemptRoles }) => [
  {
    sid: 'KeepKeys',
    exemptRoles,
    condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': guarded.keyAliases } },
    parts: [
      {
        actions: GUARDED_ACTIONS.key,
        resources: guarded.keyAliases.length === 0 ? [] : guarded.aliasedKeys,
        why: 'keys are disabled, deleted and granted by deployments only',
      },
    ],
  },
];

const keepWithin: Keep = (guarded, { organizationId }) => {
  if (organizationId === undefined) return [];
  return [
    {
      sid: 'KeepWithinOrganization',
      exemptRoles: [],
      condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organizationId } },
      parts: [
        {
          actions: ['s3:*'],
          resources: guarded.buckets.flatMap((bucket) => [bucket, `${bucket}/*`]),
          why: 'whatever a bucket policy may say, the archive is for the organization; third parties take a role in it',
        },
        {
          actions: ['kms:*'],
          resources: guarded.keys,
          why: 'and so is its key',
        },
      ],
    },
  ];
};

const keepKeysWithin: Keep = (guarded, { organizationId }) => {
  if (organizationId === undefined) return [];
  return [
    {
      sid: 'KeepKeysWithinOrganization',
      exemptRoles: [],
      condition: {
        StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organizationId },
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': guarded.keyAliases },
      },
      parts: [
        {
          actions: ['kms:*'],
          resources: guarded.keyAliases.length === 0 ? [] : guarded.aliasedKeys,
          why: 'keys are for the organization, whatever their policies say',
        },
      ],
    },
  ];
};
