import { type ArchiveFolder, keyPrefixOf } from '../../lib/core/digest/archive-folder';
import { DIGEST_PERIOD_MS } from '../../lib/core/digest/digest-period';
import { type GapFinding, gap } from '../../lib/core/digest/finding';
import { parseDigest } from '../../lib/core/digest/parse-digest';
import { unpackDigest } from '../../lib/core/digest/single-member';
import type { SliceResult } from './check-slice';
import type { Invocation } from './invocation';

/** Input for detecting silence, beside the findings. */
export interface SilenceClues {
  readonly folder: ArchiveFolder;
  readonly metMs: number;
  /** Whether a trail must deliver there, whatever happens. */
  readonly isExpected: boolean;
}

/** A digest file that covers less than this was cut short. */
const WHOLE_PERIOD_MS = DIGEST_PERIOD_MS - 60 * 1000;

/** A silence, and whether CloudTrail itself seems to have ended the chain. */
export type Silence = GapFinding & { readonly isStopped?: boolean };

/** A new trail's first digest file comes an hour after its first log file, and may be late. */
const FIRST_DIGEST_MS = 3 * 60 * 60 * 1000;

/** The chains that owe a digest file, and the folder if it owes its first one. */
export async function findSilence(
  invocation: Invocation,
  { findings, position }: SliceResult,
  { folder, metMs, isExpected }: SilenceClues,
): Promise<readonly Silence[]> {
  const nowMs = invocation.ports.nowMs();
  const gaps = findings.filter((finding) => finding.kind === 'gap');
  const silent = gaps.filter(({ reason }) => reason === 'silence');
  if (Object.keys(position.chains).length > 0) {
    return Promise.all(silent.map((silence) => withCause(invocation, silence)));
  }
  if (nowMs - metMs <= FIRST_DIGEST_MS) return [];
  const withoutDigests = gaps.filter(({ reason }) => reason === 'no-digests');
  if (withoutDigests.length > 0 || !isExpected) return withoutDigests;
  return [gap(keyPrefixOf(folder, 'CloudTrail-Digest'), 'silence', { fromMs: metMs, untilMs: nowMs })];
}

/**
 * After StopLogging, or when a trail is deleted, CloudTrail writes a final digest file, which ends before its hour is
 * over. A chain whose last digest file covers its whole hour was cut off by something else.
 */
async function withCause({ ports, settings, outOfTime }: Invocation, silence: GapFinding): Promise<Silence> {
  const stored = await ports.readArchive({ bucket: settings.bucketName, key: silence.key }, outOfTime);
  if (stored.kind !== 'stored') return silence;
  const unpacked = await unpackDigest(stored.chunks);
  const parsed = unpacked.kind === 'text' ? parseDigest(unpacked.text) : undefined;
  if (parsed?.kind !== 'digest' || parsed.digest.previous === undefined) return silence;
  const { startTimeMs, endTimeMs } = parsed.digest;
  const isStopped = endTimeMs - startTimeMs < WHOLE_PERIOD_MS;
  return isStopped ? { ...silence, isStopped } : silence;
}
