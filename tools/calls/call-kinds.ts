import type { LEFT_OUT } from './calls-left-out';

/** What a call can do by a member of its request, whatever the service. */
export interface CallKind {
  readonly title: string;
  /** What the members are called that do it, behind those around them and dots, and of which type they are. */
  readonly members: RegExp;
  /** What others are called of which rules may tell, too; nothing has to. */
  readonly further?: RegExp;
  readonly type: 'string' | 'boolean';
  /** A value that has to be told, and one that has not. */
  readonly value: (member: string, isBad: boolean) => string | boolean;
  /** The files of the rules that tell of it, below lib/rules; the names of the calls are written into them. */
  readonly files: readonly string[];
  /** Whether the rules leave out calls of which others tell by such a member. */
  readonly isRest: boolean;
}

/** The account of the records. */
export const OWN = '111122223333';
const OTHER = '444455556666';

function policyFor(account: string): string {
  const statement = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: '*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, Resource: '*' }] });
}

/** The kinds, and what is left out of each in `calls-left-out.ts`. */
export const KINDS: Readonly<Record<keyof typeof LEFT_OUT, CallKind>> = {
  role: {
    title: 'Calls that pass a role',
    members: /(?:role|instanceprofile)(?:s|arns?|name|override)?$|instanceprofile\.(?:arn|name)$/i,
    type: 'string',
    value: (member, isBad) =>
      `${/name$/i.test(member) ? '' : `arn:aws:iam::${OWN}:role/`}${isBad ? 'OrganizationAdmin' : 'worker'}`,
    files: ['any-service/administrator-role-passed.yml'],
    isRest: false,
  },
  account: {
    title: 'Calls that name an account',
    members:
      /(?:account(?:s|ids?)?|principals?|principalarns?|grantee|ownerid|sharedwith\w*|subscriber|(?:destination|target|sink|deliverystream|topic|queue|firehose|eventbus|vault)arns?|administratorid)$/i,
    further:
      /(?:account(?:s|ids?)?|principals?|principalarns?|grantee|ownerid|sharedwith\w*|subscriber|(?:destination|target|sink|deliverystream|topic|queue|firehose|eventbus|vault|function|lambda|stream|masteruser)arns?|administratorid|destination\w*\.rolearn)$/i,
    type: 'string',
    value: (member, isBad) => {
      const account = isBad ? OTHER : OWN;
      return /arns?$/i.test(member) ? `arn:aws:sns:eu-west-1:${account}:out` : account;
    },
    files: ['any-service/given-to-another-account.yml'],
    isRest: true,
  },
  policy: {
    title: 'Calls that put a policy on a resource',
    members:
      /(?:^(?:.*\.)?policy|(?:resource|repository|destination|rule|rulegroup|querylogconfig|access)policy|policydocument|policytext|policyinjson|accesspolicies)$/i,
    type: 'string',
    value: (_member, isBad) => policyFor(isBad ? OTHER : OWN),
    files: [
      'any-service/resource-policy-shared-outside.yml',
      'any-service/resource-policy-opened-to-everyone.yml',
    ],
    isRest: false,
  },
  public: {
    title: 'Calls with a switch that publishes',
    members:
      /(?:^|\.)(?:allowpublicaccess|anonymousauthenabled|enablepublicaccess|(?:is)?publiclyaccessible|public|publicaccessenabled|publicconnectivity|publicsharingenabled)$/i,
    type: 'boolean',
    value: (_member, isBad) => isBad,
    files: ['any-service/service-published.yml'],
    isRest: true,
  },
};
