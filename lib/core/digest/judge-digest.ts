import type { LoadedDigest } from './chain/loaded-digest';
import type { FileProblem } from './finding';
import { SIGNATURE } from './read-member';

const CARRIED_ELSEWHERE = 'only its metadata is wrong; the next digest file carries the right signature';

/**
 * The problem of a digest file, or undefined if it has none. To be called once all digests are read that may name it.
 *
 * Only a digest that is authentic itself can prove another one wrong; a valid signature proves, wherever it comes from.
 */
export function judgeDigest(loaded: LoadedDigest): FileProblem | undefined {
  if (loaded.problem !== undefined) return loaded.problem;
  if (!loaded.isInPlace) {
    const { bucket, key } = loaded.digest ?? { bucket: '', key: '' };
    return { status: 'invalid', reason: 'moved', detail: `s3://${bucket}/${key}` };
  }
  const problem = judgeSignature(loaded) ?? judgeLinks(loaded);
  return problem?.status === 'unverified' && loaded.isPassedBy
    ? { status: 'extra', reason: 'not-in-chain' }
    : problem;
}

function judgeSignature(loaded: LoadedDigest): FileProblem | undefined {
  if (!loaded.hasKey) return judgeLinks(loaded) ?? contradiction(loaded) ?? withoutKey(loaded);
  const { signature, isAuthentic } = loaded;
  if (isAuthentic && (signature === undefined || loaded.isSignedBy(signature))) return undefined;
  if (isAuthentic) return { status: 'invalid', reason: 'wrong-signature', detail: CARRIED_ELSEWHERE };
  // What does not have the form of a signature says as much as none.
  if (signature !== undefined && SIGNATURE.test(signature))
    return { status: 'invalid', reason: 'wrong-signature' };
  // An unproven digest proves nothing about another one.
  return loaded.namers.some((namer) => namer.isAuthentic)
    ? { status: 'invalid', reason: 'wrong-signature' }
    : { status: 'unverified', reason: 'no-signature', ...(isTailOfCopy(loaded) ? { isPending: true } : {}) };
}

/**
 * Whether only the metadata of the object is wrong: the next digest file carries the signature of its content, as it does for one
 * whose metadata is lost.
 */
export function isContentProven(loaded: LoadedDigest, problem: FileProblem | undefined): boolean {
  return problem === undefined || (problem.reason === 'wrong-signature' && loaded.isAuthentic);
}

/** A copy has lost the metadata of its objects: only the next digest file of the chain carries the signature. */
export function isTailOfCopy({ place, namers, isLast }: LoadedDigest): boolean {
  return place.isCopy && isLast && namers.length === 0;
}

function withoutKey({ digest, place, keyRefusal }: LoadedDigest): FileProblem {
  const why = keyRefusal === undefined ? '' : `: ${keyRefusal}`;
  return {
    status: 'unverified',
    reason: 'no-key',
    detail: `${digest?.fingerprint} in ${place.region}${why}`,
  };
}

/** Where no public key is available, two digest files that contradict each other still prove that one was changed. */
function contradiction(loaded: LoadedDigest): FileProblem | undefined {
  if (loaded.namers.every((namer) => namer.hasKey || loaded.isAsNamedBy(namer))) return undefined;
  return { status: 'invalid', reason: 'not-as-linked', detail: 'neither of the two can be verified' };
}

function judgeLinks(loaded: LoadedDigest): FileProblem | undefined {
  const fits = loaded.namers.every((namer) => !namer.isAuthentic || loaded.isAsNamedBy(namer));
  return fits ? undefined : { status: 'invalid', reason: 'not-as-linked' };
}
