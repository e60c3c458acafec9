import { type ChainName, parseDigestKey } from './archive-folder';
import type { ChainMark } from './chain/chain-mark';
import { DIGEST_PERIOD_MS, REDELIVERY_MS } from './digest';

/** How far a chain was checked. */
export interface ChainPosition {
  /** The newest digest file that was seen. */
  readonly key: string;
  /** Files that were found missing: redelivered, they come late. */
  readonly missing: readonly string[];
  /** Whether CloudTrail ended the chain with that digest file. */
  readonly isFinal?: true;
  /** Whether one of its digest files was ever proven: the chain is one of CloudTrail's. */
  readonly isAuthentic?: true;
  /** Whether the chain was proven to continue in another folder after that digest file. */
  readonly isContinued?: true;
}

/** How far a folder was checked: plain data that survives `JSON.stringify`, for a check that continues later. */
export interface FolderPosition {
  readonly chains: Readonly<Record<ChainName, ChainPosition>>;
  /** Up to this time, in milliseconds since 1970, it is settled which log files no digest lists. */
  readonly logsUntilMs: number;
}

/** Maximum number of missing digests of a chain that are awaited. */
const MAX_MISSING = 1000;

/** Where a check begins that is to be continued later. */
export function firstPosition(startMs: number): FolderPosition {
  return { chains: {}, logsUntilMs: startMs };
}

/** The time from which digest keys must be listed to continue a check: earlier ones are known. */
export function listDigestsFrom(position: FolderPosition): number {
  const missing = Object.values(position.chains).flatMap(({ missing: keys }) => keys);
  const timesMs = missing.map((key) => endTimeOf(key)).filter((timeMs) => timeMs !== undefined);
  return Math.min(position.logsUntilMs, ...timesMs) - 2 * DIGEST_PERIOD_MS;
}

/** The position's mark of a chain; undefined for an unknown chain. */
export function markOf(position: FolderPosition | undefined, chain: ChainName): ChainMark | undefined {
  const known = Object.hasOwn(position?.chains ?? {}, chain) ? position?.chains[chain] : undefined;
  const endTimeMs = known === undefined ? undefined : endTimeOf(known.key);
  if (known === undefined || endTimeMs === undefined) return undefined;
  return { key: known.key, endTimeMs, ...(known.isFinal === undefined ? {} : { isFinal: known.isFinal }) };
}

/** Where a chain is after a check. */
export function chainPosition(
  newest: ChainMark,
  {
    missing,
    isAuthentic,
    isContinued = false,
  }: {
    readonly missing: Iterable<string>;
    readonly isAuthentic: boolean;
    readonly isContinued?: boolean;
  },
): ChainPosition {
  const isAwaited = (key: string) => newest.endTimeMs - (endTimeOf(key) ?? 0) < REDELIVERY_MS;
  return {
    key: newest.key,
    missing: [...missing].filter(isAwaited).slice(-MAX_MISSING),
    ...(newest.isFinal === true ? { isFinal: true } : {}),
    ...(isAuthentic ? { isAuthentic } : {}),
    ...(isContinued ? { isContinued } : {}),
  };
}

function endTimeOf(key: string): number | undefined {
  const listed = parseDigestKey(key);
  return listed?.kind === 'chained' ? listed.endTimeMs : undefined;
}
