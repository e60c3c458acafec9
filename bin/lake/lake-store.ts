import {
  CloudTrailClient,
  type EventDataStore,
  ListEventDataStoresCommand,
} from '@aws-sdk/client-cloudtrail';
import { requestOptions } from '../aws/s3-client';
import { sendAgain } from '../aws/send-again';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { toLakeError } from './lake-error';

/** An event data store, and the client of its Region. */
export interface LakeStore {
  /** What stands after FROM. */
  readonly id: string;
  /** Unless it was named by its id alone. */
  readonly arn?: string;
  /** The account that the ARN names. */
  readonly owner?: string;
  /** In words. */
  readonly where: string;
  readonly client: CloudTrailClient;
}

const ARN = /^arn:aws[a-z-]*:cloudtrail:([a-z0-9-]+):(\d{12}):eventdatastore\/([0-9A-Za-z-]+)$/;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A client of CloudTrail whose sender tries again. */
export function makeLakeClient(region?: string): CloudTrailClient {
  return new CloudTrailClient({
    maxAttempts: 1,
    requestHandler: requestOptions(),
    ...(region === undefined ? {} : { region }),
  });
}

/**
 * Finds a store by its ARN, its id or its name.
 *
 * @throws {@link UserError} if no Region is known, or no store has the name
 */
export async function findStore(store: string, wait: CommandIo['wait']): Promise<LakeStore> {
  const [, region, owner = '', id = ''] = ARN.exec(store) ?? [];
  if (region !== undefined) {
    return { id, arn: store, owner, where: `event data store '${store}'`, client: makeLakeClient(region) };
  }
  const client = makeLakeClient();
  const place = { where: `event data store '${store}'`, needs: 'cloudtrail:ListEventDataStores' };
  try {
    const where = `event data store '${store}' in ${await client.config.region()}`;
    if (ID.test(store)) return { id: store, where, client };
    const arn = await findArn(client, ({ Name }) => Name === store, wait);
    if (arn === undefined) throw notThere(where);
    return { id: arn.split('/').at(-1) ?? '', arn, where, client };
  } catch (error) {
    client.destroy();
    throw toLakeError(error, place);
  }
}

/**
 * The ARN of a store, which some operations take and no id.
 *
 * @throws {@link UserError} if no store has the id
 */
export async function arnOfStore(
  { id, arn, where, client }: LakeStore,
  wait: CommandIo['wait'],
): Promise<string> {
  if (arn !== undefined) return arn;
  try {
    const found = await findArn(
      client,
      ({ EventDataStoreArn }) => EventDataStoreArn?.endsWith(`/${id}`) === true,
      wait,
    );
    if (found !== undefined) return found;
  } catch (error) {
    throw toLakeError(error, { where, needs: 'cloudtrail:ListEventDataStores' });
  }
  throw notThere(where);
}

function notThere(where: string): UserError {
  return new UserError(`there is no ${where}; name it by its ARN, or set AWS_REGION to its Region`);
}

async function findArn(
  client: CloudTrailClient,
  isIt: (store: EventDataStore) => boolean,
  wait: CommandIo['wait'],
): Promise<string | undefined> {
  let NextToken: string | undefined;
  do {
    const token: string | undefined = NextToken;
    const page = await sendAgain(
      () => client.send(new ListEventDataStoresCommand({ NextToken: token })),
      wait,
    );
    const found = page.EventDataStores?.find(isIt)?.EventDataStoreArn;
    if (found !== undefined) return found;
    // A token that leads to itself would lead in a circle.
    NextToken = page.NextToken === token ? undefined : page.NextToken;
  } while (NextToken !== undefined);
  return undefined;
}
