import * as cdk from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type AcceptedFinding, suppressInCdkNag2 } from './cdk-nag-2';

/** `Validations` of the CDK, which its older versions do not have or have without acknowledgements. */
interface AcknowledgingValidations {
  readonly of: (construct: IConstruct) => { readonly acknowledge?: (finding: AcceptedFinding) => void };
}

/**
 * Acknowledges findings of cdk-nag on a construct and what is in it, for both of its versions: cdk-nag 3 reads the
 * acknowledgements of the CDK, cdk-nag 2 the metadata of each resource.
 *
 * @see https://github.com/cdklabs/cdk-nag (Suppressing a rule)
 */
export function acknowledge(construct: IConstruct, ...findings: readonly AcceptedFinding[]): void {
  for (const finding of findings) acknowledgeInCdk(construct, finding);
  if (findings.length > 0) suppressInCdkNag2(construct, () => findings);
}

/**
 * Acknowledges a finding with the validations of the CDK, if its version has them. Some versions, 2.263 among them, refuse an id with
 * two `::`, which findings of wildcards in ARNs have: there such a finding cannot be acknowledged.
 */
export function acknowledgeInCdk(construct: IConstruct, finding: AcceptedFinding): void {
  // By its name, because the types of older versions do not describe it.
  const validations = Reflect.get(cdk, 'Validations') as AcknowledgingValidations | undefined;
  try {
    validations?.of(construct).acknowledge?.({ ...finding });
  } catch (error) {
    if (finding.id.split('::').length <= 2) throw error;
  }
}
