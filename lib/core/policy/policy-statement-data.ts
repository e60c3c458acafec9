/** One value, or several where AWS's own policies use a list. */
export type OneOrMany = string | readonly string[];

/**
 * One statement of an IAM policy, in the spelling of the policy's JSON. Any text in it may be a CDK token;
 * nothing here looks inside. Constructs turn it into an `iam.PolicyStatement`, and print it as it is when
 * it must be added elsewhere.
 */
export interface PolicyStatementData {
  /** Absent where a grant makes the statement. */
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  /** Absent in an identity policy. */
  readonly Principal?: '*' | { readonly Service: string } | { readonly AWS: OneOrMany };
  readonly Action: OneOrMany;
  readonly Resource: OneOrMany;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;
}

/** A statement of a role's trust policy, which speaks of that role and names no resource. */
export type TrustStatementData = Omit<PolicyStatementData, 'Resource'>;

/** A statement of the policy of a role: it may name the resources that it leaves out. */
export type RoleStatementData =
  | PolicyStatementData
  | (TrustStatementData & { readonly NotResource: OneOrMany });

/** The value itself when it is the only one, as IAM writes it back; repetitions are left out, the order stays. */
export function oneOrMany(values: readonly string[]): OneOrMany {
  const distinct = [...new Set(values)];
  return distinct.length === 1 && distinct[0] !== undefined ? distinct[0] : distinct;
}

/**
 * Lets the function of a custom resource read the status of its stack, by which it knows that CloudFormation is at work on it.
 *
 * @param stackId the ARN of the stack that the function and the resource are in
 */
export function toOwnStackStatement(stackId: string): PolicyStatementData {
  return { Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: stackId };
}
