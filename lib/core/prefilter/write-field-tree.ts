import type { PrefilterExports } from './prefilter-module';
import type { PrefilterPlan } from './prefilter-plan';

/** Of `assembly/layout.ts`. */
const EDGE_WORDS = 8;

/** A field whose values have no numbers, `EVENT_TIME` of `assembly/identity.ts`: it stands for one that is not looked at. */
const NEVER_KNOWN = 2;

/** Slots of the table for each edge, at least: most keys of a record are none, and their slot should be empty. */
const SLOTS_AN_EDGE = 4;

/** Lays out the module's memory for the fields of a plan, and writes their tree into it. */
export function writeFieldTree(exports: PrefilterExports, plan: PrefilterPlan, maskBytes: number): void {
  const { fields, nodes } = plan.tree;
  const edges = nodes.flat();
  const keyBytes = edges.reduce((sum, { key }) => sum + key.length, 0);
  const slots = 2 ** Math.ceil(Math.log2(SLOTS_AN_EDGE * edges.length));
  const lists = fieldListsOf(plan);
  exports.prepare(fields.length, edges.length, slots, keyBytes, maskBytes, lists.length);
  const { buffer } = exports.memory;
  const bytes = Buffer.from(buffer);
  const words = new Uint32Array(buffer);
  const table = new Uint16Array(buffer, exports.edgeSlots.value, slots);
  words.set(lists, exports.fieldLists.value >>> 2);
  let edge = 0;
  let keyAddress = exports.keyTexts.value;
  for (const [node, members] of nodes.entries()) {
    for (const { key, field, below, first, behind } of members) {
      bytes.write(key, keyAddress, 'latin1');
      const entry = (exports.edges.value >>> 2) + EDGE_WORDS * edge;
      const isEarly = plan.isEarly.slice(first, behind).includes(true);
      words.set([keyAddress, key.length, field, below, first, behind, Number(isEarly), node], entry);
      table[freeSlot(table, hashOf(node, key))] = edge + 1;
      keyAddress += key.length;
      edge += 1;
    }
  }
}

/** For each condition where its fields begin in the list and where those that are counted of its records; behind that, where those of the last one end; and the fields. */
function fieldListsOf({ conditions }: PrefilterPlan): readonly number[] {
  const begins: number[] = [];
  const numbers: number[] = [];
  const from = 2 * conditions.length + 1;
  for (const { fields, counted = [NEVER_KNOWN] } of conditions) {
    begins.push(from + numbers.length, from + numbers.length + fields.length);
    numbers.push(...fields, ...counted);
  }
  begins.push(from + numbers.length);
  return [...begins, ...numbers];
}

function freeSlot(table: Uint16Array, hash: number): number {
  let slot = hash % table.length;
  while (table[slot] !== 0) slot = (slot + 1) % table.length;
  return slot;
}

/** As `findEdge` in `assembly/keys.ts` computes it. */
function hashOf(node: number, key: string): number {
  const { length } = key;
  const ofKey =
    key.charCodeAt(0) + 3 * key.charCodeAt(length >>> 1) + 7 * key.charCodeAt(length - 1) + 11 * length;
  return Math.imul(ofKey + (node << 12), 0x9e3779b1) >>> 12;
}
