import { gunzipSync, gzipSync } from 'node:zlib';
import type { OrganizationTrailRequest } from '../../lib/core/settings/organization-trail';

type Tags = Readonly<Record<string, string>>;

/** The tag that says which resource of which stack took a trail that was there before. */
export const TAKER_TAG = 'cdk-trailwatch:taken-by';

/** Tags that together hold what a trail was before a stack took it. They are with the trail, whatever becomes of the stack. */
export const PART_TAG = 'cdk-trailwatch:before-';

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Tag.html */
const MAX_VALUE_CHARACTERS = 256;
const MAX_TAGS = 50;

/** The tags that remember a trail as it is. Throws if they are too many. */
export function toMemory(state: OrganizationTrailRequest, taker: string, wanted: Tags): Tags {
  const packed = gzipSync(JSON.stringify(state)).toString('base64');
  const parts = packed.match(new RegExp(`.{1,${MAX_VALUE_CHARACTERS}}`, 'g')) ?? [];
  const memory = Object.fromEntries([
    [TAKER_TAG, taker],
    ...parts.map((part, at) => [`${PART_TAG}${String(at).padStart(2, '0')}`, part]),
  ]);
  const count = Object.keys({ ...state.tags, ...wanted, ...memory }).length;
  if (count > MAX_TAGS) {
    throw new Error(
      `${state.trailArn} is there, and what it is now, which its tags have to remember, would make ${count} tags of the ${MAX_TAGS} that ` +
        'CloudTrail takes; give it fewer tags or selectors, or give this one another name',
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
      `the tags ${PART_TAG}… of the trail, which hold what it was before, were changed; remove them: it then keeps its bucket of now, without topic and log group`,
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
