/**
 * Whether rules hold, by the values of all fields that they read. The host answers once what follows from a combination of
 * values, or rather of their classes; the answer is remembered.
 *
 *     combination = { rule plus one, classes of the values of its fields }, and zeros up to its end
 */
import { EVENT_ID, EVENT_TIME } from './identity';
import {
  ANSWER_SLOTS,
  COMBINATION_BYTES,
  answerSlots,
  answers,
  combination,
  early,
  fieldLists,
  held,
  maskBytes,
  masked,
} from './layout';
import { UNKNOWN, classOf, mixWords, valueOf } from './values';

/** The host's answers. */
const FAILS: u32 = 0;
const HOLDS: u32 = 1;

/** After the rule, a combination has room for this many numbers. For a rule that reads more fields the host is called every time. */
const MAX_NUMBERS: u32 = (COMBINATION_BYTES - 4) / 2;

/** No more slots are taken, so that few are looked at for a combination. */
const MAX_ANSWERS: u32 = (ANSWER_SLOTS / 4) * 3;

/** Words with the places in the list where the fields of a rule begin, and where those that are counted of its records begin. */
const RULE_WORDS: u32 = 2;

/** Whether a rule holds, by the numbers of the values of its fields: 0 if not, 1 if it does, 2 if that depends on unknown values. */
@external("host", "answer")
declare function ask(rule: u32, numbers: u32, count: u32): u32;

let answerCount: u32 = 0;

/** Forgets all answers, as values get other numbers. */
export function forgetAnswers(): void {
  memory.fill(answerSlots, 0, COMBINATION_BYTES * ANSWER_SLOTS);
  answerCount = 0;
}

/** Where the fields begin that a rule reads. */
export function firstFieldOf(rule: u32): u32 {
  return load<u32>(fieldLists + 4 * RULE_WORDS * rule);
}

/** Where the fields begin that are counted of a rule's records; behind them are those of the next rule. */
export function firstCountedOf(rule: u32): u32 {
  return load<u32>(fieldLists + 4 * RULE_WORDS * rule, 4);
}

/** The number of the value of the field at that place in the list. */
export function numberAt(place: u32): u32 {
  const field = load<u32>(fieldLists + 4 * place);
  return field == EVENT_TIME || field == EVENT_ID ? UNKNOWN : valueOf(field);
}

/**
 * Takes from `masked` the rules that do not hold, and notes in `held` those that do. False if no rule is left.
 *
 * @param isEarly whether the rules are asked whose fields are noted of every record, or all others
 */
export function narrowByAnswers(isEarly: bool): bool {
  let any: u64 = 0;
  for (let at: u32 = 0; at < maskBytes; at += 8) {
    let left = load<u64>(masked + at);
    let holding: u64 = isEarly ? 0 : load<u64>(held + at);
    const known = load<u64>(early + at);
    for (let bits = left & (isEarly ? known : ~known); bits != 0; bits &= bits - 1) {
      const bit = bits & (0 - bits);
      const answer = answerOf(8 * at + <u32>ctz(bits));
      if (answer == FAILS) left &= ~bit;
      else if (answer == HOLDS) holding |= bit;
    }
    store<u64>(masked + at, left);
    store<u64>(held + at, holding);
    any |= left;
  }
  return any != 0;
}

function answerOf(rule: u32): u32 {
  const first = firstFieldOf(rule);
  const count = firstCountedOf(rule) - first;
  const numbers = combination + 4;
  v128.store(combination, i64x2.splat(0));
  v128.store(combination, i64x2.splat(0), 16);
  v128.store(combination, i64x2.splat(0), 32);
  v128.store(combination, i64x2.splat(0), 48);
  store<u32>(combination, rule + 1);
  for (let at: u32 = 0; at < count; at++) store<u16>(numbers + 2 * at, <u16>classOf(numberAt(first + at)));
  if (count > MAX_NUMBERS) return ask(rule, numbers, count);
  let slot = <u32>mixWords(0, combination, 4 + 2 * count);
  while (true) {
    const place = slot++ & (ANSWER_SLOTS - 1);
    const entry = answerSlots + COMBINATION_BYTES * place;
    if (load<u32>(entry) == 0) return remember(entry, place, ask(rule, numbers, count));
    if (isCombination(entry)) return load<u8>(answers + place);
  }
}

function remember(entry: u32, place: u32, answer: u32): u32 {
  if (answerCount == MAX_ANSWERS) {
    forgetAnswers();
    return answer;
  }
  memory.copy(entry, combination, COMBINATION_BYTES);
  store<u8>(answers + place, <u8>answer);
  answerCount++;
  return answer;
}

// @ts-ignore: decorator
@inline
function isCombination(entry: u32): bool {
  let differences = v128.xor(v128.load(entry), v128.load(combination));
  differences = v128.or(differences, v128.xor(v128.load(entry, 16), v128.load(combination, 16)));
  differences = v128.or(differences, v128.xor(v128.load(entry, 32), v128.load(combination, 32)));
  differences = v128.or(differences, v128.xor(v128.load(entry, 48), v128.load(combination, 48)));
  return !v128.any_true(differences);
}
