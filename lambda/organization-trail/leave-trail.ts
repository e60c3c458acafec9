import {
  type OrganizationTrailRequest,
  parseOrganizationTrail,
  parseTags,
} from '../../lib/core/settings/organization-trail';
import type { KnownTrail, OrganizationTrails } from '../aws/trail/organization-trails';
import { log, OWNER_TAG } from './have-trail';
import { memoryKeysOf, PART_TAG, TAKER_TAG, toRemembered } from './remembered-trail';

/** A trail that a stack no longer has. */
export interface LeftTrail {
  readonly trailArn: string;
  /** The resource of the stack, as the tags have it. */
  readonly owner: string;
  /** The properties that the resource had. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Deletes a trail that this resource created, and gives one that it found what it was before, so that after a failed deployment, too,
 * no trail delivers to what CloudFormation deletes next. CloudFormation does not go on to the topic and the role if this fails.
 */
export async function leaveTrail(left: LeftTrail, trails: OrganizationTrails): Promise<void> {
  const known = await trails.find(left.trailArn);
  if (known === undefined) return;
  try {
    await leaveKnown({ ...left, known, tags: await trails.tagsOf(left.trailArn) }, trails);
  } catch (error) {
    // one that was deleted meanwhile delivers to nothing that CloudFormation deletes next
    if ((await trails.find(left.trailArn)) !== undefined) throw error;
  }
}

async function leaveKnown(left: TakenTrail, trails: OrganizationTrails): Promise<void> {
  const { trailArn, owner, tags } = left;
  if (tags[OWNER_TAG] === owner) return trails.delete(trailArn);
  if (tags[OWNER_TAG] !== undefined || tags[TAKER_TAG] !== owner) return;
  await giveBack(left, trails);
  await trails.removeTags(trailArn, memoryKeysOf(tags));
}

interface TakenTrail extends LeftTrail {
  readonly known: KnownTrail;
  readonly tags: Readonly<Record<string, string>>;
}

/** Changes nothing of a trail that delivers elsewhere by now: others have decided what it is. */
async function giveBack(taken: TakenTrail, trails: OrganizationTrails): Promise<void> {
  const { known, tags, properties, trailArn } = taken;
  const before = toRemembered(tags);
  if (before === undefined) return leaveTopicAndRole(taken, trails);
  const isBack = known.settings.S3BucketName === before.settings.S3BucketName;
  if (!isBack && known.settings.S3BucketName !== properties.S3BucketName) return;
  await becomeAgain(before, known, trails);
  const own = Object.keys(parseTags(properties)).filter((key) => tags[key] !== undefined);
  const added = own.filter((key) => before.tags[key] === undefined);
  if (added.length > 0) await trails.removeTags(trailArn, added);
  const changed = own.flatMap((key) => {
    const value = before.tags[key];
    return value === undefined || value === tags[key] ? [] : [[key, value] as const];
  });
  if (changed.length > 0) await trails.addTags(trailArn, Object.fromEntries(changed));
}

async function becomeAgain(
  before: OrganizationTrailRequest,
  known: KnownTrail,
  trails: OrganizationTrails,
): Promise<void> {
  try {
    await trails.update(before);
    await log(before, known, trails);
  } catch (error) {
    const { name, message } = error as Error;
    const way = `the trail cannot be what it was before; make what it named there again, bucket ${before.settings.S3BucketName}, or remove its tags ${PART_TAG}…: it then keeps its bucket of now, without topic and log group`;
    throw Object.assign(new Error(`${message}; ${way}`, { cause: error }), { name });
  }
}

/** Of a trail that nothing is remembered of: it goes on delivering to its bucket, and no longer names what is deleted next. */
async function leaveTopicAndRole(
  { known, properties }: TakenTrail,
  trails: OrganizationTrails,
): Promise<void> {
  const request = parseOrganizationTrail(properties);
  const { settings } = known;
  const hasTopic = settings.SnsTopicName !== '' && settings.SnsTopicName === request.settings.SnsTopicName;
  const { CloudWatchLogsRoleArn: role } = settings;
  const hasRole = role !== '' && role === request.settings.CloudWatchLogsRoleArn;
  if (!hasTopic && !hasRole) return;
  const noLogs = { CloudWatchLogsLogGroupArn: '', CloudWatchLogsRoleArn: '' };
  const changes = { ...(hasTopic ? { SnsTopicName: '' } : {}), ...(hasRole ? noLogs : {}) };
  await trails.update({ ...request, settings: { ...settings, ...changes } });
}
