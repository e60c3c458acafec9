import { DescribeTrailsCommand, type Trail } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import pLimit, { type LimitFunction } from 'p-limit';
import { withClient } from '../../aws/s3-client';
import type { CommandIo } from '../../cli/command-io';
import { type Known, learn, mapKnown } from '../../places/ask-place';
import type { Place } from '../../places/find-places';
import { type AskedSession, sessionFor } from './asked-session';
import type {
  LiveAccount,
  LiveEstate,
  LiveKey,
  LiveLogGroup,
  LiveStore,
  LiveTrail,
  UnreadRegion,
} from './live-estate';
import { readBucket } from './read-bucket';
import { readStores, readTrail } from './read-trail';

/** The maximum number of trails, buckets, keys, log groups or Regions that are read concurrently. */
const AT_ONCE = 16;

/** Everything that trails of the accounts need, each read once. What is not answered is unknown there, and the others go on. */
export async function readEstate(
  sessions: readonly AskedSession[],
  io: Pick<CommandIo, 'wait' | 'environment'>,
): Promise<LiveEstate> {
  const limit = pLimit(AT_ONCE);
  const { wait } = io;
  const surveys = await Promise.all(sessions.map((session) => survey(session, limit, wait)));
  const described = describedOnce(surveys);
  const once = <K, T>(keys: Iterable<K>, read: (key: K) => Promise<T>): Promise<T[]> =>
    Promise.all([...keys].map((key) => limit(() => read(key))));
  const trails = await once(described.values(), ({ trail, seenBy: account }) => {
    const { TrailARN: arn = '' } = trail;
    const { session } = sessionFor(arn.split(':')[4] ?? '', { sessions, account });
    const { known, unreadRegions = [] } = surveys.find((one) => one.session === session) ?? {};
    // A Region that does not list its trails may still give the status of one of all Regions.
    const isUnread = (region: string) => unreadRegions.some((one) => one.region === region);
    const places = session.places.filter(
      ({ region }) =>
        known?.get(region)?.includes(arn) || (trail.IsMultiRegionTrail === true && isUnread(region)),
    );
    return readTrail(trail, { ...session, places }, wait);
  });
  const usersOf = (arnOf: (trail: Trail) => string | undefined) =>
    new Map(
      trails.flatMap(({ arn, described: trail }) => {
        const used = arnOf(trail);
        return used === undefined ? [] : [[used, described.get(arn)?.seenBy ?? ''] as const];
      }),
    );
  const [buckets, keys, logGroups] = await Promise.all([
    once(usersOf(({ S3BucketName }) => S3BucketName).keys(), (name) => {
      const users = trails.filter((trail) => trail.described.S3BucketName === name);
      return readBucket(name, users, { sessions, io });
    }),
    once(
      usersOf(({ KmsKeyId }) => KmsKeyId),
      ([arn, account]) => readKey(arn, { sessions, account, wait }),
    ),
    once(
      usersOf(({ CloudWatchLogsLogGroupArn }) => CloudWatchLogsLogGroupArn),
      ([arn, account]) => readLogGroup(arn, { sessions, account, wait }),
    ),
  ]);
  const accounts = surveys.map((found) => toAccount(found, trails));
  return { accounts, trails, buckets, keys, logGroups, stores: storesOnce(surveys) };
}

/** Each event data store, as its owner sees it, or else the account that saw it first. */
function storesOnce(surveys: readonly Survey[]): readonly LiveStore[] {
  const stores = new Map<string, LiveStore>();
  for (const { session, stores: seen } of surveys) {
    for (const store of seen) {
      if (!stores.has(store.arn) || store.account === session.accountId) stores.set(store.arn, store);
    }
  }
  return [...stores.values()];
}

/** Each trail, and the account that saw it first, by its ARN. */
function describedOnce(
  surveys: readonly Survey[],
): ReadonlyMap<string, { readonly trail: Trail; readonly seenBy: string }> {
  const described = new Map<string, { readonly trail: Trail; readonly seenBy: string }>();
  for (const { session, trails } of surveys) {
    for (const trail of trails) {
      const arn = trail.TrailARN ?? '';
      if (!described.has(arn)) described.set(arn, { trail, seenBy: session.accountId });
    }
  }
  return described;
}

/** What the Regions of an account know. */
interface Survey {
  readonly session: AskedSession;
  readonly trails: readonly Trail[];
  readonly known: LiveAccount['known'];
  readonly stores: readonly LiveStore[];
  readonly unreadRegions: readonly UnreadRegion[];
  readonly unreadStores: readonly UnreadRegion[];
}

