import { Annotations, Lazy, Resource, Stack } from 'aws-cdk-lib';
import {
  type CfnRole,
  Effect,
  type IGrantable,
  type IResourceWithPolicy,
  type PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { generatedNameStart } from '../resource/generated-name';
import { renderPolicy } from './policy-length';

/** A resource whose policy the user keeps where this app does not reach. */
interface ElsewherePolicy {
  /** What is needed in it by what this app creates: readers, and a log group of a trail. */
  readonly statements: PolicyStatement[];
}

const POLICIES = new WeakMap<IResourceWithPolicy, ElsewherePolicy>();

/** The id of the note that lists the statements. */
const NOTE = 'cdk-trailwatch:policyElsewhere';

/**
 * From now on nothing is added to the policy of the resource; a note lists what this app needs in it.
 *
 * @param noun what people call the resource: `bucket`, `key`
 */
export function managePolicyElsewhere(
  scope: IConstruct,
  { resource, noun, arn }: { resource: IResourceWithPolicy; noun: string; arn: string },
): void {
  if (POLICIES.has(resource)) return;
  const policy: ElsewherePolicy = { statements: [] };
  POLICIES.set(resource, policy);
  // A validation, because it comes after all that may grant something.
  scope.node.addValidation({
    validate: () => {
      if (policy.statements.length > 0) {
        Annotations.of(scope).addInfoV2(
          NOTE,
          `the policy of the ${noun} ${renderPolicy(scope, arn)} is managed elsewhere, and what this app creates ` +
            `needs these statements in it, which may be added before the first deployment:\n${render(scope, policy)}`,
        );
      }
      return [];
    },
  });
}

/** Where to put what a reader needs in the resource's own policy; undefined if this app writes that policy. */
export function policyElsewhere(resource: IResourceWithPolicy): ElsewherePolicy | undefined {
  return POLICIES.get(resource);
}

/**
 * The statement for a reader whose role may not exist yet: a policy that names a role is refused until the role is there. So it
 * names the role's account, and asks for the name that the role has or will have.
 */
export function addReaderByName(statement: PolicyStatement, grantee: IGrantable): void {
  const { grantPrincipal } = grantee;
  if (!(grantPrincipal instanceof Role) || !Resource.isOwnedResource(grantPrincipal)) {
    statement.addPrincipals(grantPrincipal);
    return;
  }
  const stack = Stack.of(grantPrincipal);
  const { path = '/', roleName } = grantPrincipal.node.defaultChild as CfnRole;
  statement.addAwsAccountPrincipal(stack.account);
  // The CDK knows only at the end whether a role has a name of its own.
  const name = Lazy.string({ produce: () => stack.resolve(roleName) ?? `${generatedNameStart(stack)}*` });
  const resourceName = `${path.slice(1)}${name}`;
  statement.addCondition('ArnLike', {
    'aws:PrincipalArn': stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName }),
  });
}

/** Each statement once: several readers of a stack need the same. */
function render(scope: IConstruct, { statements }: ElsewherePolicy): string {
  const texts = statements.map((statement) =>
    renderPolicy(scope, { Effect: Effect.ALLOW, ...statement.toStatementJson() }),
  );
  return JSON.stringify(
    [...new Set(texts)].map((text) => JSON.parse(text)),
    undefined,
    2,
  );
}
