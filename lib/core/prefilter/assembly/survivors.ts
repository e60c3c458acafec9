/**
 * The records that may satisfy a rule, according to masks and answers. For each the mask of these rules is kept, and the numbers
 * of the values of the fields that they read.
 */
import { behindFieldsOf, firstFieldOf, numberAt } from './answers';
import { EVENT_ID, EVENT_TIME } from './identity';
import {
  IDENTITY_WORDS,
  absentMasks,
  fieldLists,
  held,
  maskBytes,
  masked,
  maskingFields,
  readerMasks,
  survivorBytes,
  survivors,
  valueMasks,
} from './layout';
import { addressOf } from './sightings';
import { ABSENT, UNKNOWN, valueOf } from './values';

export let survivorCount: u32 = 0;

export function forgetSurvivors(): void {
  survivorCount = 0;
}

/** How many fields masks are looked up for. */
let maskingCount: u32 = 0;

/** Sets for how many fields masks are looked up: the first `count` at `addressOfMaskingFields`. */
export function lookUpMasks(count: u32): void {
  maskingCount = count;
}

/** Whether any rule may hold by its fields one by one; `masked` has the rules. */
export function narrow(name: u32, source: u32): bool {
  const byName = valueMasks + maskBytes * name;
  const bySource = valueMasks + maskBytes * source;
  let any = i64x2.splat(0);
  for (let at: u32 = 0; at < maskBytes; at += 16) {
    const bits = v128.and(v128.load(byName + at), v128.load(bySource + at));
    v128.store(masked + at, bits);
    any = v128.or(any, bits);
  }
  for (let at: u32 = 0; at < maskingCount && v128.any_true(any); at++) {
    const field = load<u32>(maskingFields + 4 * at);
    if (isRead(field)) any = narrowBy(field);
  }
  return v128.any_true(any);
}

/** Whether any of the rules that are left reads a field. */
function isRead(field: u32): bool {
  const readers = readerMasks + maskBytes * field;
  let any = i64x2.splat(0);
  for (let at: u32 = 0; at < maskBytes; at += 16)
    any = v128.or(any, v128.and(v128.load(masked + at), v128.load(readers + at)));
  return v128.any_true(any);
}

function narrowBy(field: u32): v128 {
  const value = valueOf(field);
  if (value == UNKNOWN) return i64x2.splat(-1);
  const mask = value == ABSENT ? absentMasks + maskBytes * field : valueMasks + maskBytes * value;
  let any = i64x2.splat(0);
  for (let at: u32 = 0; at < maskBytes; at += 16) {
    const bits = v128.and(v128.load(masked + at), v128.load(mask + at));
    v128.store(masked + at, bits);
    any = v128.or(any, bits);
  }
  return any;
}

/**
 * The masks of the rules that may hold and of those that do, where its time and its id are, and the numbers of the values of the
 * fields.
 */
export function keepSurvivor(): void {
  const into = survivors + survivorBytes * survivorCount;
  memory.copy(into, masked, maskBytes);
  memory.copy(into + maskBytes, held, maskBytes);
  const behind = into + 2 * maskBytes;
  store<u32>(behind, addressOf(EVENT_TIME) + 1);
  store<u32>(behind, addressOf(EVENT_ID) + 1, 4);
  for (let at: u32 = 0; at < maskBytes; at += 8) {
    for (let bits = load<u64>(masked + at); bits != 0; bits &= bits - 1)
      keepFields(8 * at + <u32>ctz(bits), behind + 4 * IDENTITY_WORDS);
  }
  survivorCount++;
}

function keepFields(rule: u32, into: u32): void {
  const behind = behindFieldsOf(rule);
  for (let place = firstFieldOf(rule); place < behind; place++)
    store<u16>(into + 2 * load<u32>(fieldLists + 4 * place), <u16>numberAt(place));
}
