import { type ResponseAction, refused } from '../response-action';

/** A service control policy that is there already is attached to the account concerned, and binds its root user, too. */
export const attachGuardrail: ResponseAction = {
  done: 'A service control policy was attached to the account',
  change: 'a service control policy attached to the account',
  isRegional: false,
  isInAccount: false,
  plan: (_record, { partition, accountId, guardrail }) => {
    if (guardrail === undefined) return refused('no service control policy is named in the settings');
    const { policyId, managementAccount } = guardrail;
    if (accountId === managementAccount)
      return refused('no service control policy binds the management account');
    return {
      kind: 'act',
      resource: `arn:${partition}:organizations::${managementAccount}:account/${accountId}`,
      request: { policyId, targetId: accountId },
      undo: `aws organizations detach-policy --policy-id ${policyId} --target-id ${accountId}`,
    };
  },
  call: 'organizations:attachPolicy',
  parameters: { 'PolicyId.$': '$.request.policyId', 'TargetId.$': '$.request.targetId' },
  already: ['Organizations.DuplicatePolicyAttachmentException'],
  statements: ({ partition, guardrail }) => {
    if (guardrail === undefined) return [];
    const start = `arn:${partition}:organizations::${guardrail.managementAccount}:`;
    return [
      {
        Effect: 'Allow',
        Action: 'organizations:AttachPolicy',
        Resource: [
          `${start}policy/o-*/service_control_policy/${guardrail.policyId}`,
          `${start}account/o-*/*`,
        ],
        Condition: { StringEquals: { 'organizations:PolicyType': 'SERVICE_CONTROL_POLICY' } },
      },
    ];
  },
};
