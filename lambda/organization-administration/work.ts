import { TRAIL_ROLE } from '../../lib/core/policy/organization/organization-statements';
import { MAX_DELEGATED_ADMINISTRATORS } from '../../lib/core/settings/organization-administration';
import type { OrganizationServices } from '../aws/trail/organization-services';

const REMEDIES: Readonly<Record<string, string>> = {
  AWSOrganizationsNotInUseException:
    'put OrganizationAdministration into a stack of the management account of an organization',
  AccountNotFoundException:
    'remove the account from delegatedAdministrators, or invite it to the organization',
  CannotDelegateManagementAccountException:
    'remove the management account from delegatedAdministrators: it can already administer CloudTrail',
  DelegatedAdminAccountLimitExceededException:
    'deregister one of the accounts that aws organizations list-delegated-administrators --service-principal cloudtrail.amazonaws.com lists',
};

/** Of errors whose names begin with these words. */
const REMEDIES_BY_START: readonly (readonly [start: string, remedy: string])[] = [
  [
    'AccessDenied',
    "check the permissions boundary of the function's role, and that the account is the management account",
  ],
  ['Throttling', 'deploy again later'],
  ['TooManyRequests', 'deploy again later'],
  ['ConcurrentModification', 'deploy again when no other change to the organization is in progress'],
];

/** Why a request cannot be done, in words for the events of the stack. */
export class Refusal extends Error {}

/** Makes a call, which is named by what it does, in the infinitive. */
export type Step = <T>(what: string, call: () => Promise<T>) => Promise<T>;

/** The calls, how they are made, and where changes are noted. */
export interface Work {
  readonly services: OrganizationServices;
  readonly step: Step;
  readonly changed: (what: string) => void;
}

/** Steps that are tried again, and whose failures say what was tried. */
export function stepsOf(patience: Patience): Step {
  return async (what, call) => {
    try {
      return await tryAgain(call, patience);
    } catch (error) {
      throw new Refusal(failureOf(what, error as Partial<Error>), { cause: error });
    }
  };
}

/** One sentence: what failed, why, and what to do. */
function failureOf(what: string, { name = 'Error', message = '' }: Partial<Error>): string {
  const remedy =
    REMEDIES[name] ??
    REMEDIES_BY_START.find(([start]) => name.startsWith(start))?.[1] ??
    'correct the cause, then deploy again';
  return `could not ${what}: ${name}: ${message.replace(/\.$/, '')}; ${remedy}`;
}

/** What a function waits with, and how much of its time is left. */
export interface Patience {
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly remainingMs: () => number;
}

/**
 * Errors that end by themselves: other calls at the same time, a lost answer, and what IAM, Organizations or CloudTrail do not know
 * everywhere yet: the function's own policy, trusted access, or a role.
 */
const PASSING =
  /^(Throttling|ThrottledException|TooManyRequests|RequestLimitExceeded|SlowDown|ConcurrentModification|Conflict|ServiceException|ServiceUnavailable|ServiceFailure|InternalFailure|InternalServerError|InternalServiceError|RequestTimeout|TimeoutError|ECONNRESET|EPIPE|NetworkingError|AccessDenied|CloudTrailAccessNotEnabled|NoManagementAccountSLRExists|InsufficientDependencyServiceAccessPermission)/;

const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** For one more call with the attempts of its client, and for the answer to CloudFormation. */
const RESERVE_MS = 30_000;

/** Makes a call again while it fails with an error that ends by itself, and while there is time for it. */
export async function tryAgain<T>(call: () => Promise<T>, { wait, remainingMs }: Patience): Promise<T> {
  for (const waitMs of WAITS_MS) {
    try {
      return await call();
    } catch (error) {
      const { name = '' } = error as Partial<Error>;
      if (!PASSING.test(name) || remainingMs() < waitMs + RESERVE_MS) throw error;
      await wait(waitMs);
    }
  }
  return call();
}

/** Which accounts are to be delegated administrators, and which no longer. */
export interface Delegation {
  readonly wanted: readonly string[];
  /** Accounts of an earlier list. All others stay as they are. */
  readonly removed: readonly string[];
}

/**
 * Registers the accounts of the list, and then deregisters those that left it; before that only as many as have to make place.
 */
export async function delegate(
  { wanted, removed }: Delegation,
  { services, step, changed }: Work,
): Promise<void> {
  if (wanted.length === 0 && removed.length === 0) return;
  const registered = await listAdministrators({ services, step });
  const missing = wanted.filter((account) => !registered.includes(account));
  const leaving = removed.filter((account) => registered.includes(account));
  const tooMany = registered.length + missing.length - MAX_DELEGATED_ADMINISTRATORS;
  if (missing.length > 0 && tooMany > leaving.length) throw new Refusal(fullSentence(registered, missing));
  const deregister = async (account: string): Promise<void> => {
    await step(`deregister the account ${account}`, () => services.deregister(account));
    changed(`account ${account} deregistered`);
  };
  const makingPlace = leaving.slice(0, missing.length > 0 ? Math.max(0, tooMany) : 0);
  for (const account of makingPlace) await deregister(account);
  for (const account of missing) {
    await step(`register the account ${account}`, () => services.register(account));
    changed(`account ${account} registered`);
  }
  for (const account of leaving.slice(makingPlace.length)) await deregister(account);
}

/** The accounts that are delegated administrators of CloudTrail. */
export function listAdministrators({ services, step }: Pick<Work, 'services' | 'step'>) {
  return step('list the delegated administrators of CloudTrail', () =>
    services.administratorsOf(TRAIL_ROLE.service),
  );
}

function fullSentence(registered: readonly string[], missing: readonly string[]): string {
  return (
    `CloudTrail has at most ${MAX_DELEGATED_ADMINISTRATORS} delegated administrators; there is no room for ${missing.join(', ')}: ` +
    `${registered.join(', ')} are registered; deregister one of them (aws cloudtrail deregister-organization-delegated-admin ` +
    '--delegated-admin-account-id …), or set deregisterRemovedAccounts if it is no longer in the list'
  );
}
