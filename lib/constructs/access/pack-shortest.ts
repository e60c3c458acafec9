import type { GuardedResources, GuardrailSet } from '../../core/policy/guardrail/guardrail';
import { joinEqual, packGuardrails } from '../../core/policy/guardrail/pack-guardrails';
import { toResourceControlGuardrails } from '../../core/policy/guardrail/resource-control-guardrails';
import {
  type ServiceControlExemptions,
  toServiceControlGuardrails,
} from '../../core/policy/guardrail/service-control-guardrails';
import type { AuditGuardrailsProps } from './audit-guardrails-props';
import { bindRoles, deploymentRegions, type ProtectedPlace } from './bind-roles';
import { withShortRoles } from './guarded-resources';

/**
 * AWS quotas: the characters of one policy, and the policies of one type per target, which include the AWS managed ones
 * (FullAWSAccess, RCPFullAWSAccess), so that one fewer is attachable. The guardrails use `policies` of them, which leaves room for others, and more only if they
 * cannot be shorter.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html (2026-05)
 */
export const QUOTAS = {
  SERVICE_CONTROL_POLICY: { characters: 10_240, attached: 10, attachable: 9, policies: 4 },
  RESOURCE_CONTROL_POLICY: { characters: 5_120, attached: 5, attachable: 4, policies: 2 },
} as const;

/** What is protected, where it is, and how long a policy is as it is deployed. */
interface Protected {
  readonly guarded: GuardedResources;
  readonly places: readonly ProtectedPlace[];
  readonly lengthOf: (set: GuardrailSet) => number;
}

/** How the policies identify roles, from what is most exact to what is shortest. */
interface Form {
  readonly byRegion: boolean;
  /** Roles with generated names are identified by the name of their stack alone. */
  readonly isShort: boolean;
}

const FORMS: readonly Form[] = [
  { byRegion: true, isShort: false },
  { byRegion: false, isShort: false },
  { byRegion: true, isShort: true },
  { byRegion: false, isShort: true },
];

/** The policies of each type in the first form that fits, in as few policies as usual if possible; otherwise in the last one. */
export function packShortest(what: Protected, props: AuditGuardrailsProps): readonly GuardrailSet[] {
  return (['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const).flatMap((type) => {
    const { characters, policies, attachable } = QUOTAS[type];
    let packed: readonly GuardrailSet[] = [];
    for (const most of [policies, attachable]) {
      for (const form of FORMS) {
        const sets = setsIn(form, what, props).filter((set) => set.type === type);
        packed = packGuardrails(sets, { characters, policies: most, lengthOf: what.lengthOf });
        if (packed.every((set) => what.lengthOf(set) <= characters)) return packed;
      }
    }
    return packed;
  });
}

function setsIn(form: Form, what: Protected, props: AuditGuardrailsProps): readonly GuardrailSet[] {
  const guarded = form.isShort ? withShortRoles(what.guarded, props.stacks) : what.guarded;
  const exemptions = exemptionsFor(form, what, props);
  const { organizationId } = props;
  return [
    ...toServiceControlGuardrails(guarded, exemptions),
    ...toResourceControlGuardrails(guarded, {
      exemptRoles: exemptions.exemptRoles,
      ...(organizationId === undefined ? {} : { organizationId }),
    }),
  ].map((set) => (form.isShort ? joinEqual(set) : set));
}

function exemptionsFor(
  { byRegion }: Form,
  { places }: Protected,
  { exemptRoleArns, operatorRoleArns = [] }: AuditGuardrailsProps,
): ServiceControlExemptions {
  const exemptRoles = bindRoles(exemptRoleArns, places, byRegion);
  return {
    exemptRoles,
    operatorRoles: bindRoles(operatorRoleArns, places, byRegion),
    deploymentRegions: deploymentRegions(exemptRoles, places),
  };
}
