import { Stack } from 'aws-cdk-lib';
import type { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { renderPolicy } from '../archive/render-policy';

/** What IAM takes in a managed policy, white space not counted (IAM User Guide, "IAM and AWS STS quotas"). */
const MAX_CHARACTERS = 6144;

/** Fails at synth when IAM would find the policy too long; `remedy` is what to do then. */
export function checkPolicySize(policy: ManagedPolicy, remedy: string): void {
  policy.node.addValidation({
    validate: () => {
      const document = JSON.parse(renderPolicy(policy, Stack.of(policy).resolve(policy.document)));
      const { length } = JSON.stringify(document);
      if (length <= MAX_CHARACTERS) return [];
      return [
        `the managed policy would have ${length} characters, and IAM takes ${MAX_CHARACTERS}; ${remedy}`,
      ];
    },
  });
}
