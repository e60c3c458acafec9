import type { FileProblem } from './finding';
import type { LoadedDigest } from './loaded-digest';

/**
 * What is wrong with a digest file, or undefined if nothing is. To be asked once all digests are read that may name it.
 *
 * Only a digest that is authentic itself can prove another one wrong; but a signature that fits proves, wherever it stands.
 */
export function judgeDigest(loaded: LoadedDigest): FileProblem | undefined {
  if (loaded.problem !== undefined) return loaded.problem;
  if (!loaded.isInPlace) {
    const { bucket, key } = loaded.digest ?? { bucket: '', key: '' };
    return { status: 'invalid', reason: 'moved', detail: `s3://${bucket}/${key}` };
  }
  return judgeSignature(loaded) ?? judgeLinks(loaded);
}

function judgeSignature(loaded: LoadedDigest): FileProblem | undefined {
  if (!loaded.hasKey) return judgeLinks(loaded) ?? withoutKey(loaded);
  if (loaded.signature !== undefined) {
    return loaded.isSignedBy(loaded.signature) ? undefined : { status: 'invalid', reason: 'wrong-signature' };
  }
  if (loaded.isAuthentic) return undefined;
  // An unproven digest proves nothing about another one.
  return hasAuthenticNamer(loaded)
    ? { status: 'invalid', reason: 'wrong-signature' }
    : { status: 'unverified', reason: 'no-signature' };
}

function withoutKey({ digest, place }: LoadedDigest): FileProblem {
  return { status: 'unverified', reason: 'no-key', detail: `${digest?.fingerprint} in ${place.region}` };
}

function judgeLinks(loaded: LoadedDigest): FileProblem | undefined {
  const fits = loaded.namers.every((namer) => !namer.isAuthentic || isAsNamed(loaded, namer));
  return fits ? undefined : { status: 'invalid', reason: 'not-as-linked' };
}

function isAsNamed({ digest, signature }: LoadedDigest, { previous }: LoadedDigest): boolean {
  if (previous === undefined || digest === undefined) return true;
  const fitsSignature =
    signature === undefined || signature.toLowerCase() === previous.signature.toLowerCase();
  return previous.hash === digest.hash && previous.bucket === digest.bucket && fitsSignature;
}

function hasAuthenticNamer({ namers }: LoadedDigest): boolean {
  return namers.some((namer) => namer.isAuthentic);
}
