import { AspectPriority, Aspects, CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

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

/**
 * Suppresses findings of cdk-nag 2 on the resources of a construct. Its packs are Aspects that read the metadata of each resource
 * as they visit it, so the metadata is written just before, and only where such a pack is applied: other templates have none.
 *
 * @param findings called as late, because grants add statements until then
 * @see https://github.com/cdklabs/cdk-nag/tree/v2-main (Suppressing a Rule)
 */
export function suppressInCdkNag2(construct: IConstruct, findings: () => readonly AcceptedFinding[]): void {
  Aspects.of(construct).add(
    {
      visit: (node) => {
        if (CfnResource.isCfnResource(node) && isJudged(node)) suppress(node, findings());
      },
    },
    { priority: AspectPriority.MUTATING },
  );
}

/** Whether a pack of cdk-nag 2 visits the resource. Every pack has its name in `readPackName`. */
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

/** `AwsSolutions-IAM5[Resource::*]` is a rule and the finding that it applies to. */
function toSuppression({ id, reason }: AcceptedFinding): Suppression {
  const [, rule, finding] = /^([^[]+)\[(.*)\]$/s.exec(id) ?? [];
  return rule === undefined || finding === undefined
    ? { id, reason }
    : { id: rule, reason, applies_to: [finding] };
}
