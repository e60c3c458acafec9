import type { KeyObject } from 'node:crypto';
import { archiveFolderOf, type DigestKey, keyPrefixOf } from '../archive-folder';
import type { ReadArchive } from '../archive-reader';
import { type Digest, isFinalDigest, type PreviousDigest, parseDigest } from '../digest';
import type { FileProblem } from '../finding';
import { type PublicKeys, verifySignature } from '../signature/public-keys';
import { unpackDigest } from '../single-member';

/** Where a digest file was listed, and in which Region it was signed. */
export interface DigestPlace {
  readonly listed: Extract<DigestKey, { kind: 'chained' }>;
  /** The bucket that CloudTrail delivered it to; absent where it is not known. */
  readonly bucket?: string;
  readonly region: string;
  /** Whether it is a copy that has lost the metadata of the object, and so the signature. */
  readonly isCopy: boolean;
}

/** A digest file that was read, with the later ones that name it. */
export class LoadedDigest {
  /** The digests that name this one as the one before them. */
  readonly namers: LoadedDigest[] = [];
  /** Whether authentic digests before and after it are linked to each other without it. */
  isPassedBy = false;
  /** Whether no digest of the chain comes after it, or a starting one. */
  isLast = false;
  /** Distinguishes this content of the object from another one. */
  tag: string | undefined;
  /** The digest that it names as the one before it, if it was written for the place where it is. */
  readonly previous: PreviousDigest | undefined;
  private readonly verdicts = new Map<string, boolean>();

  constructor(
    readonly place: DigestPlace,
    public digest: Digest | undefined,
    readonly problem: FileProblem | undefined,
    /** Of the object's metadata. */
    readonly signature: string | undefined,
    private readonly keys: PublicKeys,
    readonly sizeBytes = 0,
  ) {
    this.previous = this.isInPlace ? digest?.previous : undefined;
  }

  get key(): string {
    return this.place.listed.key;
  }

  get endTimeMs(): number {
    return this.place.listed.endTimeMs;
  }

  /** Whether the digest was written for the place where it lies. */
  get isInPlace(): boolean {
    const { bucket } = this.place;
    return this.digest?.key === this.key && (bucket === undefined || bucket === this.digest.bucket);
  }

  /** Whether this digest names the other as the one before it. */
  names(other: LoadedDigest): boolean {
    return this.previous?.key === other.key && !this.previousIsElsewhere;
  }

  /** Whether the chain comes from another bucket, or from under another prefix, than the one that is checked. */
  get previousIsElsewhere(): boolean {
    const { previous } = this;
    if (previous === undefined) return false;
    const { bucket } = this.place;
    if (bucket !== undefined && previous.bucket !== bucket) return true;
    return folderNameOf(previous.key) !== folderNameOf(this.key);
  }

  /** Releases the list of log files, which is by far the largest part. */
  forgetLogs(): void {
    if (this.digest !== undefined) this.digest = { ...this.digest, logs: [] };
  }

  get hasKey(): boolean {
    return this.digest !== undefined && this.signers(this.digest).length > 0;
  }

  /** Why there are no keys of its Region, where that is known. */
  get keyRefusal(): string | undefined {
    return this.keys.refusalOf(this.place.region);
  }

  isSignedBy(signature: string): boolean {
    const known = this.verdicts.get(signature);
    if (known !== undefined || this.digest === undefined) return known === true;
    const verdict = verifySignature(this.digest, signature, this.signers(this.digest));
    this.verdicts.set(signature, verdict);
    return verdict;
  }

  /** Whether CloudTrail wrote this digest for this place: one of the available signatures is valid. */
  get isAuthentic(): boolean {
    if (!this.isInPlace) return false;
    const signatures = [this.signature, ...this.namers.map((namer) => namer.previous?.signature)];
    return signatures.some((signature) => signature !== undefined && this.isSignedBy(signature));
  }

  /** Whether it is authentic, or has the hash that an authentic or anchored digest names for it. */
  get isAnchored(): boolean {
    return this.isAuthentic || this.namers.some((namer) => namer.isAnchored && this.isAsNamedBy(namer));
  }

  /** Whether an authentic digest, or one that is anchored in such a digest, names it: it was a part of the chain. */
  get isNamed(): boolean {
    return this.namers.some((namer) => namer.isAnchored);
  }

  /** Whether hash, bucket and signature are those that the other names. */
  isAsNamedBy({ previous }: LoadedDigest): boolean {
    const { digest, signature } = this;
    if (previous === undefined || digest === undefined) return true;
    const fitsSignature =
      signature === undefined || signature.toLowerCase() === previous.signature.toLowerCase();
    return previous.hash === digest.hash && previous.bucket === digest.bucket && fitsSignature;
  }

  /** Whether it is a final digest file, if its content is to be trusted. */
  get isFinal(): boolean {
    return this.digest !== undefined && isFinalDigest(this.digest);
  }

  private signers(digest: Digest): readonly KeyObject[] {
    return this.keys.find(this.place.region, digest.fingerprint);
  }
}

/** Reads the digest file at a place. */
export async function loadDigest(
  place: DigestPlace,
  read: ReadArchive,
  keys: PublicKeys,
): Promise<LoadedDigest> {
  const { bucket, listed } = place;
  const stored = await read({ ...(bucket === undefined ? {} : { bucket }), key: listed.key });
  const faulty = (problem: FileProblem) => new LoadedDigest(place, undefined, problem, undefined, keys);
  if (stored.kind === 'absent') return faulty({ status: 'missing', reason: 'absent' });
  if (stored.kind === 'unreadable')
    return faulty({ status: 'unverified', reason: 'unreadable', detail: stored.problem });
  const unpacked = await unpackDigest(stored.chunks);
  if (unpacked.kind === 'problem')
    return faulty({ status: 'invalid', reason: unpacked.reason, found: stored.tag });
  const sizeBytes = unpacked.text.length;
  const parsed = parseDigest(unpacked.text);
  if (parsed.kind === 'problem')
    return faulty({
      status: 'invalid',
      reason: 'bad-format',
      detail: parsed.problem,
      sizeBytes,
      found: stored.tag,
    });
  const loaded = new LoadedDigest(place, parsed.digest, undefined, stored.signature, keys, sizeBytes);
  loaded.tag = stored.tag;
  return loaded;
}

function folderNameOf(key: string): string | undefined {
  const folder = archiveFolderOf(key);
  return folder && keyPrefixOf(folder, 'CloudTrail-Digest');
}
