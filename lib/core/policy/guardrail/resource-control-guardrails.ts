import { bindToAccounts } from './bind-to-accounts';
import { type GuardedResources, type Guardrail, type GuardrailSet, onWhatThereIs, toPart } from './guardrail';
import { keepFromReplication, keepKeys, keepLogFiles, keepReplicas } from './keep-evidence';
import { bucketActions, keepPublicAccessBlocks } from './keep-responses';

/** The principals that are exempt from resource control guardrails. */
export interface ResourceControlExemptions {
  readonly exemptRoles: readonly string[];
  /** `o-…`: principals outside the organization get no access; absent if they may. */
  readonly organizationId?: string;
}

/**
 * The guardrails on resources of member accounts, for every principal: also those of the management account and
 * of other organizations, to which no service control policy applies. AWS applies them to some services only;
 * of the guarded ones, to S3, KMS, SQS, DynamoDB, EventBridge and CloudWatch Logs. They leave out AWS services,
 * and service-linked roles as AWS does.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
export function toResourceControlGuardrails(
  guarded: GuardedResources,
  exemptions: ResourceControlExemptions,
): readonly GuardrailSet[] {
  const sets = [
    {
      name: 'perimeter',
      description: 'Protects archive, keys and queues from principals outside service control policies',
      guardrails: [
        ...keepEvidence(guarded, exemptions),
        ...[keepPublicAccessBlocks, keepLogFiles, keepFromReplication, keepReplicas].map((keep) =>
          keep(guarded, exemptions),
        ),
        ...[keepKeys, keepWithin, keepKeysWithin].flatMap((keep) => keep(guarded, exemptions)),
      ],
    },
    {
      name: 'alert-perimeter',
      description: 'Protects claims, events and logs from principals outside service control policies',
      guardrails: [keepTablesAndEvents, keepClaims, keepMacKeys].map((keep) => keep(guarded, exemptions)),
    },
  ];
  return sets
    .map(({ guardrails, ...set }) => ({
      ...set,
      type: 'RESOURCE_CONTROL_POLICY' as const,
      guardrails: guardrails
        .flatMap(onWhatThereIs)
        .flatMap((guardrail) => bindToAccounts(guardrail, guarded)),
    }))
    .filter(({ guardrails }) => guardrails.length > 0);
}

type Keep = (guarded: GuardedResources, exemptions: ResourceControlExemptions) => readonly Guardrail[];

const keepEvidence: Keep = (guarded, { exemptRoles }) => [
  {
    sid: 'KeepArchiveAndQueues',
    exemptRoles,
    parts: [
      {
        // public access block and ownership are among what AWS lets a resource control policy deny
        actions: bucketActions(guarded),
        resources: guarded.buckets,
        why: 'only deployments change the settings of the archive',
      },
      toPart('queue', guarded.queues, 'notices are neither purged nor rejected'),
      toPart('key', guarded.keys, 'without the key no file can be written or read'),
    ],
  },
];

function keepTablesAndEvents(
  guarded: GuardedResources,
  { exemptRoles }: ResourceControlExemptions,
): Guardrail {
  return {
    sid: 'KeepTablesAndEvents',
    exemptRoles,
    parts: [
      toPart('table', guarded.tables, 'only deployments change the table'),
      toPart('eventRule', guarded.eventRules, 'a policy of the bus can let other accounts change its rules'),
      toPart('eventBus', guarded.eventBuses, 'only deployments change the bus and its policy'),
      toPart('logGroup', guarded.logGroups, 'only deployments change log groups'),
    ],
  };
}

function keepClaims(guarded: GuardedResources, { exemptRoles }: ResourceControlExemptions): Guardrail {
  return {
    sid: 'KeepClaims',
    exemptRoles: [...exemptRoles, ...guarded.functionRoles],
    parts: [toPart('claim', guarded.tables, 'an alert that is already claimed is never sent')],
  };
}

function keepMacKeys(guarded: GuardedResources, { exemptRoles }: ResourceControlExemptions): Guardrail {
  return {
    sid: 'KeepMacKeys',
    exemptRoles: [...exemptRoles, ...guarded.functionRoles],
    condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': guarded.macKeyAliases } },
    parts: [
      toPart(
        'macKey',
        guarded.macKeyAliases.length === 0 ? [] : guarded.aliasedKeys,
        'authentication codes prove that the functions wrote a claim or an alert',
      ),
    ],
  };
}

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
          why: 'whatever a bucket policy allows, the archive is for the organization; third parties assume a role in it',
        },
        {
          actions: ['kms:*'],
          resources: guarded.keys,
          why: 'the key of the archive is for the organization too',
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
          why: 'keys are for the organization, whatever their policies allow',
        },
      ],
    },
  ];
};
