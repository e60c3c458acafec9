import type { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { MAX_POLICY_LENGTH, toLongest } from '../statement/policy-length';

/** Fails at synth when IAM could find the policy too long; `remedy` is what to do then. */
export function checkPolicySize(policy: ManagedPolicy, remedy: string): void {
  policy.node.addValidation({
    validate: () => {
      const { length } = JSON.stringify(toLongest(policy, policy.document));
      if (length <= MAX_POLICY_LENGTH) return [];
      return [
        `the managed policy could have ${length} characters, and IAM takes ${MAX_POLICY_LENGTH}; ${remedy}`,
      ];
    },
  });
}
