import { gunzipSync, gzipSync } from 'node:zlib';
import type { OrganizationTrailRequest } from '../../lib/core/settings/organization-trail';
import type { KnownTrail, OrganizationTrails } from '../aws/trail/organization-trails';

/** The tag that says which resource of which stack created a trail. */
export const OWNER_TAG = 'cdk-trailwatch:stack';

/** A trail as a stack wants it. */
export interface WantedTrail {
  readonly request: OrganizationTrailRequest;
  /** The resource of the stack, as the tag has it. */
  readonly owner: string;
  /** Keys of tags that the resource had until now. */
  readonly oldTagKeys: readonly string[];
  /** Whether the resource is this trail from now on, and was none or another one before. */
  readonly isFirst: boolean;
  /** The account of the stack. */
  readonly account: string;
}

/**
 * Makes the trail what the stack wants, and gives the ARN of its topic. One that is there is taken, unless another stack created
 * it, so that a try that was broken off, or made twice at the same time, leaves one trail.
 */
export async function haveTrail(wanted: WantedTrail, trails: OrganizationTrails): Promise<string> {
  const { request } = wanted;
  const known = (await trails.find(request.trailArn)) ?? (await create(wanted, trails));
  if (known !== undefined) await take(known, wanted, trails);
  await log(request, known, trails);
  return (await trails.find(request.trailArn))?.settings.SnsTopicName ?? '';
}

/** Makes a trail select the requested events, and start or stop logging. */
export async function log(
  request: OrganizationTrailRequest,
  known: KnownTrail | undefined,
  trails: OrganizationTrails,
): Promise<void> {
  await select(request, known, trails);
  // last, so that a trail never logs less than it should under selectors of before
  if ((await trails.isLogging(request.trailArn)) !== request.isLogging) await trails.setLogging(request);
}

/** Undefined once it is created; the trail if another call of the same request was faster. */
async function create(
  { request, owner }: WantedTrail,
  trails: OrganizationTrails,
): Promise<KnownTrail | undefined> {
  try {
    await trails.create(request, { ...request.tags, [OWNER_TAG]: owner });
    return undefined;
  } catch (error) {
    if ((error as Partial<Error>).name !== 'TrailAlreadyExistsException') throw error;
    const known = await trails.find(request.trailArn);
    if (known === undefined) throw error;
    return known;
  }
}

async function take(known: KnownTrail, wanted: WantedTrail, trails: OrganizationTrails): Promise<void> {
  const { request, owner, oldTagKeys } = wanted;
  const { trailArn } = request;
  if (!known.isOrganizationTrail) {
    throw new Error(
      `${trailArn} already exists and is not an organization trail; choose another name for this trail`,
    );
  }
  const tags = await trails.tagsOf(trailArn);
  for (const key of [OWNER_TAG, TAKER_TAG]) refuseOther(tags[key], { key, owner, trailArn });
  // before anything is changed, so that a deployment that fails at once gives back what was there
  if (tags[OWNER_TAG] === undefined && tags[TAKER_TAG] === undefined) {
    if (wanted.isFirst) await remember(known, wanted, trails);
    else await trails.addTags(trailArn, { [TAKER_TAG]: owner });
  }
  await trails.update(request);
  const missing = Object.entries(request.tags).filter(([key, value]) => tags[key] !== value);
  const left = oldTagKeys.filter((key) => tags[key] !== undefined && request.tags[key] === undefined);
  if (left.length > 0) await trails.removeTags(trailArn, left);
  if (missing.length > 0) await trails.addTags(trailArn, Object.fromEntries(missing));
}

function refuseOther(
  other: string | undefined,
  { key, owner, trailArn }: { readonly key: string; readonly owner: string; readonly trailArn: string },
): void {
  if (other === undefined || other === owner) return;
  throw new Error(
    `${trailArn} belongs to ${other}; if that stack is gone, remove the tag: aws cloudtrail remove-tags --resource-id ` +
      `${trailArn} --tags-list Key=${key}`,
  );
}

