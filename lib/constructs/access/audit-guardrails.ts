import { Aspects, Lazy, Names, type Stack, Token } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { Construct, type IConstruct } from 'constructs';
import {
  type GuardedResources,
  type GuardrailSet,
  toGuardrailDocument,
} from '../../core/policy/guardrail/guardrail';
import {
  joinEqual,
  packGuardrails,
  remedyForLength,
  renderGuardrails,
} from '../../core/policy/guardrail/pack-guardrails';
import { toResourceControlGuardrails } from '../../core/policy/guardrail/resource-control-guardrails';
import { toServiceControlGuardrails } from '../../core/policy/guardrail/service-control-guardrails';
import type { TrailIdentity } from '../identity/trail-identity';
import { checkName, checkOnce, DERIVED_NAME, keepNameUnique } from '../preflight/check-name';
import { checkArns } from '../preflight/check-partition';
import { within } from '../preflight/construct-error';
import { checkListIsKnown } from '../preflight/preflight-check';
import { noteOf, onceFinal, refuseUnlessAcknowledged, warnOf } from '../preflight/report-finding';
import { bootstrapRolesOf, fits } from '../resource/bootstrap-roles';
import { describeResource } from '../resource/describe-resource';
import { renderPolicy } from '../statement/policy-length';
import { describeGuardrails, toGuardedResources, withShortRoles } from './guarded-resources';
import { findKeptResults, findNamelessKeys, findNamelessSecrets } from './guarded-stack';

/** Properties of `AuditGuardrails`. */
export interface AuditGuardrailsProps {
  /**
   * The stacks whose archive, keys, alert path and roles are protected, with every resource in them. Their accounts must be
   * known. Resources that are added to them later are also protected.
   */
  readonly stacks: Stack[];

  /** The trails that are protected. */
  readonly trails: TrailIdentity[];

  /**
   * The roles that may still change protected resources, as ARNs in which `*` matches any text: the roles that deploy, and the
   * roles that assume those. With the CDK: the deployment, publishing and execution roles of the bootstrap stack, and the role
   * that the pipeline signs in to. An empty list is an error if the policies are attached: no principal, including the next
   * deployment, could change the protected resources.
   */
  readonly exemptRoleArns: string[];

  /**
   * The roles of operators, as ARNs in which `*` matches any text. They may redrive dead letters, mute alarms and rotate the
   * secrets of sinks, as the runbooks describe, and change no other protected resource.
   *
   * @default - only exempt roles may
   */
  readonly operatorRoleArns?: string[];

  /**
   * The organization that may use the archive and keys. If set, principals of another organization, or of none, have no access.
   *
   * @default - policies of bucket and key decide alone
   */
  readonly organizationId?: string;

  /**
   * The ARNs of buckets of trails that are in none of the stacks.
   *
   * @default - none
   */
  readonly bucketArns?: string[];

  /**
   * The ARNs of keys that are in none of the stacks.
   *
   * @default - none
   */
  readonly keyArns?: string[];

  /**
   * The roots, organizational units or accounts that the policies are attached to. If set, the stack of the guardrails must be
   * in the management account, or in a delegated administrator account for policies.
   *
   * @default - nothing is deployed; attach `documents()` yourself
   */
  readonly targetIds?: string[];
}

/** A policy of AWS Organizations. */
export interface GuardrailDocument {
  /**
   * What the policy protects: `evidence`, `alert-path`, `control`, `sinks`, `responses`, `perimeter` or `alert-perimeter`;
   * `-more` is appended for statements that exceed the size of one policy.
   */
  readonly name: string;

  /** `SERVICE_CONTROL_POLICY` or `RESOURCE_CONTROL_POLICY`. */
  readonly policyType: string;

  /** The policy as minified JSON. */
  readonly json: string;
}

/**
 * AWS quotas: the characters of one policy, and the policies of one type per target, which include the AWS managed ones
 * (FullAWSAccess, RCPFullAWSAccess). The guardrails use at most `policies` of them, which leaves room for others.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html (2026-05)
 */
