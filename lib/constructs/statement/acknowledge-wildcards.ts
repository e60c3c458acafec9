import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, Policy, type Role } from 'aws-cdk-lib/aws-iam';
import { acknowledgeInCdk } from './acknowledge';
import { type AcceptedFinding, suppressInCdkNag2 } from './cdk-nag-2';
import { flattenReferences } from './flatten-references';

interface ResolvedStatement {
  readonly Action?: unknown;
  readonly Resource?: unknown;
}

/**
 * Acknowledges, towards cdk-nag's AwsSolutions pack, the wildcards that a role or policy needs, and no others: those of the
 * statements with the given actions, each for its reason. A wildcard that a user adds later is still found.
 *
 * A finding's id holds the resource as the template writes it, which is known once references between stacks are
 * resolved; validation is the first step after that. cdk-nag 2 is earlier, and holds it as it is before.
 */
export function acknowledgeWildcards(
  owner: Role | ManagedPolicy | Policy,
  reasons: Readonly<Record<string, string>>,
): void {
  suppressInCdkNag2(owner, () => wildcardsOf(owner, reasons));
  owner.node.addValidation({
    validate: () => {
      for (const finding of wildcardsOf(owner, reasons)) acknowledgeInCdk(owner, finding);
      return [];
    },
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
