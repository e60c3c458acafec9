import type { RedactionKey } from './keyed-hash';

/** Rounds of the network: eight, as NIST's FF3 has, and two more. @see https://csrc.nist.gov/pubs/sp/800/38/g/r1/2pd */
const ROUNDS = 10;

/** Bytes of random data for each digit: a remainder of 32 bits is even to one in a hundred million. */
const DIGIT_BYTES = 4;

/** As many numbers are in the 32 bytes of a code. */
const NUMBERS_A_BLOCK = 8;

/**
 * Changes the digits of a number whose places have these radices into those of another, under a key: equal numbers stay equal and
 * different numbers stay different, because each round only adds to one half a function of the other half.
 */
export function permute(digits: readonly number[], radices: readonly number[], key: RedactionKey): number[] {
  const changed = [...digits];
  const middle = Math.floor(digits.length / 2);
  const places = radices.join();
  for (let round = 0; round < ROUNDS; round++) {
    const [from, to] = round % 2 === 0 ? [middle, digits.length] : [0, middle];
    const others = from === 0 ? changed.slice(to) : changed.slice(0, from);
    const added = randomNumbers(key, `${round} ${places} ${others.join()}`, to - from);
    for (let at = from; at < to; at++)
      changed[at] = ((changed[at] as number) + (added[at - from] as number)) % (radices[at] as number);
  }
  return changed;
}

/**
 * Replaces hexadecimal digits by others under a key. Different inputs can get the same digits by chance: with 20 digits or more, in one of a
 * million archives that have a million inputs each.
 */
export function scatter(digits: string, key: RedactionKey): string {
  let scattered = '';
  for (let block = 0; scattered.length < digits.length; block++)
    scattered += Buffer.from(key.sha512.of(`${block} ${digits}`), 'latin1').toString('hex');
  return scattered.slice(0, digits.length);
}

/** A label is as long as the digits: where there are many blocks, it is read once, and not for each of them. */
function randomNumbers(key: RedactionKey, label: string, count: number): readonly number[] {
  const numbers: number[] = [];
  const seed = count <= NUMBERS_A_BLOCK ? label : key.sha256.of(label);
  for (let block = 0; numbers.length < count; block++) {
    const bytes = key.sha256.of(`${block} ${seed}`);
    for (let at = 0; at < bytes.length; at += DIGIT_BYTES) numbers.push(numberAt(bytes, at));
  }
  return numbers;
}

/** The 32 bits at a place of a text that has a character for each byte. */
function numberAt(bytes: string, at: number): number {
  const high = (bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1);
  return high * 0x1_00_00 + ((bytes.charCodeAt(at + 2) << 8) | bytes.charCodeAt(at + 3));
}
