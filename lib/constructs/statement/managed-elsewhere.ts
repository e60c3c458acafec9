import { Annotations, Aws, Lazy, Resource, Stack, Token } from 'aws-cdk-lib';
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
import { renderStatements } from './required-statements';

/** A resource whose policy the user manages outside this app. */
interface ElsewherePolicy {
  /** The statements that resources of this app need in it: readers, and a log group of a trail. */
  readonly statements: PolicyStatement[];
}

const POLICIES = new WeakMap<IResourceWithPolicy, ElsewherePolicy>();

/** The id of the note that lists the statements. */
const NOTE = 'cdk-trailwatch:policyElsewhere';

/**
 * From now on, nothing is added to the policy of the resource; a note lists the statements that this app needs.
 *
 * @param noun the name of the resource type in messages: `bucket`, `key`
 */
export function managePolicyElsewhere(
  scope: IConstruct,
  { resource, noun, arn }: { resource: IResourceWithPolicy; noun: string; arn: string },
): void {
  if (POLICIES.has(resource)) return;
  const policy: ElsewherePolicy = { statements: [] };
  POLICIES.set(resource, policy);
  // A validation, because it runs after all grants.
  scope.node.addValidation({
    validate: () => {
      if (policy.statements.length > 0) {
        Annotations.of(scope).addInfoV2(
          NOTE,
          `the policy of the ${noun} ${renderPolicy(scope, arn)} is managed elsewhere, and what this app creates ` +
            `needs these statements in it, which may be added before the first deployment${adviceOnAccount(scope)}:\n` +
            render(scope, policy),
        );
      }
      return [];
    },
  });
}

/** Where to add the statements of a reader; undefined if this app manages that policy. */
export function policyElsewhere(resource: IResourceWithPolicy): ElsewherePolicy | undefined {
  return POLICIES.get(resource);
}

/**
 * The statement for a reader whose role may not exist yet: AWS rejects a policy with a role that does not exist. It therefore
 * allows the role's account, with a condition on the role's name.
 */
export function addReaderByName(statement: PolicyStatement, grantee: IGrantable): void {
  const { grantPrincipal } = grantee;
  if (!(grantPrincipal instanceof Role) || !Resource.isOwnedResource(grantPrincipal)) {
    statement.addPrincipals(grantPrincipal);
    return;
  }
  const stack = Stack.of(grantPrincipal);
  const role = grantPrincipal.node.defaultChild as CfnRole;
  statement.addAwsAccountPrincipal(stack.account);
  // It is known only at the end whether a role has an explicit name: the CDK may require one, and an Aspect may set a name and
  // a path.
  const resourceName = Lazy.string({
    produce: () => {
      const { path = '/', roleName } = stack.resolve({ path: role.path, roleName: role.roleName });
      return `${path.slice(1)}${roleName ?? `${generatedNameStart(stack)}*`}`;
    },
  });
  statement.addCondition('ArnLike', {
    'aws:PrincipalArn': stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName }),
  });
}

/** The remedy if the statements cannot contain the account, because the stack does not. */
function adviceOnAccount(scope: IConstruct): string {
  if (!Token.isUnresolved(Stack.of(scope).account)) return '';
  return ` (set env of the stack to get its account in place of ${renderPolicy(scope, Aws.ACCOUNT_ID)})`;
}

function render(scope: IConstruct, { statements }: ElsewherePolicy): string {
  return renderStatements(
    scope,
    statements.map((statement) => ({ Effect: Effect.ALLOW, ...statement.toStatementJson() })),
  );
}
