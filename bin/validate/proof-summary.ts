import {
  type ArchiveFolder,
  archiveFolderOf,
  type ChainName,
  keyPrefixOf,
} from '../../lib/core/digest/archive-folder';
import { type Finding, toTime } from '../../lib/core/digest/finding';
import type { ChainProof, Stretch } from '../../lib/core/digest/proven-time';
import { someOf } from '../../lib/core/safe-text/one-line';

/** How much one chain of an account and Region proves; plain data, so that it survives an interruption. */
export interface SavedProof extends ChainProof {
  /** What the keys of the folder's log files begin with. */
  readonly folder: string;
}

/** Time of an account and Region that no chain proves. */
export function unprovenTime(folder: string, due: Stretch): SavedProof {
  const dueMs = due.untilMs - due.fromMs;
  return {
    ...{ folder, chain: '', due, dueMs, provenMs: 0, pendingMs: 0, unproven: [due], keys: [] },
    isEnded: false,
  };
}

/** How much of an archive is proven. */
export interface ProofTotals {
  readonly dueMs: number;
  readonly provenMs: number;
  readonly fromMs: number | undefined;
  readonly untilMs: number | undefined;
}

/** The sum over all accounts, Regions and chains. */
export function totalOf(proofs: readonly SavedProof[]): ProofTotals {
  const due = proofs.filter(({ dueMs, pendingMs }) => dueMs > 0 || pendingMs > 0);
  const sum = (of: (proof: SavedProof) => number) => due.reduce((total, proof) => total + of(proof), 0);
  return {
    dueMs: sum(({ dueMs }) => dueMs),
    provenMs: sum(({ provenMs }) => provenMs),
    fromMs:
      due.length === 0
        ? undefined
        : due.reduce((first, proof) => Math.min(first, proof.due.fromMs), Number.POSITIVE_INFINITY),
    untilMs: due.length === 0 ? undefined : due.reduce((last, proof) => Math.max(last, proof.due.untilMs), 0),
  };
}

/** In tenths, rounded down: `100.0%` is all of it. Nothing due is nothing proven. */
export function renderShare({ dueMs, provenMs }: Pick<ProofTotals, 'dueMs' | 'provenMs'>): string {
  return `${((dueMs === 0 ? 0 : Math.floor((1000 * provenMs) / dueMs)) / 10).toFixed(1)}%`;
}

/** Whether nothing is due that is not proven. */
export function isProven(proofs: readonly SavedProof[]): boolean {
  return proofs.every(({ dueMs, provenMs }) => provenMs === dueMs);
}

const MAX_STRETCHES = 3;

/** One sentence on a chain: its place, its share, and when nothing is proven. */
export function renderProof(proof: SavedProof): string {
  const { folder, chain, due, unproven } = proof;
  const place = renderPlace(folder);
  const trail = chain === '' ? 'no trail' : renderChain(chain);
  const stretches = unproven.map(({ fromMs, untilMs }) => `${toTime(fromMs)} to ${toTime(untilMs)}`);
  const open = stretches.length === 0 ? '' : `, not proven: ${someOf(stretches, MAX_STRETCHES)}`;
  const proven = `proven=${renderShare(proof)} from ${toTime(due.fromMs)} to ${toTime(due.untilMs)}`;
  return `${place}, ${trail}: ${proven}${open}${renderEnd(proof)}`;
}

/** What to do where CloudTrail ended the chain, as when an account was closed. */
function renderEnd({ folder, chain, due, unproven, isEnded }: SavedProof): string {
  const last = unproven.at(-1);
  if (!isEnded || last?.untilMs !== due.untilMs) return '';
  const [name] = chain.split(' ');
  const entry = `${renderPlace(folder)} trail=${name} until=${toTime(last.fromMs)}`;
  return `; CloudTrail ended the chain: if that is as it should be, add '${entry} # why' to the file of --expect`;
}

/** Such as `111122223333 eu-west-1`. */
export function renderPlace(folder: string): string {
  const { accountId = folder, region = '' } = archiveFolderOf(folder) ?? {};
  return `${accountId} ${region}`.trim();
}

