/** The words of a key: four of the event id, two of the account, and two of the content. */
export const KEY_WORDS = 8;

/** The first words of a key, which are the identity of the record. The last of them is never 0. */
export const IDENTITY_WORDS = 6;

/** The first word of the content. */
export const CONTENT = 6;

/** How a key compares with one that is remembered. */
export type KeyMatch = 'same' | 'other-content' | 'other';

/** Compares the key at a word with one of those remembered. */
export function compareKeys(known: Uint32Array, knownAt: number, keys: Uint32Array, at: number): KeyMatch {
  for (let word = 0; word < IDENTITY_WORDS; word++)
    if (known[knownAt + word] !== keys[at + word]) return 'other';
  for (let word = CONTENT; word < KEY_WORDS; word++)
    if (known[knownAt + word] !== keys[at + word]) return 'other-content';
  return 'same';
}

/** 32 bits of an identity: ids that differ in few bits are spread (multiplications and shifts as those of MurmurHash3). */
export function identityHash(keys: Uint32Array, at: number, seed = 0): number {
  let hash = seed;
  for (let word = 0; word < IDENTITY_WORDS; word++) {
    hash = Math.imul(hash ^ (keys[at + word] as number), 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
