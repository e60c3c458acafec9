import type { LocalRecord } from '../../local-aws/stop-logging';
import { ANNOUNCED_AGAIN, deliveryOf, FILES_AN_HOUR, timeAt, WORLD_HOURS, worldCalls } from './organization';
import type { WorldArchive } from './world-archive';

/** Something that happens to the stack of the organization. */
export type Happening = { readonly atMs: number } & (
  | { readonly kind: 'object' | 'announced again'; readonly key: string }
  | { readonly kind: 'bus event'; readonly record: LocalRecord }
  /** Somebody silences the first alert of a rule. */
  | { readonly kind: 'silence'; readonly ruleName: string; readonly seconds: number }
  /** The clock strikes: what is scheduled is sent. */
  | { readonly kind: 'hour' }
);

const MINUTE_MS = 60_000;

/** CloudTrail delivers a digest file some minutes after its hour. */
const DIGEST_DELAY_MS = 6 * MINUTE_MS;

/** Everything that happens, in its order. */
export function timelineOf(world: WorldArchive): readonly Happening[] {
  const hours = Array.from({ length: WORLD_HOURS }, (_, hour) => hour);
  const files = hours.flatMap((hour) =>
    Array.from({ length: FILES_AN_HOUR }, (_, at) => [hour, at] as const),
  );
  const all: readonly Happening[] = [
    ...files.map((file) => ({ kind: 'object', atMs: deliveryOf(file), key: world.logKey(file) }) as const),
    ...[...world.digests, ...world.stopped].map(
      ({ key, endMs }) => ({ kind: 'object', atMs: endMs + DIGEST_DELAY_MS, key }) as const,
    ),
    ...world.stopped.flatMap(({ logKeys, endMs }) =>
      logKeys.map((key) => ({ kind: 'object', atMs: endMs, key }) as const),
    ),
    ...ANNOUNCED_AGAIN.map(({ file, atHours }) => ({
      ...{ kind: 'announced again' as const, atMs: timeAt(atHours) },
      key: world.logKey(file),
    })),
    ...worldCalls()
      .filter(({ isOnBus }) => isOnBus === true)
      .map(
        ({ atHours, record }) => ({ kind: 'bus event', atMs: timeAt(atHours) + MINUTE_MS, record }) as const,
      ),
    { kind: 'silence', atMs: timeAt(20.1), ruleName: 'bucket-policy-changed', seconds: 12 * 3600 },
    ...hours.map((hour) => ({ kind: 'hour', atMs: timeAt(hour + 1) }) as const),
  ];
  return [...all].sort((one, other) => one.atMs - other.atMs);
}