const QUOTAS = {
  SERVICE_CONTROL_POLICY: { characters: 10_240, attached: 10, policies: 4 },
  RESOURCE_CONTROL_POLICY: { characters: 5_120, attached: 5, policies: 2 },
} as const;

/**
 * Service and resource control policies that prevent principals, including administrators of the accounts, from stopping,
 * changing or bypassing trails, archive, keys, detections and alerts. Named deployment roles are exempt, except for the log
 * files themselves, which no deployment needs to change.
 *
 * Neither type applies to resources of the management account, and service control policies do not apply to its principals. An
 * organization trail belongs to that account: run no workloads in it.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { AuditGuardrails, type TrailIdentity } from 'cdk-trailwatch';
 *
 * declare const management: Stack;
 * declare const logArchive: Stack;
 * declare const identity: TrailIdentity;
 * new AuditGuardrails(management, 'Guardrails', {
 *   stacks: [logArchive],
 *   trails: [identity],
 *   exemptRoleArns: ['arn:aws:iam::*:role/cdk-hnb659fds-*'],
 * });
 */
export class AuditGuardrails extends Construct {
  private readonly props: AuditGuardrailsProps;
  private packed?: { readonly from: string; readonly sets: readonly GuardrailSet[] };

  constructor(scope: Construct, id: string, props: AuditGuardrailsProps) {
    super(scope, id);
    within(this, () => {
      checkProps(props);
      this.checkArns(props);
    });
    this.props = props;
    if (props.targetIds !== undefined) this.attach(props.targetIds);
    this.node.addValidation({ validate: () => this.findTooLong() });
    onceFinal(this, () => {
      this.warnOfNamelessKeys();
      this.warnOfNamelessSecrets();
      this.warnOfKeptResults();
    });
  }

  private checkArns(props: AuditGuardrailsProps): void {
    const { exemptRoleArns, operatorRoleArns, bucketArns, keyArns } = props;
    checkArns(this, { property: 'exemptRoleArns', service: 'iam' }, exemptRoleArns);
    checkArns(this, { property: 'operatorRoleArns', service: 'iam' }, operatorRoleArns);
    checkArns(this, { property: 'bucketArns', service: 's3' }, bucketArns);
    checkArns(this, { property: 'keyArns', service: 'kms' }, keyArns);
  }

  /** The policies. Complete only after every resource has been added to the stacks. */
  public documents(): GuardrailDocument[] {
    return this.sets().map((set) => ({ name: set.name, policyType: set.type, json: this.toJson(set) }));
  }

  /** Describes what is denied, on which resources, to which principals and why, as Markdown. */
  public describe(): string {
    return renderPolicy(this, renderGuardrails(this.sets()));
  }

  /** Each policy, its description and its checks request the sets: they are packed again only if what they are made of changed. */
  private sets(): readonly GuardrailSet[] {
    const guarded = within(this, () => toGuardedResources(this.props));
    const { exemptRoleArns, operatorRoleArns, organizationId } = this.props;
    const from = renderPolicy(this, { guarded, exemptRoleArns, operatorRoleArns, organizationId });
    if (this.packed?.from !== from) this.packed = { from, sets: this.packShortest(guarded) };
    return this.packed.sets;
  }

  private packShortest(guarded: GuardedResources): readonly GuardrailSet[] {
    const packed = this.pack(guarded);
    if (packed.every((set) => this.lengthOf(set) <= QUOTAS[set.type].characters)) return packed;
    // Roles with generated names are then identified by the name of their stack alone.
    return this.pack(withShortRoles(guarded, this.props.stacks), joinEqual);
  }

