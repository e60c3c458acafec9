/**
 * Where things lie in the module's memory. Addresses are set once by `prepare`; all of them are multiples of 64.
 *
 *     input ─ maps ─ positions ─ keys ─ ends ─ verdicts ─ places ─ survivors ─ counted ─ tree of keys ─ values ─ masks ─ answers
 *
 * A map has a bit for each byte of the text, the lowest bit of a word standing for the first of 64 bytes.
 */

/** Bytes of text that one call looks at, at most. */
export const MAX_BLOCK_BYTES: u32 = 1024 * 1024;

/** Bytes of spaces after the text, so that reading by 64 needs no special end. */
export const PADDING_BYTES: u32 = 128;

/** Maximum number of records of one call, and of records among them that may satisfy a rule. */
export const MAX_RECORDS: u32 = 4096;
export const MAX_SURVIVORS: u32 = 512;

/** 32-bit words of a key: the six of the record's identity, and two of its content, which are 0 unless the host wrote them. */
export const KEY_WORDS: u32 = 8;

/** 32-bit words with where and when a record was: the numbers of its account and its Region, and the address of its time. */
export const PLACE_WORDS: u32 = 3;

/**
 * Words after the mask of a survivor: the number of what it shares with others, what is known of it, and where in its text its id,
 * its time, and the id of its request are, with the length of the last.
 */
export const SURVIVOR_WORDS: u32 = 6;

/** Combinations of rules and values that are numbered, the slots of their table, and what one takes. */
export const MAX_ALIKES: u32 = 8 * 1024;
export const ALIKE_SLOTS: u32 = 16 * 1024;
export const ALIKE_BYTES: u32 = 192;

/** What is written of a counted record: its time, and its id in quotes. */
export const COUNTED_TEXT_BYTES: u32 = 58;

/** Different values that are remembered, the slots of their table, and the bytes of their texts. */
export const MAX_VALUES: u32 = 16 * 1024;
export const VALUE_SLOTS: u32 = 32 * 1024;
export const VALUE_TEXT_BYTES: u32 = 4 * 1024 * 1024;

/** Answers on rules that are remembered by the values of their fields, or rather the slots of their table, and what one takes. */
export const ANSWER_SLOTS: u32 = 8 * 1024;
export const COMBINATION_BYTES: u32 = 64;

/** A longer value is not remembered: any rule may hold. */
export const MAX_VALUE_BYTES: u32 = 4096;

/** The content of a longer record is left to the host. What is written of a record is at most twice as long. */
export const MAX_CONTENT_BYTES: u32 = 64 * 1024;

export const EDGE_BYTES: u32 = 32;

/** Of each field the record in hand has shown: where its value is, how long it is, and the number of the record. */
export const TOKEN_BYTES: u32 = 16;

export const MAX_DEPTH: i32 = 63;

export let input: u32 = 0;
/** Unescaped quotes, and colons outside strings. */
export let quoteMap: u32 = 0;
export let colonMap: u32 = 0;
/** A byte for each 64 of the text: whether there is a backslash among them. */
export let backslashMap: u32 = 0;
export let positions: u32 = 0;
export let keys: u32 = 0;
export let ends: u32 = 0;
export let verdicts: u32 = 0;
export let places: u32 = 0;
export let survivors: u32 = 0;
/** Of each counted record its number, that of what it shares with others, its instant in milliseconds, and its time and id. */
export let countedRecords: u32 = 0;
export let countedAlikes: u32 = 0;
export let countedTimes: u32 = 0;
export let countedTexts: u32 = 0;
/** The numbered combinations, and for each slot a number plus one. */
export let alikes: u32 = 0;
export let alikeSlots: u32 = 0;
export let edges: u32 = 0;
/** For each edge the number of the last record that showed it. */
export let sightings: u32 = 0;
/** The hash table of the edges of all nodes: their numbers plus one. */
export let edgeSlots: u32 = 0;
export let keyTexts: u32 = 0;
export let stack: u32 = 0;
export let tokens: u32 = 0;
/** For each field the rules that read it. */
export let readerMasks: u32 = 0;
/** For each rule where its fields begin in this list, as `answers.ts` has it, and behind that of the last rule the fields. */
export let fieldLists: u32 = 0;
/** The numbers of the fields that masks are looked up for, in the order in which that is done. */
export let maskingFields: u32 = 0;
export let valueSlots: u32 = 0;
export let valueTexts: u32 = 0;
export let valueFlags: u32 = 0;
/** For each value the number of the first one that means the same to all rules. */
export let valueClasses: u32 = 0;
export let valueMasks: u32 = 0;
export let absentMasks: u32 = 0;
/** The rules that may hold of the record in hand, and those of them that do. */
export let masked: u32 = 0;
export let held: u32 = 0;
/** The rules whose fields are noted of every record, and those that are only counted. */
export let early: u32 = 0;
export let onlyCounted: u32 = 0;
/** A combination of values for each slot, the answers, and the combination in hand. */
export let answerSlots: u32 = 0;
export let answers: u32 = 0;
export let combination: u32 = 0;
/** What is written of the content of a record, the members of its objects, and room to sort what was written of them. */
export let content: u32 = 0;
export let members: u32 = 0;
export let sorted: u32 = 0;
export let fieldCount: u32 = 0;
export let edgeCount: u32 = 0;
/** The number of slots, a power of two, minus one. */
export let lastEdgeSlot: u32 = 0;
export let maskBytes: u32 = 0;
export let survivorBytes: u32 = 0;

