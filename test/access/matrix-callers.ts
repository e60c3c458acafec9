import type { Policy } from '../../lib/core/policy/evaluation/policy-document';
import {
  type Account,
  cloudTrailFor,
  type Principal,
  type Request,
  roleSession,
} from '../../lib/core/policy/evaluation/request';
import type { Scenario } from './reference-stacks';
import { awsManagedPolicy } from './template/aws-managed-policy';

/** A row of the access matrix: who asks, with which policies, and how. */
export interface Caller {
  readonly principal: Principal;
  /** What the caller has besides the policies of the stacks. */
  readonly identity: readonly Policy[];
  readonly context?: Request['context'];
}

/** Another member of the organization. */
export const MEMBER_ID = '444455556666';

/** An account of another organization. */
export const STRANGER: Account = {
  id: '888899990000',
  organization: { id: 'o-strangersorg', managementAccount: '777700001111' },
};

const WITHOUT_TLS = { 'aws:SecureTransport': 'false', 's3:TlsVersion': undefined };
const WITH_TLS_1_1 = { 's3:TlsVersion': '1.1' };

/** Everybody who might ask, by the words that the matrix has for them. */
export function callersOf(scenario: Scenario) {
  const { owner, trailOwner, trailArn } = scenario;
  const { organization } = owner;
  const member: Account = { id: MEMBER_ID, organization };
  const management: Account = { id: organization?.managementAccount ?? '', organization };
  const trailOf = (account: Account) => trailArn.replace(trailOwner.id, account.id);
  return {
    'CloudTrail for the trail': service(trailArn, trailOwner),
    'CloudTrail for another trail of the same owner': service(`${trailArn}-2`, trailOwner),
    'CloudTrail for a trail of that name in a member account': service(trailOf(member), member),
    'CloudTrail for a trail of that name in another organization': service(trailOf(STRANGER), STRANGER),
    'CloudTrail without a source': without({
      principal: { kind: 'service', name: 'cloudtrail.amazonaws.com' },
    }),
    'CloudTrail for the trail, without TLS': { ...service(trailArn, trailOwner), context: WITHOUT_TLS },
    'an administrator of a member account': administrator(member),
    // in the account scenario it is nobody's business there; in the organization scenario it owns the trail
    'an administrator of the management account': administrator(management),
    'an administrator of another organization': administrator(STRANGER),
    'anonymous (unsigned)': without({ principal: { kind: 'anonymous' } }),
    'the log processor': without({ principal: sessionOf(scenario.processorRoleArn, owner) }),
    'the integrity monitor': without({ principal: sessionOf(scenario.integrityRoleArn, owner) }),
    "an administrator of the archive's account": administrator(owner),
    "an administrator of the archive's account, without TLS": {
      ...administrator(owner),
      context: WITHOUT_TLS,
    },
    "an administrator of the archive's account, over TLS 1.1": {
      ...administrator(owner),
      context: WITH_TLS_1_1,
    },
  } satisfies Record<string, Caller>;
}

/** The name of a row. */
export type Who = keyof ReturnType<typeof callersOf>;

function service(trailArn: string, owner: Account): Caller {
  return without({ principal: cloudTrailFor(trailArn, owner) });
}

/** The strongest that an account has: whatever an administrator may not do, nobody of that account may. */
function administrator(account: Account): Caller {
  return {
    principal: roleSession(account, 'Administrator'),
    identity: [awsManagedPolicy('arn:aws:iam::aws:policy/AdministratorAccess')],
  };
}

function without(caller: Pick<Caller, 'principal'>): Caller {
  return { ...caller, identity: [] };
}

function sessionOf(roleArn: string, account: Account): Principal {
  return roleSession(account, roleArn.split(':role/')[1] ?? '');
}
