import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { withClient } from '../../aws/s3-client';
import type { CommandIo } from '../../cli/command-io';
import { askPlace } from '../../places/ask-place';
import type { Place } from '../../places/find-places';

/** An account to query, with the Regions in which its trails are read from CloudTrail. */
export interface AskedSession {
  readonly accountId: string;
  /** Such as `aws-cn`. */
  readonly partition: string;
  readonly credentials: Place['client']['config']['credentials'];
  readonly places: readonly Place[];
}

/**
 * The accounts of places, in their order. Two roles of one account are one.
 *
 * @throws PlaceError if STS does not say whose credentials are used
 */
export async function sessionsOf(
  places: readonly Place[],
  wait: CommandIo['wait'],
): Promise<readonly AskedSession[]> {
  const asker = ({ roleArn, account }: Place) => roleArn ?? account?.id;
  const sessions = new Map<string, AskedSession>();
  for (const first of places) {
    if (first !== places.find((place) => asker(place) === asker(first))) continue;
    const { accountId, partition } = await ownerOf(first, wait);
    if (sessions.has(accountId)) continue;
    const { credentials } = first.client.config;
    const own = places.filter((place) => asker(place) === asker(first));
    sessions.set(accountId, { accountId, partition, credentials, places: own });
  }
  return [...sessions.values()];
}

async function ownerOf(place: Place, wait: CommandIo['wait']) {
  const arn = place.roleArn ?? (await callerArn(place, wait));
  const [, partition = 'aws', , , accountId = ''] = arn.split(':');
  return { accountId, partition };
}

async function callerArn(place: Place, wait: CommandIo['wait']): Promise<string> {
  const { credentials } = place.client.config;
  const { region } = place;
  return withClient(STSClient, { region, credentials }, async (client) => {
    const { Arn = '' } = await askPlace(place, {
      send: () => client.send(new GetCallerIdentityCommand({})),
      needs: 'sts:GetCallerIdentity',
      wait,
    });
    return Arn;
  });
}

/**
 * The session that reads a resource of an account: that of the account itself, or else of the account that uses the resource.
 */
export function sessionFor(
  owner: string,
  { sessions, account }: { readonly sessions: readonly AskedSession[]; readonly account: string },
): { readonly session: AskedSession; readonly isOwner: boolean } {
  const own = sessions.find(({ accountId }) => accountId === owner);
  const session = own ?? sessions.find(({ accountId }) => accountId === account) ?? sessions[0];
  if (session === undefined) throw new Error('no account is asked');
  return { session, isOwner: own !== undefined };
}
