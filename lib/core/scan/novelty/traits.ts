import { actorOf, identity, origin, outcomeOf } from '../../compile/predicate/record-facts';
import { FIRST_TOOL } from '../../fact/origin';
import { isFailure } from '../../fact/outcome';
import { textAt } from '../../fact/text-at';
import type { CloudTrailRecord } from '../../record/record';

/** What an actor or an account is known by. The order is that of a sketch's encoding. */
export const TRAITS = ['eventName', 'awsRegion', 'sourceNetwork', 'userAgent', 'country'] as const;

/** One of {@link TRAITS}. */
export type Trait = (typeof TRAITS)[number];

/** Whose sketch a record belongs to, and what the record has. */
export interface RecordTraits {
  /** Names the role, user or service in its account. */
  readonly actor: string;
  /** Names the account that received the record. */
  readonly account: string;
  readonly values: Readonly<Partial<Record<Trait, string>>>;
}

/**
 * What a record has of each trait. Undefined where no caller of the account itself was authenticated: anyone may call from
 * another account, or fail to sign in, from as many networks as they like. The call is with its service, the network is the
 * address without its last part, and the agent is the name of the product.
 */
export function traitsOf(record: CloudTrailRecord): RecordTraits | undefined {
  const account = textAt(record, 'recipientAccountId');
  if (account === undefined) return undefined;
  const actor = authenticatedOf(record, account);
  if (actor === undefined) return undefined;
  const source = textAt(record, 'eventSource');
  const name = textAt(record, 'eventName');
  const region = textAt(record, 'awsRegion');
  // A service that calls for the actor has its own address and agent.
  const isOwn = identity.invokedBy(record) === undefined;
  const network = isOwn ? origin.network(record) : undefined;
  const agent = isOwn ? agentOf(record)?.toLowerCase() : undefined;
  return {
    account: `account ${account}`,
    actor: `actor ${account} ${actor}`,
    values: {
      ...(source === undefined || name === undefined ? {} : { eventName: `${source} ${name}` }),
      ...(region === undefined ? {} : { awsRegion: region }),
      ...(network === undefined ? {} : { sourceNetwork: network }),
      ...(agent === undefined ? {} : { userAgent: agent }),
    },
  };
}

/** The program; of several tools the one that is named first, by which version 0.1.0 knew actors. */
function agentOf(record: CloudTrailRecord): string | undefined {
  return FIRST_TOOL.exec(origin.agent(record) ?? '')?.[1] ?? origin.program(record);
}

/** Sessions are their role. Of what AWS reports, only the sign-ins of people have a caller. */
function authenticatedOf(record: CloudTrailRecord, account: string): string | undefined {
  const { type, accountId, name } = actorOf(record);
  const isReport = textAt(record, 'eventType') === 'AwsServiceEvent';
  if (isReport && type !== 'IdentityCenterUser') return undefined;
  if (type === 'AWSService') return `service ${name}`;
  return accountId !== account || isUnfinishedSignIn(record) ? undefined : identity.principal(record);
}

/** Steps of a sign-in after which another may be missing. */
const STEPS: readonly unknown[] = ['CredentialChallenge', 'CredentialVerification', 'CheckMfa'];

function isUnfinishedSignIn(record: CloudTrailRecord): boolean {
  const { eventSource, eventName } = record;
  if (eventSource !== 'signin.amazonaws.com') return false;
  return STEPS.includes(eventName) || isFailure(outcomeOf(record));
}
