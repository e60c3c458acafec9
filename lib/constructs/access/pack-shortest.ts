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

/** The characters of one policy of a type, and how many policies of it a target and the guardrails have. */
interface PolicyQuota {
  readonly characters: number;
  /** Including the AWS managed one (FullAWSAccess, RCPFullAWSAccess), so that one fewer is attachable. */
  readonly attached: number;
  /** What the guardrails use, which leaves room for others; they use more only if they cannot be shorter. */
  readonly policies: number;
}

/** The characters of a service control policy in organizations since May 2026, and before. */
export const SERVICE_CONTROL_CHARACTERS: readonly number[] = [10_240, 5_120];

/**
 * AWS quotas.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html (2026-05)
 */
export function quotasFor({
  serviceControlPolicyCharacters: characters = 10_240,
}: Pick<AuditGuardrailsProps, 'serviceControlPolicyCharacters'>): Readonly<Record<PolicyType, PolicyQuota>> {
  return {
    SERVICE_CONTROL_POLICY: { characters, attached: 10, policies: 4 },
    RESOURCE_CONTROL_POLICY: { characters: 5_120, attached: 5, policies: 2 },
  };
}

type PolicyType = GuardrailSet['type'];

/** The share of a quota that is used if possible: names that are longer than expected, or another count of characters, have the rest. */
const USED = 0.98;

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

/**
 * The policies of each type in the first form that fits with a margin, in as few policies as usual if possible; without a margin if none
 * does, and otherwise in the last form.
 */
export function packShortest(what: Protected, props: AuditGuardrailsProps): readonly GuardrailSet[] {
  const quotas = quotasFor(props);
  return (['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const).flatMap((type) => {
    const { characters, policies, attached } = quotas[type];
    let packed: readonly GuardrailSet[] = [];
    for (const length of [Math.floor(characters * USED), characters]) {
      for (const most of [policies, attached - 1]) {
        for (const form of FORMS) {
          const sets = setsIn(form, what, props).filter((set) => set.type === type);
          packed = packGuardrails(sets, { characters: length, policies: most, lengthOf: what.lengthOf });
          if (packed.length <= most && packed.every((set) => what.lengthOf(set) <= length)) return packed;
        }
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
