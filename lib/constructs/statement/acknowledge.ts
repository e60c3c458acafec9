import * as cdk from 'aws-cdk-lib';
import { AspectPriority, Aspects, CfnResource, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, Policy, type Role } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { onceFinal } from '../preflight/report-finding';
import { flattenReferences } from './references';

/** A finding of cdk-nag, and why it is accepted. */
export interface AcceptedFinding {
  readonly id: string;
  readonly reason: string;
}

/** A suppression as cdk-nag 2 reads it from `Metadata.cdk_nag`. */
interface Suppression {
  readonly id: string;
  readonly reason: string;
  readonly applies_to?: readonly string[];
}

/** `Validations` of the CDK, which older versions do not have, or have without acknowledgements. */
interface AcknowledgingValidations {
  readonly of: (construct: IConstruct) => { readonly acknowledge?: (finding: AcceptedFinding) => void };
}

/**
 * Acknowledges findings of cdk-nag on a construct and its children, for both of its major versions: cdk-nag 3 reads the
 * acknowledgements of the CDK, cdk-nag 2 the metadata of each resource.
 *
 * @see https://github.com/cdklabs/cdk-nag (Suppressing a rule)
 */
export function acknowledge(construct: IConstruct, ...findings: readonly AcceptedFinding[]): void {
  for (const finding of findings) acknowledgeInCdk(construct, finding);
  if (findings.length > 0) suppressInCdkNag2(construct, () => findings);
}

/**
 * Acknowledges a finding with the validations of the CDK, if its version supports them. Some versions, 2.263 among them, reject
 * an id with two `::`, which findings of wildcards in ARNs have: with these versions, such a finding cannot be acknowledged.
 */
export function acknowledgeInCdk(construct: IConstruct, finding: AcceptedFinding): void {
  // Accessed by name, because the types of older versions do not describe it.
  const validations = Reflect.get(cdk, 'Validations') as AcknowledgingValidations | undefined;
  try {
    validations?.of(construct).acknowledge?.({ ...finding });
  } catch (error) {
    if (finding.id.split('::').length <= 2) throw error;
  }
}

/** The cdk-nag packs that are derived from AWS Config rules, and therefore share the names of their findings. */
const PACKS = ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'];

/**
 * Acknowledges intended deviations of a construct from cdk-nag's packs of controls (NIST 800-53 revision 5, HIPAA, PCI DSS):
 * the finding, and the reason.
 */
export function acknowledgeControls(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  const findings = Object.entries(reasons).flatMap(([finding, reason]) =>
    PACKS.map((pack) => ({ id: `${pack}-${finding}`, reason })),
  );
  acknowledge(construct, ...findings);
}

/** Acknowledges the inline policy of a role of trailwatch. */
export function acknowledgeInlinePolicy(
  role: Role,
  reason = 'the policy is for this role alone, names its resources, and is deleted with the role',
): void {
  acknowledgeControls(role, { IAMNoInlinePolicy: reason });
}

/** Acknowledges what a role that publishes to an alert topic is granted on the key of the topic. */
export function acknowledgeTopicKey(role: Role): void {
  acknowledgeWildcards(role, {
    'kms:GenerateDataKey*': 'SNS requires it to publish to an encrypted topic; only the key of the topic',
  });
}

interface ResolvedStatement {
  readonly Action?: unknown;
  readonly Resource?: unknown;
}

/**
 * Acknowledges, for cdk-nag's AwsSolutions pack, only the wildcards that a role or policy needs: those of the statements with
 * the given actions, each with its reason. Wildcards that a user adds later are still found.
 *
 * The id of a finding contains the resource as written in the template, which is known after references between stacks are
 * resolved; validation is the first step after that. cdk-nag 2 runs earlier, and uses the unresolved form.
 */
export function acknowledgeWildcards(
  owner: Role | ManagedPolicy | Policy,
  reasons: Readonly<Record<string, string>>,
): void {
  suppressInCdkNag2(owner, () => wildcardsOf(owner, reasons));
  onceFinal(owner, () => {
    for (const finding of wildcardsOf(owner, reasons)) acknowledgeInCdk(owner, finding);
  });
}

function wildcardsOf(
  owner: Role | ManagedPolicy | Policy,
  reasons: Readonly<Record<string, string>>,
): readonly AcceptedFinding[] {
  return statementsOf(owner).flatMap(({ Action, Resource }) => {
    const reason = toList(Action).flatMap((action) => reasons[action] ?? [])[0];
    if (reason === undefined) return [];
    return [
      ...toList(Action).map((action) => `Action::${action}`),
      ...toList(Resource).map((resource) => `Resource::${resource}`),
    ]
      .filter((finding) => finding.includes('*'))
      .map((finding) => ({ id: `AwsSolutions-IAM5[${finding}]`, reason }));
  });
}

function statementsOf(owner: Role | ManagedPolicy | Policy): readonly ResolvedStatement[] {
  const policies = owner.node
    .findAll()
    .filter((node) => node instanceof Policy || node instanceof ManagedPolicy);
  return policies.flatMap((policy) => {
    const document: { readonly Statement?: unknown } = Stack.of(owner).resolve(policy.document) ?? {};
    return flattenReferences(document.Statement ?? [], (name) => `<${name}>`) as ResolvedStatement[];
  });
}

function toList(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((item) => typeof item === 'string');
}

/**
 * Suppresses findings of cdk-nag 2 on the resources of a construct. Its packs are Aspects that read the metadata of each
 * resource as they visit it, so the metadata is written just before, and only if such a pack is applied: other templates
 * contain none.
 *
 * @param findings evaluated at that time, because grants add statements until then
 * @see https://github.com/cdklabs/cdk-nag/tree/v2-main (Suppressing a Rule)
 */
function suppressInCdkNag2(construct: IConstruct, findings: () => readonly AcceptedFinding[]): void {
  Aspects.of(construct).add(
    {
      visit: (node) => {
        if (CfnResource.isCfnResource(node) && isJudged(node)) suppress(node, findings());
      },
    },
    { priority: AspectPriority.MUTATING },
  );
}

/** Whether a pack of cdk-nag 2 visits the resource. The name of every pack is in `readPackName`. */
function isJudged(resource: CfnResource): boolean {
  return resource.node.scopes.some((scope) =>
    Aspects.of(scope).all.some((aspect) => 'readPackName' in aspect),
  );
}

function suppress(resource: CfnResource, findings: readonly AcceptedFinding[]): void {
  const known = resource.getMetadata('cdk_nag') as
    | { readonly rules_to_suppress?: readonly Suppression[] }
    | undefined;
  const added = findings.map(toSuppression);
  resource.addMetadata('cdk_nag', { rules_to_suppress: [...(known?.rules_to_suppress ?? []), ...added] });
}

/** `AwsSolutions-IAM5[Resource::*]` consists of a rule and the finding that it applies to. */
function toSuppression({ id, reason }: AcceptedFinding): Suppression {
  const [, rule, finding] = /^([^[]+)\[(.*)\]$/s.exec(id) ?? [];
  return rule === undefined || finding === undefined
    ? { id, reason }
    : { id: rule, reason, applies_to: [finding] };
}
