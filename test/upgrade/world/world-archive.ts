import { remove, replaceText } from '../../digest/damage';
import { type PlannedDigest, SignedArchive } from '../../digest/signed-archive';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local-aws/start-local-aws';
import { FILES_AN_HOUR, WORLD_HOURS, type WorldCall, worldCalls } from './organization';
import { WORLD_STACK } from './world-stack';

/** An account whose trail was stopped in the evening of the first day: its silence is reported after the change. */
const STOPPED_ACCOUNT = '444455556666';
const STOPPED_AFTER_HOURS = 21;

/** The archive that the organization has when its world is over, and what of it was damaged before it was delivered. */
export interface WorldArchive {
  readonly archive: SignedArchive;
  /** The log file of the hour with this index. */
  logKey(file: readonly [hour: number, index: number]): string;
  /** By the hour that they are of. */
  readonly digests: readonly PlannedDigest[];
  readonly stopped: readonly PlannedDigest[];
}

/** The log files of the calls, with the digest files that list them. */
export function worldArchive(bucket: string, start: string): WorldArchive {
  const filled = worldCalls();
  const texts = Array.from({ length: WORLD_HOURS * FILES_AN_HOUR }, (_, nth) =>
    textOf(filled, [Math.floor(nth / FILES_AN_HOUR), nth % FILES_AN_HOUR]),
  );
  const common = {
    ...{ bucket, region: LOCAL_REGION, homeRegion: LOCAL_REGION, start },
    trailName: WORLD_STACK.trailName,
  };
  const archive = new SignedArchive([
    {
      ...{ ...common, accountId: LOCAL_ACCOUNT, hours: WORLD_HOURS, logs: FILES_AN_HOUR },
      // Files are written in their order.
      textOf: () => texts.shift() ?? '{"Records":[]}',
    },
    { ...common, accountId: STOPPED_ACCOUNT, hours: STOPPED_AFTER_HOURS, logs: 1, finalMinutes: 25 },
  ]);
  const digests = archive.digests.filter(({ key }) => key.includes(`/${LOCAL_ACCOUNT}/`));
  const stopped = archive.digests.filter(({ key }) => key.includes(`/${STOPPED_ACCOUNT}/`));
  const logKey = ([hour, index]: readonly [number, number]) => digests[hour]?.logKeys[index] ?? '';
  // Found before the change, right at it and after it.
  for (const hour of [14, 23, 35, 48]) remove(archive, logKey([hour, 3]));
  for (const hour of [13, 22, 36]) replaceText(archive, logKey([hour, 3]));
  return { archive, logKey, digests, stopped };
}

function textOf(calls: readonly WorldCall[], [hour, index]: readonly [number, number]): string {
  const Records = calls
    .filter(({ file }) => file[0] === hour && file[1] === index)
    .map(({ record }) => record);
  return JSON.stringify({ Records });
}
