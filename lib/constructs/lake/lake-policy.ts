import { CfnResourcePolicy } from 'aws-cdk-lib/aws-cloudtrail';
import { type AddToResourcePolicyResult, PolicyDocument, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { errorAt } from '../preflight/construct-error';
import { checkDocumentSize } from '../statement/check-document-size';

/** The actions that CloudTrail allows in a resource policy. */
export interface PolicyTakes {
  /** The resource of the policy, such as `an event data store`. */
  readonly noun: string;
  readonly actions: readonly string[];
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutResourcePolicy.html */
const MAX_BYTES = 8192;

/** The resource policy of a CloudTrail Lake resource, which is created with the first statement. */
export class LakePolicy {
  private readonly document = new PolicyDocument();
  private resource: CfnResourcePolicy | undefined;

  constructor(
    private readonly scope: Construct,
    private readonly resourceArn: string,
    private readonly takes: PolicyTakes,
  ) {}

  /** @throws if CloudTrail does not allow an action of the statement in such a policy */
  add(statement: PolicyStatement): AddToResourcePolicyResult {
    const { noun, actions } = this.takes;
    const others = statement.actions.filter((action) => !actions.includes(action));
    if (others.length > 0 || statement.actions.length === 0) {
      const found = others.length === 0 ? 'no action' : others.map((action) => `'${action}'`).join(', ');
      throw errorAt(
        this.scope,
        `addToResourcePolicy: the statement has ${found}; the policy of ${noun} allows only ${actions.join(', ')}`,
      );
    }
    if (statement.resources.length === 0) statement.addResources(this.resourceArn);
    this.document.addStatements(statement);
    this.resource ??= this.create();
    return { statementAdded: true, policyDependable: this.resource };
  }

  private create(): CfnResourcePolicy {
    const { scope, resourceArn, document } = this;
    checkDocumentSize({
      ...{ scope, document: () => document, mostBytes: MAX_BYTES },
      whose: `the policy of ${this.takes.noun}`,
      remedy: 'name fewer principals in it, or let principals of other accounts assume roles of this one',
    });
    return new CfnResourcePolicy(scope, 'Policy', { resourceArn, resourcePolicy: document });
  }
}