async function survey(session: AskedSession, limit: LimitFunction, wait: CommandIo['wait']): Promise<Survey> {
  const { places } = session;
  const asked = await Promise.all(
    places.map((place) =>
      limit(async () => ({
        region: place.region,
        trails: await describeTrails(place, wait),
        stores: await readStores(place, wait),
      })),
    ),
  );
  const unread = (of: 'trails' | 'stores'): readonly UnreadRegion[] =>
    asked.flatMap(({ region, [of]: known }) => ('unknown' in known ? [{ region, why: known.unknown }] : []));
  return {
    session,
    trails: asked.flatMap(({ trails }) => ('value' in trails ? trails.value : [])),
    known: new Map(
      asked.map(({ region, trails }) => [
        region,
        'value' in trails ? trails.value.map(({ TrailARN = '' }) => TrailARN) : [],
      ]),
    ),
    stores: asked.flatMap(({ stores }) => ('value' in stores ? stores.value : [])),
    ...{ unreadRegions: unread('trails'), unreadStores: unread('stores') },
  };
}

/** The trails that log events of the Region: also those at home elsewhere, and the organization's. */
function describeTrails(place: Place, wait: CommandIo['wait']): Promise<Known<readonly Trail[]>> {
  return learn(place.name, {
    send: async () => {
      const { trailList = [] } = await place.client.send(
        new DescribeTrailsCommand({ includeShadowTrails: true }),
      );
      return trailList;
    },
    needs: 'cloudtrail:DescribeTrails',
    wait,
  });
}

function toAccount(
  { session, trails, known, unreadRegions, unreadStores }: Survey,
  read: readonly LiveTrail[],
): LiveAccount {
  const seen = new Set(trails.map(({ TrailARN }) => TrailARN));
  return {
    id: session.accountId,
    regions: session.places.map(({ region }) => region),
    trails: read.filter(({ arn }) => seen.has(arn)),
    ...{ known, unreadRegions, unreadStores },
  };
}

/** The accounts that are asked; `account` where the owner is none of them. */
interface Asker {
  readonly sessions: readonly AskedSession[];
  readonly account: string;
  readonly wait: CommandIo['wait'];
}

/** The settings of a key, by its ARN; `asker` asks where the account of the key is none of those that are asked. */
export async function readKey(arn: string, asker: Asker): Promise<LiveKey> {
  const [, , , region = '', account = ''] = arn.split(':');
  const { session, isOwner } = sessionFor(account, asker);
  return withClient(KMSClient, { region, credentials: session.credentials }, async (client) => {
    const owner = isOwner ? '' : ` of account ${account}, which was not read`;
    const ask = <T>(needs: string, send: () => Promise<T>): Promise<Known<T>> =>
      learn(`key ${arn}${owner}`, { send, needs: `kms:${needs}`, wait: asker.wait });
    const [metadata, rotation, policy] = await Promise.all([
      ask('DescribeKey', () => client.send(new DescribeKeyCommand({ KeyId: arn }))),
      ask('GetKeyRotationStatus', () => client.send(new GetKeyRotationStatusCommand({ KeyId: arn }))),
      ask('GetKeyPolicy', () => client.send(new GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' }))),
    ]);
    return {
      ...{ arn, account, region },
      metadata: mapKnown(metadata, ({ KeyMetadata = { KeyId: arn } }) => KeyMetadata),
      rotation,
      policy: mapKnown(policy, ({ Policy = '' }) => Policy),
    };
  });
}

/** A log group by its ARN, with or without `:*` at the end, as trails name it. */
export async function readLogGroup(logGroupArn: string, asker: Asker): Promise<LiveLogGroup> {
  const [, , , region = '', account = '', , name = ''] = logGroupArn.split(':');
  const { session, isOwner } = sessionFor(account, asker);
  return withClient(CloudWatchLogsClient, { region, credentials: session.credentials }, async (client) => {
    const owner = isOwner ? '' : ` of account ${account}, which was not read`;
    // Without its account, a log group with this name in the caller's account would be returned.
    const found = isOwner
      ? await learn(`log group ${name}`, {
          send: () => client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name })),
          needs: 'logs:DescribeLogGroups',
          wait: asker.wait,
        })
      : { unknown: `log group ${name}${owner}: add a role of that account (--role-arn, or --organization)` };
    return {
      ...{ arn: logGroupArn.replace(/:\*$/, ''), name, account, region },
      group: mapKnown(found, ({ logGroups = [] }) =>
        logGroups.find(({ logGroupName }) => logGroupName === name),
      ),
    };
  });
}
