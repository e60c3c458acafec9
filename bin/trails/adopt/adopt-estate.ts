import pLimit from 'p-limit';
import type { CommandIo } from '../../cli/command-io';
import type { AskedSession } from '../posture/asked-session';
import type { LiveEstate, LiveResource } from '../posture/live-estate';
import { adoptBucket } from './adopt-bucket';
import { adoptKey } from './adopt-key';
import { adoptLogGroup } from './adopt-log-group';
import { adoptStore, adoptTrail } from './adopt-trail';
import { type AdoptedResource, type Adopter, type Adoption, NotAdopted } from './adopted-resource';

/** So many resources are asked for at once. */
const AT_ONCE = 16;

/** Everything of an estate that CloudFormation can take over, and what it cannot, with the reason. */
export async function adoptEstate(
  { trails, buckets, keys, logGroups, stores }: LiveEstate,
  sessions: readonly AskedSession[],
  io: Pick<CommandIo, 'wait' | 'environment'>,
): Promise<Adoption> {
  const limit = pLimit(AT_ONCE);
  const adoptAll = <T extends LiveResource>(
    lives: readonly T[],
    adopt: (live: T, adopter: Adopter) => Promise<readonly AdoptedResource[]>,
  ): readonly Promise<Adoption>[] =>
    lives.map((live) => limit(() => adoptOne(live, { adopt, sessions, io })));
  const adopted = await Promise.all([
    ...adoptAll(buckets, adoptBucket),
    ...adoptAll(keys, adoptKey),
    ...adoptAll(logGroups, adoptLogGroup),
    ...adoptAll(trails, adoptTrail),
    ...adoptAll(stores, adoptStore),
  ]);
  return {
    resources: adopted.flatMap(({ resources }) => resources),
    leftOut: adopted.flatMap(({ leftOut }) => leftOut),
  };
}

async function adoptOne<T extends LiveResource>(
  live: T,
  {
    adopt,
    sessions,
    io,
  }: {
    readonly adopt: (live: T, adopter: Adopter) => Promise<readonly AdoptedResource[]>;
    readonly sessions: readonly AskedSession[];
    readonly io: Pick<CommandIo, 'wait' | 'environment'>;
  },
): Promise<Adoption> {
  try {
    return { resources: await adopt(live, { ...io, session: ownerOf(live, sessions) }), leftOut: [] };
  } catch (error) {
    if (!(error instanceof NotAdopted)) throw error;
    const { message: why, isUnknown } = error;
    return { resources: [], leftOut: [{ resource: live.arn, why, isUnknown }] };
  }
}

/** A stack is of one account: what another one owns is for a run with its role. */
function ownerOf(live: LiveResource, sessions: readonly AskedSession[]): AskedSession {
  const owner = sessions.find(({ accountId }) => accountId === live.account);
  if (owner !== undefined) return owner;
  const whose = live.account === '' ? 'the account that owns it' : `account ${live.account}, which owns it,`;
  const exists = 'exists' in live ? (live.exists as { readonly value?: boolean }) : {};
  if (exists.value === false) throw new NotAdopted('there is no such bucket');
  throw new NotAdopted(
    `${whose} was not asked; ask with a role of it, too (--role-arn, or --organization)`,
    true,
  );
}
