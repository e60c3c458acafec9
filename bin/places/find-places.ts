import { AccountClient } from '@aws-sdk/client-account';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import pLimit from 'p-limit';
import { listRegions } from '../../lambda/aws/trail/list-regions';
import { listAccounts } from '../../lambda/aws/trail/member-accounts';
import { requestOptions } from '../aws/s3-client';
import { explainCaller } from '../aws/s3-error';
import { sendAgain, sendingAgain } from '../aws/send-again';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';

/** A Region of an account in which CloudTrail is queried. */
export interface Place {
  /** Such as `eu-west-1`, or `eu-west-1 of arn:aws:iam::111122223333:role/Audit`. */
  readonly name: string;
  readonly region: string;
  /** The role that is assumed in another account. */
  readonly roleArn: string | undefined;
  /** The account as the organization lists it, if the organization was queried. */
  readonly account: AskedAccount | undefined;
  readonly client: CloudTrailClient;
}

/** The places to query, as on the command line. */
export interface PlaceOptions {
  /** All that are enabled, if none is named. */
  readonly region?: readonly string[];
  /** Roles of other accounts; the own account, if none is named. */
  readonly roleArn?: readonly string[];
  /** Every active account of the organization. */
  readonly organization?: boolean;
  /** Of the organization, only these accounts; all, if it is absent. */
  readonly onlyAccounts?: readonly string[] | undefined;
  /** The role that is assumed in each of these accounts; `OrganizationAccountAccessRole` if none is named. */
  readonly roleName?: string;
}

/** Options for querying the places. */
export interface PlaceSession extends Pick<CommandIo, 'wait'> {
  /** The name of the sessions of the roles, which CloudTrail records. */
  readonly sessionName: string;
  /** Called for an account of the organization that cannot be queried; the others are. */
  readonly onProblem: (sentence: string) => void;
}

/** What is wrong with `--role-name` alone. */
export const ROLE_NAME_ALONE = '--role-name requires --organization; add it';

/** The maximum number of accounts that are signed in to concurrently. */
const AT_ONCE = 16;

/**
 * Each Region of each account, in the order of their names.
 *
 * @throws {@link UserError} if a role that is named cannot be taken, the enabled Regions are not known, or Organizations does not list
 * its accounts
 */
export async function findPlaces(
  options: PlaceOptions,
  { sessionName, onProblem, wait }: PlaceSession,
): Promise<readonly Place[]> {
  const { region: regions = [], organization = false } = options;
  const limit = pLimit(AT_ONCE);
  const accounts = await askedAccounts(options, wait);
  const places = await Promise.all(
    accounts.map((account) =>
      limit(async () => {
        try {
          return await placesOf(account, { regions, sessionName, wait });
        } catch (error) {
          if (!organization) throw error;
          onProblem(`account ${account.account?.id}: ${renderReason(error)}`);
          return [];
        }
      }),
    ),
  );
  return places.flat();
}

interface Asked {
  readonly roleArn: string | undefined;
  readonly account: AskedAccount | undefined;
}

async function askedAccounts(
  { roleArn: roleArns = [], organization = false, roleName, onlyAccounts }: PlaceOptions,
  wait: CommandIo['wait'],
): Promise<readonly Asked[]> {
  if (!organization) {
    if (roleName !== undefined) throw new UserError(ROLE_NAME_ALONE);
    return (roleArns.length === 0 ? [undefined] : roleArns).map((roleArn) => ({
      roleArn,
      account: undefined,
    }));
  }
  if (roleArns.length > 0)
    throw new UserError('--organization and --role-arn cannot be combined; leave one out');
  const found = await findOrganization(wait);
  const chosen = found.accounts.filter(({ id }) => onlyAccounts?.includes(id) !== false);
  return chosen.map((account) => ({
    account,
    roleArn: account.id === found.callerId ? undefined : roleArnIn(found, account.id, roleName),
  }));
}

async function placesOf(
  { roleArn, account }: Asked,
  { regions, sessionName, wait }: Omit<PlaceSession, 'onProblem'> & { readonly regions: readonly string[] },
): Promise<readonly Place[]> {
  const credentials = credentialsOf(roleArn, sessionName);
  // One message for an account of the organization whose role cannot be assumed, not one for each Region.
  if (account !== undefined) await credentials();
  const found = regions.length === 0 ? await enabledRegions({ credentials, wait }, roleArn) : regions;
  const whose = roleArn ?? account?.id;
  return [...new Set(found)].sort().map((region) => ({
    ...{ name: whose === undefined ? region : `${region} of ${whose}`, region, roleArn, account },
    client: new CloudTrailClient({
      region,
      credentials,
      // the sender of a request retries
      maxAttempts: 1,
      requestHandler: requestOptions(),
    }),
  }));
}

/** How requests are signed. */
export type Credentials = ReturnType<typeof fromNodeProviderChain>;

