import type { MemberKind } from '../../lib/core/calls/member-kinds';
import type { LEFT_OUT } from './calls-left-out';

/** What a call can do by a member of its request, whatever the service. */
export interface CallKind {
  readonly title: string;
  /** The kinds of the members that do it, by the reviewed file. */
  readonly members: readonly MemberKind[];
  /** Others of which rules may tell, too, also by the role with which a service sends something; nothing has to. */
  readonly further?: readonly MemberKind[];
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
    members: ['role', 'profile'],
    type: 'string',
    value: (member, isBad) =>
      `${/name$/i.test(member) ? '' : `arn:aws:iam::${OWN}:role/`}${isBad ? 'OrganizationAdmin' : 'worker'}`,
    files: ['any-service/administrator-role-passed.yml'],
    isRest: false,
  },
  account: {
    title: 'Calls that name an account',
    members: ['account', 'principal', 'destination'],
    further: ['account', 'principal', 'destination', 'handler'],
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
    members: ['policy'],
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
    members: ['public'],
    type: 'boolean',
    value: (_member, isBad) => isBad,
    files: ['any-service/service-published.yml'],
    isRest: true,
  },
};
