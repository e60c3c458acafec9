import { type Acknowledgment, CfnResource, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Acknowledges a finding of cdk-nag on a construct and what is in it. cdk-nag 3 asks the CDK's validations; a CDK that has none of
 * them goes with cdk-nag 2, which reads the metadata of each resource.
 *
 * @see https://github.com/cdklabs/cdk-nag (Suppressing a rule)
 */
export function acknowledge(construct: IConstruct, { id, reason }: Acknowledgment): void {
  // Undefined in versions of the CDK that the types do not describe.
  const validations: typeof Validations | undefined = Validations;
  if (validations !== undefined && 'acknowledge' in validations.prototype) {
    validations.of(construct).acknowledge({ id, reason });
    return;
  }
  for (const node of construct.node.findAll()) {
    if (node instanceof CfnResource) suppress(node, toSuppression(id, reason));
  }
}

/** A suppression as cdk-nag 2 reads it from `Metadata.cdk_nag`. */
interface Suppression {
  readonly id: string;
  readonly reason: string;
  readonly applies_to?: readonly string[];
}

/** `AwsSolutions-IAM5[Resource::*]` is a rule and the finding that it applies to. */
function toSuppression(id: string, reason: string): Suppression {
  const [, rule, finding] = /^([^[]+)\[(.*)\]$/s.exec(id) ?? [];
  return rule === undefined || finding === undefined
    ? { id, reason }
    : { id: rule, reason, applies_to: [finding] };
}

function suppress(resource: CfnResource, suppression: Suppression): void {
  const known = resource.getMetadata('cdk_nag') as
    | { readonly rules_to_suppress?: readonly Suppression[] }
    | undefined;
  resource.addMetadata('cdk_nag', { rules_to_suppress: [...(known?.rules_to_suppress ?? []), suppression] });
}
