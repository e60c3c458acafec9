import type { LoadedDigest } from '../../../lib/core/digest/chain/loaded-digest';
import { isContentProven, isTailOfCopy, judgeDigest } from '../../../lib/core/digest/judge-digest';

const SIGNATURE = 'ab'.repeat(256);

interface Known {
  readonly signature?: string;
  readonly hasKey?: boolean;
  readonly isAuthentic?: boolean;
  readonly isSignedBy?: boolean;
  readonly isInPlace?: boolean;
  readonly isPassedBy?: boolean;
  readonly isCopy?: boolean;
  readonly isLast?: boolean;
  readonly keyRefusal?: string;
  /** Of the later digest files that name it: whether each is proven, can be, and names this content. */
  readonly namers?: readonly {
    readonly isAuthentic?: boolean;
    readonly hasKey?: boolean;
    readonly names?: boolean;
  }[];
}

function loaded(known: Known): LoadedDigest {
  const { isSignedBy = true, isCopy = false, namers = [], ...more } = known;
  const later = namers.map(({ isAuthentic = false, hasKey = true, names = true }) => ({
    isAuthentic,
    hasKey,
    names,
  }));
  const digest = {
    ...{ hasKey: true, isAuthentic: false, isInPlace: true, isPassedBy: false, isLast: false },
    ...more,
    digest: { bucket: 'other', key: 'AWSLogs/other', fingerprint: 'f00d' },
    place: { isCopy, region: 'eu-west-1' },
    namers: later,
    isSignedBy: () => isSignedBy,
    isAsNamedBy: (namer: { readonly names: boolean }) => namer.names,
  };
  return digest as unknown as LoadedDigest;
}

const WRONG = { status: 'invalid', reason: 'wrong-signature' };
const NOT_LINKED = { status: 'invalid', reason: 'not-as-linked' };

test.each<[string, Known, unknown]>([
  ['that is signed is valid', { isAuthentic: true, signature: SIGNATURE }, undefined],
  ['that a later one proves needs no metadata', { isAuthentic: true }, undefined],
  [
    'with the signature of another one is not valid',
    { isAuthentic: true, signature: SIGNATURE, isSignedBy: false },
    { ...WRONG, detail: 'only its metadata is wrong; the next digest file carries the right signature' },
  ],
  ['with a signature that does not fit is not valid', { signature: SIGNATURE }, WRONG],
  [
    'whose signature has no form of one says nothing',
    { signature: 'none' },
    { status: 'unverified', reason: 'no-signature' },
  ],
  ['without a signature says nothing', {}, { status: 'unverified', reason: 'no-signature' }],
  [
    'that an unproven one names says nothing',
    { namers: [{}] },
    { status: 'unverified', reason: 'no-signature' },
  ],
  [
    'that a proven one names, without its signature, is not valid',
    { namers: [{}, { isAuthentic: true }] },
    WRONG,
  ],
  [
    'that lies elsewhere was moved',
    { isInPlace: false, isAuthentic: true },
    { status: 'invalid', reason: 'moved', detail: 's3://other/AWSLogs/other' },
  ],
  [
    'that is proven and not as a proven one names it is not valid',
    { isAuthentic: true, namers: [{ isAuthentic: true, names: false }] },
    NOT_LINKED,
  ],
  [
    'that is proven and not as an unproven one names it is valid',
    { isAuthentic: true, namers: [{ names: false }] },
    undefined,
  ],
  [
    'that proven ones pass by, and that proves nothing, is none of the chain',
    { isPassedBy: true },
    { status: 'extra', reason: 'not-in-chain' },
  ],
  [
    'that is proven stays one of the chain',
    { isPassedBy: true, isAuthentic: true, signature: SIGNATURE },
    undefined,
  ],
  ['that is not valid stays so, whoever passes it by', { isPassedBy: true, signature: SIGNATURE }, WRONG],
  [
    'whose key is not known says nothing',
    { hasKey: false },
    { status: 'unverified', reason: 'no-key', detail: 'f00d in eu-west-1' },
  ],
  [
    'whose key was refused says why',
    { hasKey: false, keyRefusal: 'AccessDenied' },
    { status: 'unverified', reason: 'no-key', detail: 'f00d in eu-west-1: AccessDenied', isKeyless: true },
  ],
  [
    'whose key is not known, and that contradicts another such one, is not valid',
    { hasKey: false, namers: [{ hasKey: false, names: false }] },
    { ...NOT_LINKED, detail: 'neither of the two can be verified' },
  ],
  [
    'whose key is not known, and that is as such a one names it, says nothing',
    { hasKey: false, namers: [{ hasKey: false }] },
    { status: 'unverified', reason: 'no-key', detail: 'f00d in eu-west-1' },
  ],
  [
    'whose key is not known is judged by a proven one',
    { hasKey: false, namers: [{ isAuthentic: true, names: false }] },
    NOT_LINKED,
  ],
])('a digest file %s', (_, known, expected) => expect(judgeDigest(loaded(known))).toEqual(expected));

test.each<[string, Known, boolean]>([
  ['the last of a copy', { isCopy: true, isLast: true }, true],
  ['the last of the bucket itself', { isLast: true }, false],
  ['one in the middle of a copy', { isCopy: true }, false],
  ['one that another one names', { isCopy: true, isLast: true, namers: [{}] }, false],
])('only the tail of a copy waits for its signature: %s', (_, known, isTail) => {
  expect(isTailOfCopy(loaded(known))).toBe(isTail);
  const expected = { status: 'unverified', reason: 'no-signature', ...(isTail ? { isPending: true } : {}) };
  expect(judgeDigest(loaded(known))).toEqual(expected);
});

test('metadata that is wrong leaves the content proven, if a later digest file proves it', () => {
  const proven = loaded({ isAuthentic: true });
  expect(isContentProven(proven, undefined)).toBe(true);
  expect(isContentProven(proven, { status: 'invalid', reason: 'wrong-signature' })).toBe(true);
  expect(isContentProven(loaded({}), { status: 'invalid', reason: 'wrong-signature' })).toBe(false);
  expect(isContentProven(proven, { status: 'invalid', reason: 'not-as-linked' })).toBe(false);
});