  private pack(
    guarded: GuardedResources,
    shorten: (set: GuardrailSet) => GuardrailSet = (set) => set,
  ): readonly GuardrailSet[] {
    const { exemptRoleArns: exemptRoles, operatorRoleArns: operatorRoles = [], organizationId } = this.props;
    const sets = [
      ...toServiceControlGuardrails(guarded, { exemptRoles, operatorRoles }),
      ...toResourceControlGuardrails(guarded, {
        exemptRoles,
        ...(organizationId === undefined ? {} : { organizationId }),
      }),
    ];
    return (['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const).flatMap((type) =>
      packGuardrails(sets.filter((set) => set.type === type).map(shorten), {
        ...QUOTAS[type],
        lengthOf: (set) => this.lengthOf(set),
      }),
    );
  }

  private lengthOf(set: GuardrailSet): number {
    return this.toJson(set).length;
  }

  private attach(targetIds: string[]): void {
    if (this.props.exemptRoleArns.length === 0) {
      refuseUnlessAcknowledged(
        this,
        'noExemptRole',
        'the policies are attached to targetIds, but exemptRoleArns is empty',
      );
    }
    noteOf(this, 'policyTypes', 'the policies are attached to targetIds');
    this.onceWhole(() => this.deploy(targetIds));
    onceFinal(this, () => this.warnOfOtherDeployers());
    this.node.addValidation({
      validate: () => [...this.findMissing(), ...findFullTargets(this.node.root, targetIds)],
    });
  }

  /**
   * Evaluated after all constructs have been added: how guardrails are spread over policies depends on all protected resources.
   */
  private deploy(targetIds: string[]): void {
    const begin = Names.uniqueResourceName(this, { maxLength: 100 });
    keepNameUnique(this, { kind: 'policy', name: begin, property: DERIVED_NAME, isGlobal: true });
    for (const { name, type, description } of this.missing()) {
      const policy = new CfnPolicy(this, POLICY_IDS[name] ?? name, {
        name: `${begin}-${name}`,
        description,
        type,
        targetIds,
        content: Lazy.uncachedAny({ produce: () => this.contentOf(name) }),
      });
      describeResource(policy, () => ({
        construct: 'AuditGuardrails',
        Guardrails: this.sets()
          .filter((set) => set.name === name)
          .flatMap((set) => describeGuardrails(set, targetIds)),
      }));
    }
  }

  private missing(): readonly GuardrailSet[] {
    return this.sets().filter(({ name }) => this.node.tryFindChild(POLICY_IDS[name] ?? name) === undefined);
  }

  private contentOf(name: string): unknown {
    const set = this.sets().find((one) => one.name === name);
    return set === undefined ? undefined : toGuardrailDocument(set);
  }

  private toJson(set: GuardrailSet): string {
    return JSON.stringify(JSON.parse(renderPolicy(this, toGuardrailDocument(set))));
  }

  private findTooLong(): string[] {
    const { exemptRoleArns, operatorRoleArns = [] } = this.props;
    return this.sets().flatMap((set) => {
      const text = this.toJson(set);
      const { characters } = QUOTAS[set.type];
      if (text.length <= characters) return [];
      const found = `the policy '${set.name}' would have ${text.length} characters, but AWS allows at most ${characters}`;
      return [`${found}; ${remedyForLength(text, [...exemptRoleArns, ...operatorRoleArns])}`];
    });
  }

  /** An aspect that adds resources after this construct was visited. */
  private findMissing(): string[] {
    if (this.missing().length === 0) return [];
    return [
      'an aspect added resources to keep after the guardrails were complete; give it a lower priority than AspectPriority.MUTATING, or ' +
        'add the resources without an aspect',
    ];
  }

  /** Evaluated after all constructs have been added, while Aspects can still visit what it creates. */
  private onceWhole(visit: () => void): void {
    Aspects.of(this).add({
      visit: (node) => {
        if (node === this) visit();
      },
    });
  }

  private warnOfNamelessKeys(): void {
    const paths = this.props.stacks.flatMap(findNamelessKeys).map((path) => `'${path}'`);
    if (paths.length === 0) return;
    const keys = paths.length === 1 ? `the key ${paths[0]} has` : `the keys ${paths.join(', ')} have`;
    warnOf(this, 'keyWithoutAlias', `${keys} no alias`);
  }

  private warnOfNamelessSecrets(): void {
    const paths = this.props.stacks.flatMap(findNamelessSecrets).map((path) => `'${path}'`);
    if (paths.length === 0) return;
    warnOf(
      this,
      'secretNotKnown',
      `the name of the secret of ${paths.join(', ')} is known only at deployment`,
    );
  }

  private warnOfKeptResults(): void {
    const paths = this.props.stacks.flatMap(findKeptResults).map((path) => `'${path}'`);
    if (paths.length === 0) return;
    const found = `the name of ${paths.join(', ')} has the same prefix as every bucket of its stack`;
    warnOf(this, 'resultsKept', found);
  }

  private warnOfOtherDeployers(): void {
    const { stacks, exemptRoleArns } = this.props;
    const known = exemptRoleArns.filter((arn) => !Token.isUnresolved(arn));
    if (exemptRoleArns.length === 0) return;
    const roles = stacks.flatMap((stack) => {
      const { deployment, execution } = bootstrapRolesOf(stack);
      return [...deployment, ...execution];
    });
    const denied = [...new Set(roles)].filter((role) => !known.some((pattern) => fits(pattern, role)));
    if (denied.length === 0) return;
    const names = denied.map((role) => `'${role}'`).join(', ');
    if (known.length === exemptRoleArns.length) {
      warnOf(this, 'deployerNotExempt', `no exemptRoleArns match ${names}`);
    } else {
      const found = `exemptRoleArns has roles that are known only at deployment, and no other role matches ${names}`;
      warnOf(this, 'deployerUnknown', found);
    }
  }
}

const POLICY_IDS: Readonly<Record<string, string>> = {
  evidence: 'Evidence',
  'alert-path': 'AlertPath',
  control: 'Control',
  sinks: 'Sinks',
  responses: 'Responses',
  perimeter: 'Perimeter',
  'alert-perimeter': 'AlertPerimeter',
};

function checkProps({
  stacks,
  trails,
  organizationId,
  exemptRoleArns,
  operatorRoleArns,
  targetIds,
}: AuditGuardrailsProps): void {
  checkName('organizationId', 'organization id', organizationId);
  for (const arn of exemptRoleArns) checkRole('exemptRoleArns', arn);
  for (const arn of operatorRoleArns ?? []) checkRole('operatorRoleArns', arn);
  if (targetIds?.length === 0) {
    throw new Error(
      'targetIds is empty, so the policies would apply to no account; name roots, units or accounts, or leave it out',
    );
  }
  for (const target of targetIds ?? []) checkName('targetIds', 'policy target', target);
  checkOnce('targetIds', targetIds ?? []);
  if (targetIds !== undefined && stacks.length === 0 && trails.length === 0) {
    throw new Error(
      'stacks and trails are empty, so the policies would protect nothing; name stacks or trails',
    );
  }
}

/**
 * A pattern that matches every role, or every role of an account, would exempt the principals that the guardrails are meant
 * for.
 */
function checkRole(prop: string, arn: string): void {
  checkListIsKnown(prop, arn);
  if (Token.isUnresolved(arn) || /^arn:aws[a-z-]*:iam::(\d{12}|\*):role\/[^*?]{3}/.test(arn)) return;
  throw new Error(
    `${prop} '${arn}' must be the ARN of a role, its account 12 digits or *, and its name or path known to at least ` +
      "three characters, such as 'arn:aws:iam::*:role/cdk-hnb659fds-cfn-exec-role-*'",
  );
}

function findFullTargets(root: IConstruct, targetIds: readonly string[]): string[] {
  const policies = root.node.findAll().filter((node) => node instanceof CfnPolicy);
  return targetIds.flatMap((target) =>
    Object.entries(QUOTAS).flatMap(([type, { attached }]) => {
      const own = policies.filter((policy) => policy.type === type && policy.targetIds?.includes(target));
      if (own.length < attached) return [];
      return [
        `targetIds '${target}' would get ${own.length} policies of type ${type} from this app and AWS's own, and AWS takes ` +
          `${attached}; attach some of them to a parent or child unit`,
      ];
    }),
  );
}
