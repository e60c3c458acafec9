import type { PrefilterExports } from './prefilter-module';
import type { PrefilterPlan } from './prefilter-plan';

/** Of `assembly/layout.ts`. */
const SLOTS_A_NODE = 1024;
const EDGE_WORDS = 8;

/** Lays out the module's memory for the fields of a plan, and writes their tree into it. */
export function writeFieldTree(exports: PrefilterExports, plan: PrefilterPlan, maskBytes: number): void {
  const { fields, nodes } = plan.tree;
  const keyBytes = nodes.flat().reduce((sum, { key }) => sum + key.length, 0);
  const lists = fieldListsOf(plan);
  exports.prepare(fields.length, nodes.length, keyBytes, maskBytes, lists.length);
  const { buffer } = exports.memory;
  const bytes = Buffer.from(buffer);
  const words = new Uint32Array(buffer);
  const table = new Uint16Array(buffer);
  words.set(lists, exports.fieldLists.value >>> 2);
  let edge = 0;
  let keyAddress = exports.keyTexts.value;
  for (const [node, edges] of nodes.entries()) {
    const slots = (exports.nodes.value >>> 1) + SLOTS_A_NODE * node;
    for (const { key, field, below, first, behind } of edges) {
      bytes.write(key, keyAddress, 'latin1');
      const entry = (exports.edges.value >>> 2) + EDGE_WORDS * edge;
      const isEarly = plan.isEarly.slice(first, behind).includes(true);
      words.set([keyAddress, key.length, field, below, first, behind, Number(isEarly)], entry);
      table[slots + freeSlot(table, slots, hashOf(key))] = edge + 1;
      keyAddress += key.length;
      edge += 1;
    }
  }
}

/** For each condition where its fields begin in the list and where those that are only counted of it; behind that, where those of the last one end; and the fields. */
function fieldListsOf({ conditions }: PrefilterPlan): readonly number[] {
  const begins: number[] = [];
  const numbers: number[] = [];
  const from = 2 * conditions.length + 1;
  for (const { fields, counted = [] } of conditions) {
    begins.push(from + numbers.length, from + numbers.length + fields.length);
    for (const field of new Set([...fields, ...counted])) numbers.push(field);
  }
  begins.push(from + numbers.length);
  return [...begins, ...numbers];
}

function freeSlot(table: Uint16Array, slots: number, hash: number): number {
  let slot = hash % SLOTS_A_NODE;
  while (table[slots + slot] !== 0) slot = (slot + 1) % SLOTS_A_NODE;
  return slot;
}

/** As `findEdge` in `assembly/keys.ts` computes it. */
function hashOf(key: string): number {
  const { length } = key;
  return key.charCodeAt(0) + 3 * key.charCodeAt(length >>> 1) + 7 * key.charCodeAt(length - 1) + 11 * length;
}
