/**
 * What records share: the rules that they may satisfy, and the values of the fields that are counted of these rules' records. Each
 * such combination has a number, and the host reads once what follows from it.
 *
 *     combination = { number of the rules, the rules, the numbers of the values }, 16 bits each, and zeros up to its end
 */
import { firstCountedOf, firstFieldOf, numberAt } from './answers';
import { ALIKE_BYTES, ALIKE_SLOTS, MAX_ALIKES, alikeSlots, alikes, maskBytes, masked } from './layout';
import { UNKNOWN, mixWords } from './values';

/** A value is not known, or there is no room. */
export const NO_ALIKE: u32 = 0xffffffff;

let alikeCount: u32 = 0;

/** Forgets all combinations: their numbers are given again. */
export function forgetAlikes(): void {
  memory.fill(alikeSlots, 0, 2 * ALIKE_SLOTS);
  alikeCount = 0;
}

/** Whether there is no room for another combination. */
export function areAlikesFull(): bool {
  return alikeCount == MAX_ALIKES;
}

/** The number of what the record in hand shares with others. */
export function numberOfAlike(): u32 {
  // Behind the last one there is room to try.
  const tried = alikes + ALIKE_BYTES * alikeCount;
  const length = writeCombination(tried, tried + ALIKE_BYTES);
  if (length == 0) return NO_ALIKE;
  let slot = <u32>mixWords(0, tried, (length + 7) & ~7);
  while (true) {
    const entry = alikeSlots + 2 * (slot++ & (ALIKE_SLOTS - 1));
    const number = <u32>load<u16>(entry);
    if (number == 0) return add(entry);
    if (isSame(alikes + ALIKE_BYTES * (number - 1), tried)) return number - 1;
  }
}

function add(entry: u32): u32 {
  if (areAlikesFull()) return NO_ALIKE;
  store<u16>(entry, <u16>(alikeCount + 1));
  return alikeCount++;
}

/** The bytes that are written; 0 if a value is not known, or there is no room. */
function writeCombination(into: u32, end: u32): u32 {
  memory.fill(into, 0, ALIKE_BYTES);
  let to = into + 2;
  for (let at: u32 = 0; at < maskBytes; at += 8) {
    for (let bits = load<u64>(masked + at); bits != 0; bits &= bits - 1) {
      if (to == end) return 0;
      store<u16>(to, <u16>(8 * at + <u32>ctz(bits)));
      to += 2;
    }
  }
  const rules = (to - into - 2) >>> 1;
  store<u16>(into, <u16>rules);
  for (let rule: u32 = 1; rule <= rules; rule++) {
    to = writeValues(load<u16>(into + 2 * rule), to, end);
    if (to == 0) return 0;
  }
  return to - into;
}

/** The address behind them. */
function writeValues(rule: u32, into: u32, end: u32): u32 {
  const behind = firstFieldOf(rule + 1);
  for (let place = firstCountedOf(rule); place < behind; place++) {
    const number = numberAt(place);
    if (number == UNKNOWN || into == end) return 0;
    store<u16>(into, <u16>number);
    into += 2;
  }
  return into;
}

function isSame(one: u32, other: u32): bool {
  for (let at: u32 = 0; at < ALIKE_BYTES; at += 16)
    if (v128.any_true(v128.xor(v128.load(one + at), v128.load(other + at)))) return false;
  return true;
}
