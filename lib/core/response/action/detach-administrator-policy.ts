import { textAt } from '../../fact/text-at';
import { isCallOf, type ResponseAction, refused } from '../response-action';

/** The kinds of principals that a policy can be attached to. */
const KINDS = ['user', 'role', 'group'] as const;

/** One of {@link KINDS}. */
export type PrincipalKind = (typeof KINDS)[number];

/** The word for a kind. */
export const PRINCIPAL_KIND = /^(?:user|role|group)$/;

/** The name of a user or a role; those of groups are longer. */
export const PRINCIPAL_NAME = /^[A-Za-z0-9_+=,.@-]{1,128}$/;

/**
 * The policies of AWS that are, or lead to, all permissions: no other is detached, by the IAM condition, too.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const ADMINISTRATOR_POLICIES = ['AdministratorAccess', 'IAMFullAccess', 'PowerUserAccess'];

/** The ARN of such a policy. */
export const ADMINISTRATOR_POLICY = new RegExp(
  `^arn:[a-z-]+:iam::aws:policy/(?:${ADMINISTRATOR_POLICIES.join('|')})$`,
);

/** Calls that attach a policy, and what to. */
const CALLS: Readonly<Record<string, PrincipalKind>> = {
  AttachUserPolicy: 'user',
  AttachRolePolicy: 'role',
  AttachGroupPolicy: 'group',
};

/**
 * An administrator policy of AWS is detached from the user, role or group that the call attached it to.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const detachAdministratorPolicy: ResponseAction = {
  done: 'An administrator policy was detached',
  change: 'an administrator policy detached',
  isRegional: true,
  isInAccount: true,
  plan: (record, { partition, accountId }) => {
    const names = Object.keys(CALLS);
    const kind = CALLS[textAt(record, 'eventName') ?? ''];
    if (kind === undefined || !isCallOf(record, 'iam.amazonaws.com', names))
      return refused(`only ${names.join(', ')} are answered by detaching a policy`);
    const policyArn = textAt(record, 'requestParameters', 'policyArn') ?? '';
    if (!ADMINISTRATOR_POLICY.test(policyArn) || !policyArn.startsWith(`arn:${partition}:`))
      return refused(`the record attaches none of ${ADMINISTRATOR_POLICIES.join(', ')} of AWS`);
    const principalName = textAt(record, 'requestParameters', `${kind}Name`) ?? '';
    if (!PRINCIPAL_NAME.test(principalName)) return refused('the record names no user, role or group');
    return {
      kind: 'act',
      resource: `arn:${partition}:iam::${accountId}:${kind}/${principalName}`,
      request: { kind, principalName, policyArn },
      undo: `aws iam attach-${kind}-policy --${kind}-name ${principalName} --policy-arn ${policyArn}`,
    };
  },
  parameters: {
    'Kind.$': '$.request.kind',
    'PrincipalName.$': '$.request.principalName',
    'PolicyArn.$': '$.request.policyArn',
  },
  already: [],
  statements: ({ partition, account }) =>
    KINDS.map((kind) => ({
      Effect: 'Allow',
      Action: `iam:Detach${kind.charAt(0).toUpperCase()}${kind.slice(1)}Policy`,
      Resource: `arn:${partition}:iam::${account}:${kind}/*`,
      Condition: {
        ArnEquals: {
          'iam:PolicyARN': ADMINISTRATOR_POLICIES.map((name) => `arn:${partition}:iam::aws:policy/${name}`),
        },
      },
    })),
};