let end: u32 = 0;

function take(bytes: u32): u32 {
  const at = end;
  end = (end + bytes + 63) & ~63;
  return at;
}

/**
 * Lays the memory out for this number of fields, edges, slots of the edges' table (a power of two), bytes of a mask (a multiple
 * of 16) and words of the rules' fields. Call it once.
 */
export function lay(fields: u32, edgesOfAll: u32, slots: u32, keyBytes: u32, bytesOfMask: u32, listWords: u32): void {
  end = (<u32>__heap_base + 63) & ~63;
  fieldCount = fields;
  edgeCount = edgesOfAll;
  lastEdgeSlot = slots - 1;
  maskBytes = bytesOfMask;
  survivorBytes = bytesOfMask + 4 * SURVIVOR_WORDS;
  input = take(MAX_BLOCK_BYTES + PADDING_BYTES);
  quoteMap = take(MAX_BLOCK_BYTES / 8 + 16);
  colonMap = take(MAX_BLOCK_BYTES / 8 + 16);
  backslashMap = take(MAX_BLOCK_BYTES / 64 + 2);
  positions = take(4 * (MAX_BLOCK_BYTES + PADDING_BYTES));
  keys = take(4 * KEY_WORDS * MAX_RECORDS);
  ends = take(4 * MAX_RECORDS);
  verdicts = take(MAX_RECORDS);
  places = take(4 * PLACE_WORDS * MAX_RECORDS);
  survivors = take(survivorBytes * MAX_SURVIVORS);
  countedRecords = take(4 * MAX_RECORDS);
  countedAlikes = take(4 * MAX_RECORDS);
  countedTimes = take(8 * MAX_RECORDS);
  countedTexts = take(COUNTED_TEXT_BYTES * MAX_RECORDS);
  alikes = take(ALIKE_BYTES * (MAX_ALIKES + 1));
  alikeSlots = take(2 * ALIKE_SLOTS);
  edges = take(EDGE_BYTES * edgesOfAll);
  sightings = take(4 * edgesOfAll);
  edgeSlots = take(2 * slots);
  keyTexts = take(keyBytes);
  stack = take(4 * 64);
  tokens = take(TOKEN_BYTES * fields);
  readerMasks = take(bytesOfMask * fields);
  maskingFields = take(4 * fields);
  fieldLists = take(4 * listWords);
  valueSlots = take(16 * VALUE_SLOTS);
  valueTexts = take(VALUE_TEXT_BYTES);
  valueFlags = take(MAX_VALUES);
  valueClasses = take(2 * MAX_VALUES);
  valueMasks = take(bytesOfMask * MAX_VALUES);
  absentMasks = take(bytesOfMask * fields);
  masked = take(bytesOfMask);
  held = take(bytesOfMask);
  early = take(bytesOfMask);
  onlyCounted = take(bytesOfMask);
  answerSlots = take(COMBINATION_BYTES * ANSWER_SLOTS);
  answers = take(ANSWER_SLOTS);
  combination = take(max(COMBINATION_BYTES, 4 + 2 * fields));
  content = take(2 * MAX_CONTENT_BYTES + PADDING_BYTES);
  // A member takes four bytes of text at least: `"":1`.
  members = take(4 * MAX_CONTENT_BYTES + PADDING_BYTES);
  sorted = take(2 * MAX_CONTENT_BYTES + PADDING_BYTES);
  const pages = ((end + 0xffff) >>> 16) - memory.size();
  if (<i32>pages > 0 && memory.grow(pages) < 0) unreachable();
}