/** Such as `trail audit of eu-west-1`. */
export function renderChain(chain: ChainName): string {
  const [name, homeRegion] = chain.split(' ');
  return `trail ${name} of ${homeRegion}`;
}

/**
 * The accounts and Regions where a trail should deliver digest files and has none, one sentence each: a trail that delivers
 * in several Regions delivers in all, and an organization's in all of its accounts.
 */
export function findMissingChains(
  folders: readonly ArchiveFolder[],
  proofs: readonly SavedProof[],
): readonly string[] {
  const byFolder = new Map<string, Set<ChainName>>();
  for (const { folder, chain } of proofs) {
    if (chain !== '') byFolder.set(folder, (byFolder.get(folder) ?? new Set()).add(chain));
  }
  const regions = new Map<string, Set<string>>();
  const live = proofs.filter(({ chain, isEnded, provenMs }) => chain !== '' && !isEnded && provenMs > 0);
  for (const { folder, chain } of live) {
    const place = archiveFolderOf(folder);
    if (place === undefined) continue;
    const owner = `${ownerOf(place)} ${chain}`;
    regions.set(owner, (regions.get(owner) ?? new Set()).add(place.region));
  }
  return folders.flatMap((folder) => {
    const owner = ownerOf(folder);
    const name = keyPrefixOf(folder, 'CloudTrail');
    const missing = [...regions]
      .filter(([key, found]) => key.startsWith(`${owner} `) && found.size > 1)
      .map(([key]) => key.slice(owner.length + 1))
      .filter((chain) => !byFolder.get(name)?.has(chain));
    const isCovered = (byFolder.get(name)?.size ?? 0) > 0;
    return isCovered
      ? []
      : missing.map((chain) => `${renderPlace(name)}: no digest file of ${renderChain(chain)}`);
  });
}

/** An organization's trail is the same in all of its accounts; another one belongs to its account. */
function ownerOf({ prefix = '', organizationId, accountId }: ArchiveFolder): string {
  return [prefix, organizationId ?? accountId].join('/');
}

/** What a validation counts. `digests` and `logs` together are the sum of the five that follow. */
export interface ValidationCounts {
  digests: number;
  logs: number;
  valid: number;
  invalid: number;
  missing: number;
  extra: number;
  unverified: number;
  /** Stretches of time without digest files. */
  gaps: number;
  /** Files that could not be read; they are among the unverified. */
  unreadable: number;
  /** Unverified files that cannot be proven yet. */
  pending: number;
  /** Digest files that are valid. */
  validDigests: number;
  /** Of unpacked text. */
  bytes: number;
}

/** Nothing counted yet. */
export function noValidationCounts(): ValidationCounts {
  const verdicts = { valid: 0, invalid: 0, missing: 0, extra: 0, unverified: 0 };
  return { digests: 0, logs: 0, ...verdicts, gaps: 0, unreadable: 0, pending: 0, validDigests: 0, bytes: 0 };
}

/** Counts one more. */
export function countFinding(counts: ValidationCounts, finding: Finding): void {
  if (finding.kind === 'gap') {
    counts.gaps += 1;
    return;
  }
  counts[finding.kind === 'digest' ? 'digests' : 'logs'] += 1;
  counts[finding.status] += 1;
  counts.bytes += finding.sizeBytes ?? 0;
  if (finding.isPending === true) counts.pending += 1;
  if (finding.reason === 'unreadable') counts.unreadable += 1;
  if (finding.kind === 'digest' && finding.status === 'valid') counts.validDigests += 1;
}

/** The last line of a validation: a contract that scripts read. */
export function renderValidationCounts(counts: ValidationCounts, milliseconds: number): string {
  const { digests, logs, valid, invalid, missing, extra, unverified, gaps, bytes } = counts;
  const all = { digests, logs, valid, invalid, missing, extra, unverified, gaps, bytes };
  const words = Object.entries(all).map(([name, count]) => `${name}=${count}`);
  return [...words, `seconds=${(milliseconds / 1000).toFixed(2)}`].join(' ');
}
