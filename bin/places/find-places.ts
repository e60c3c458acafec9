import { AccountClient } from '@aws-sdk/client-account';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { listRegions } from '../../lambda/aws/trail/list-regions';
import { requestOptions } from '../aws/s3-client';
import { renderReason, UserError } from '../cli/user-error';

/** A Region of an account that CloudTrail is asked in. */
export interface Place {
  /** Such as `eu-west-1`, or `eu-west-1 of arn:aws:iam::111122223333:role/Audit`. */
  readonly name: string;
  readonly region: string;
  /** The role that is assumed in another account. */
  readonly roleArn: string | undefined;
  readonly client: CloudTrailClient;
}

/** Where to ask. */
export interface PlaceChoice {
  /** All that are enabled, if none is named. */
  readonly regions: readonly string[];
  /** Roles of other accounts; the own account, if none is named. */
  readonly roleArns: readonly string[];
  /** The name of the sessions of these roles, which CloudTrail records. */
  readonly sessionName: string;
}

/**
 * Each Region of each account, in the order of their names.
 *
 * @throws {@link UserError} if a role cannot be taken, or the enabled Regions are not known
 */
export async function findPlaces({ regions, roleArns, sessionName }: PlaceChoice): Promise<readonly Place[]> {
  const accounts = roleArns.length === 0 ? [undefined] : roleArns;
  const places = await Promise.all(
    accounts.map(async (roleArn) => {
      const credentials = credentialsOf(roleArn, sessionName);
      const found = regions.length === 0 ? await enabledRegions(credentials, roleArn) : regions;
      return [...new Set(found)].sort().map((region) => ({
        name: roleArn === undefined ? region : `${region} of ${roleArn}`,
        region,
        roleArn,
        client: new CloudTrailClient({
          region,
          credentials,
          // whoever sends a request tries again
          maxAttempts: 1,
          requestHandler: requestOptions(),
        }),
      }));
    }),
  );
  return places.flat();
}

type Credentials = ReturnType<typeof fromNodeProviderChain>;

function credentialsOf(roleArn: string | undefined, sessionName: string): Credentials {
  if (roleArn === undefined) return fromNodeProviderChain();
  return fromTemporaryCredentials({ params: { RoleArn: roleArn, RoleSessionName: sessionName } });
}

/** Regions of an account that can be called. */
async function enabledRegions(
  credentials: Credentials,
  roleArn: string | undefined,
): Promise<readonly string[]> {
  const client = new AccountClient({ credentials, requestHandler: requestOptions() });
  try {
    return await listRegions(client);
  } catch (error) {
    if (renderReason(error) === 'Region is missing')
      throw new UserError('no Region is set; set AWS_REGION, or name the Regions with --region');
    const whose = roleArn === undefined ? 'the account' : roleArn;
    throw new UserError(
      `the enabled Regions of ${whose} are not known: ${renderReason(error)}; name them with --region, or allow account:ListRegions`,
    );
  } finally {
    client.destroy();
  }
}