async function remember(known: KnownTrail, wanted: WantedTrail, trails: OrganizationTrails): Promise<void> {
  const { request, owner, account } = wanted;
  const { trailArn } = request;
  const role = known.settings.CloudWatchLogsRoleArn;
  if (role !== '' && role !== request.settings.CloudWatchLogsRoleArn && role.split(':')[4] !== account) {
    throw new Error(
      `${trailArn} already exists and writes to a log group with ${role}, which only that account can restore; remove the log group ` +
        `first, in that account: aws cloudtrail update-trail --name ${trailArn} --cloud-watch-logs-log-group-arn "" --cloud-watch-logs-role-arn ""`,
    );
  }
  const state = await trails.stateOf(trailArn, known);
  // its tags are read last: another call of this request has remembered it, and may have changed it since
  if (state.tags[TAKER_TAG] !== undefined) return;
  await trails.addTags(trailArn, toMemory(state, owner, request.tags));
}

/** What depends on selectors is taken away before they change, and added after. */
async function select(
  request: OrganizationTrailRequest,
  known: KnownTrail | undefined,
  trails: OrganizationTrails,
): Promise<void> {
  const { eventSelectors, advancedEventSelectors, insightSelectors, aggregationConfigurations } = request;
  const { hasSelectors = false, hasInsights = false } = known ?? {};
  const noAggregations = aggregationConfigurations.length === 0;
  if (insightSelectors.length === 0 && hasInsights) await trails.putInsights(request);
  // only events that selectors choose are aggregated
  if (noAggregations && hasSelectors && (await trails.hasAggregations(request.trailArn))) {
    await trails.putAggregations(request);
  }
  if (eventSelectors.length + advancedEventSelectors.length > 0 || hasSelectors) {
    await trails.putSelectors(request);
  }
  if (insightSelectors.length > 0) await trails.putInsights(request);
  if (!noAggregations) await trails.putAggregations(request);
}

type Tags = Readonly<Record<string, string>>;

/** The tag that says which resource of which stack took a trail that was there before. */
export const TAKER_TAG = 'cdk-trailwatch:taken-by';

/** Tags that together hold what a trail was before a stack took it. They are with the trail, whatever becomes of the stack. */
export const PART_TAG = 'cdk-trailwatch:before-';

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Tag.html */
const MAX_VALUE_CHARACTERS = 256;

const MAX_TAGS = 50;

/** The tags that remember a trail as it is. Throws if they are too many. */
function toMemory(state: OrganizationTrailRequest, taker: string, wanted: Tags): Tags {
  const packed = gzipSync(JSON.stringify(state)).toString('base64');
  const parts = packed.match(new RegExp(`.{1,${MAX_VALUE_CHARACTERS}}`, 'g')) ?? [];
  const memory = Object.fromEntries([
    [TAKER_TAG, taker],
    ...parts.map((part, at) => [`${PART_TAG}${String(at).padStart(2, '0')}`, part]),
  ]);
  const count = Object.keys({ ...state.tags, ...wanted, ...memory }).length;
  if (count > MAX_TAGS) {
    throw new Error(
      `${state.trailArn} already exists. Its settings are kept in its tags, which would make ${count} of the ${MAX_TAGS} tags that ` +
        'CloudTrail allows; remove tags or selectors from it, or choose another name for this trail',
    );
  }
  return memory;
}

/** What a trail was before a stack took it; undefined if its tags remember nothing. */
export function toRemembered(tags: Tags): OrganizationTrailRequest | undefined {
  const parts = memoryKeysOf(tags).filter((key) => key !== TAKER_TAG);
  if (parts.length === 0) return undefined;
  const packed = parts.map((key) => tags[key]).join('');
  try {
    return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString());
  } catch (cause) {
    throw new Error(
      `the tags ${PART_TAG}… of the trail, which hold its earlier settings, were changed; remove them: the trail then keeps its current bucket, without topic and log group`,
      { cause },
    );
  }
}

/** The keys of the tags that remember, in order. */
export function memoryKeysOf(tags: Tags): readonly string[] {
  return Object.keys(tags)
    .filter((key) => key === TAKER_TAG || key.startsWith(PART_TAG))
    .sort();
}
