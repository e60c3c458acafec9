import { Aspects, Lazy, Names, Token } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { Construct, type IConstruct } from 'constructs';
import {
  type GuardedResources,
  type Guardrail,
  type GuardrailSet,
  toGuardrailDocument,
} from '../../core/policy/guardrail/guardrail';
import { remedyForLength, renderGuardrails } from '../../core/policy/guardrail/pack-guardrails';
import { DERIVED_NAME, keepNameUnique } from '../preflight/check-name';
import { checkArns } from '../preflight/check-partition';
import { within } from '../preflight/construct-error';
import { noteOf, onceFinal, refuseUnlessAcknowledged, warnOf } from '../preflight/report-finding';
import { bootstrapRolesOf, fits } from '../resource/bootstrap-roles';
import { describeResource } from '../resource/describe-resource';
import { renderPolicy } from '../statement/policy-length';
import type { AuditGuardrailsProps } from './audit-guardrails-props';
import { bindRoles, isOfOtherRoles, type ProtectedPlace, protectedPlaces } from './bind-roles';
import { checkAccounts, checkGuardrailsProps } from './check-guardrails';
import { describeGuardrails, toGuardedResources } from './guarded-resources';
import { findKeptResults, findNamelessKeys, findNamelessSecrets } from './guarded-stack';
import { packShortest, quotasFor } from './pack-shortest';

/** A policy of AWS Organizations. */
export interface GuardrailDocument {
  /**
   * What the policy protects: `evidence`, `alert-path`, `control`, `sinks`, `responses`, `perimeter` or `alert-perimeter`;
   * `-more`, `-more-2` and so on are appended for statements that exceed the size of one policy.
   */
  readonly name: string;

  /** `SERVICE_CONTROL_POLICY` or `RESOURCE_CONTROL_POLICY`. */
  readonly policyType: string;

  /** The policy as minified JSON. */
  readonly json: string;
}

/**
 * Service and resource control policies that prevent principals, including administrators of the accounts, from stopping,
 * changing or bypassing trails, archive, keys, detections and alerts. Named deployment roles are exempt, except for the log
 * files themselves, which no deployment needs to change.
 *
 * What other accounts have is not denied to them: the policies name the accounts, and for deployments the Regions, that hold the
 * stacks and trails, also if they are attached to the root. In these, only exempt roles deploy.
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
 *   exemptRoleArns: ['arn:aws:iam::444455556666:role/cdk-hnb659fds-*'],
 * });
 */
export class AuditGuardrails extends Construct {
  private readonly props: AuditGuardrailsProps;
  private packed?: { readonly from: string; readonly sets: readonly GuardrailSet[] };

  constructor(scope: Construct, id: string, props: AuditGuardrailsProps) {
    super(scope, id);
    within(this, () => {
      checkGuardrailsProps(props);
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
    const { guarded, places } = within(this, () => this.findProtected());
    const { exemptRoleArns, operatorRoleArns, organizationId } = this.props;
    const from = renderPolicy(this, { guarded, places, exemptRoleArns, operatorRoleArns, organizationId });
    if (this.packed?.from !== from) {
      const lengthOf = this.lengthOfStatements();
      this.packed = { from, sets: packShortest({ guarded, places, lengthOf }, this.props) };
    }
    return this.packed.sets;
  }

  private findProtected(): { guarded: GuardedResources; places: readonly ProtectedPlace[] } {
    const { exemptRoleArns, operatorRoleArns = [] } = this.props;
    const guarded = toGuardedResources(this.props);
    const places = protectedPlaces(this.props);
    checkAccounts('exemptRoleArns', exemptRoleArns, places);
    checkAccounts('operatorRoleArns', operatorRoleArns, places);
    return { guarded, places };
  }

  /** How long policies are. Each statement is rendered once: packing asks for the length of hundreds of policies of the same ones. */
  private lengthOfStatements(): (set: GuardrailSet) => number {
    const known = new WeakMap<Guardrail, number>();
    const lengthWith = (set: GuardrailSet, guardrails: readonly Guardrail[]) =>
      this.toJson({ ...set, guardrails }).length;
    return (set) => {
      const empty = lengthWith(set, []);
      const commas = Math.max(0, set.guardrails.length - 1);
      return set.guardrails.reduce((sum, guardrail) => {
        const length = known.get(guardrail) ?? lengthWith(set, [guardrail]) - empty;
        known.set(guardrail, length);
        return sum + length;
      }, empty + commas);
    };
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
    onceFinal(this, () => {
      this.warnOfOtherDeployers();
      this.warnOfOtherAccounts();
    });
    this.node.addValidation({
      validate: () => [...this.findMissing(), ...findFullTargets(this.node.root, this.props, targetIds)],
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
      const { characters } = quotasFor(this.props)[set.type];
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
    if (exemptRoleArns.length === 0) return;
    const places = protectedPlaces(this.props);
    const known = bindRoles(exemptRoleArns, places, true).filter((arn) => !Token.isUnresolved(arn));
    const roles = stacks.flatMap((stack) => {
      const { deployment, execution } = bootstrapRolesOf(stack);
      return [...deployment, ...execution];
    });
    const denied = [...new Set(roles)].filter((role) => !known.some((pattern) => fits(pattern, role)));
    if (denied.length === 0) return;
    const names = denied.map((role) => `'${role}'`).join(', ');
    if (exemptRoleArns.every((arn) => !Token.isUnresolved(arn))) {
      warnOf(this, 'deployerNotExempt', `no exemptRoleArns match ${names}`);
    } else {
      const found = `exemptRoleArns has roles that are known only at deployment, and no other role matches ${names}`;
      warnOf(this, 'deployerUnknown', found);
    }
  }

  /** A role that deploys from another account, such as a pipeline's, is not exempt by a pattern for any account. */
  private warnOfOtherAccounts(): void {
    const places = protectedPlaces(this.props);
    const arns = this.props.exemptRoleArns.filter((arn) => isOfOtherRoles(arn, places));
    if (arns.length === 0) return;
    const names = arns.map((arn) => `'${arn}'`).join(', ');
    const accounts = [...new Set(places.map(({ account }) => account))].join(', ');
    warnOf(this, 'exemptInAccounts', `exemptRoleArns ${names} exempt only roles of ${accounts}`);
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

function findFullTargets(
  root: IConstruct,
  props: AuditGuardrailsProps,
  targetIds: readonly string[],
): string[] {
  const policies = root.node.findAll().filter((node) => node instanceof CfnPolicy);
  return targetIds.flatMap((target) =>
    Object.entries(quotasFor(props)).flatMap(([type, { attached }]) => {
      const own = policies.filter((policy) => policy.type === type && policy.targetIds?.includes(target));
      if (own.length < attached) return [];
      return [
        `targetIds '${target}' would get ${own.length} policies of type ${type} from this app and AWS's own, and AWS takes ` +
          `${attached}; attach some of them to a parent or child unit`,
      ];
    }),
  );
}