/** Those of the command, or of a role that they may assume. */
export function credentialsOf(roleArn: string | undefined, sessionName: string): Credentials {
  if (roleArn === undefined) return fromNodeProviderChain();
  return fromTemporaryCredentials({ params: { RoleArn: roleArn, RoleSessionName: sessionName } });
}

/** Regions of an account that can be called. */
async function enabledRegions(
  { credentials, wait }: { readonly credentials: Credentials } & Pick<CommandIo, 'wait'>,
  roleArn: string | undefined,
): Promise<readonly string[]> {
  const client = new AccountClient({ credentials, maxAttempts: 1, requestHandler: requestOptions() });
  try {
    return await listRegions(sendingAgain(client, { needs: 'account:ListRegions', wait }));
  } catch (error) {
    if (renderReason(error) === 'Region is missing')
      throw new UserError('no Region is set; set AWS_REGION, or name the Regions with --region');
    throwCredentials(error);
    const whose = roleArn === undefined ? 'the account' : roleArn;
    throw new UserError(
      `the enabled Regions of ${whose} are not known: ${renderReason(error)}; name them with --region, or allow account:ListRegions`,
    );
  } finally {
    client.destroy();
  }
}

/** @throws {@link UserError} where the credentials are the reason, of which no permission and no other account is the way out */
function throwCredentials(error: unknown): void {
  const known = explainCaller((error as Partial<Error>).name ?? '');
  if (known !== undefined) throw new UserError(`${known} (${renderReason(error)})`);
}

/** The role that Organizations makes in each account that it creates. */
const DEFAULT_ROLE_NAME = 'OrganizationAccountAccessRole';

/** An account as the organization lists it. */
export interface AskedAccount {
  readonly id: string;
  readonly name: string;
  /** The ids of the organizational units that it is in; undefined where AWS does not say. */
  readonly unitIds?: readonly string[] | undefined;
}

/** The active accounts of an organization, and the caller. */
interface Organization {
  readonly accounts: readonly AskedAccount[];
  /** When each account joined, by its id. */
  readonly joinedMs: ReadonlyMap<string, number | undefined>;
  /** The account of the credentials, which needs no role. */
  readonly callerId: string;
  /** Such as `aws`. */
  readonly partition: string;
}

/** The role that is assumed in an account of an organization. */
export function roleArnIn(
  { partition }: Organization,
  accountId: string,
  roleName = DEFAULT_ROLE_NAME,
): string {
  return `arn:${partition}:iam::${accountId}:role/${roleName}`;
}

/**
 * The organization of the account of the credentials.
 *
 * @throws {@link UserError} if Organizations does not list its accounts: it answers the management account and delegated administrators
 */
export async function findOrganization(wait: CommandIo['wait']): Promise<Organization> {
  const sts = new STSClient({ maxAttempts: 1, requestHandler: requestOptions() });
  const organizations = new OrganizationsClient({ maxAttempts: 1, requestHandler: requestOptions() });
  try {
    const [{ Account: callerId = '', Arn = '' }, accounts] = await Promise.all([
      sendAgain(() => sts.send(new GetCallerIdentityCommand({})), { needs: 'sts:GetCallerIdentity', wait }),
      listAccounts(sendingAgain(organizations, { needs: 'organizations:ListAccounts', wait })),
    ]);
    const active = accounts.filter(({ isActive }) => isActive);
    return {
      accounts: active
        .map(({ id, name, unitIds }) => ({ id, name, unitIds }))
        .sort((one, other) => (one.id < other.id ? -1 : 1)),
      joinedMs: new Map(active.map(({ id, joinedMs }) => [id, joinedMs])),
      callerId,
      partition: Arn.split(':')[1] ?? 'aws',
    };
  } catch (error) {
    if (renderReason(error) === 'Region is missing') throw new UserError('no Region is set; set AWS_REGION');
    throwCredentials(error);
    throw new UserError(
      `the accounts of the organization are not known: ${renderReason(error)}; run in its management account, or in a delegated ` +
        'administrator of an AWS service, with organizations:ListAccounts',
    );
  } finally {
    sts.destroy();
    organizations.destroy();
  }
}

const UNIT = /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/;

/**
 * The active accounts of organizational units and of all units below them, by their ids.
 *
 * @param units their ids
 * @throws {@link UserError} if a text is no such id, or it is not known which accounts are in a unit
 */
export async function accountsOfUnits(
  units: readonly string[],
  wait: CommandIo['wait'],
): Promise<readonly string[]> {
  const wrong = units.find((unit) => !UNIT.test(unit));
  if (wrong !== undefined)
    throw new UserError(`--ou '${wrong}' is not the id of an organizational unit, such as ou-ab12-1a2b3c4d`);
  const { accounts } = await findOrganization(wait);
  if (accounts.every(({ unitIds }) => unitIds === undefined))
    throw new UserError(
      'Organizations does not say which units the accounts are in; name them with --account',
    );
  return accounts.filter(({ unitIds = [] }) => unitIds.some((id) => units.includes(id))).map(({ id }) => id);
}
