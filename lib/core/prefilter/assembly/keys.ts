/**
 * The tree of keys: which members of a record are looked at. Fields are numbered so that those at and below an edge are
 * neighbours.
 *
 *     edge = { key: address, length, field or -1, node below or -1, first field, behind the last field, is early, node }
 *
 * An early edge leads to a field that is looked at in every record; the others count only where a rule may hold.
 */
import { EDGE_BYTES, edgeSlots, edges, lastEdgeSlot } from './layout';

// @ts-ignore: decorator
@inline
export function fieldOf(edge: i32): i32 {
  return load<i32>(edges + EDGE_BYTES * edge, 8);
}

// @ts-ignore: decorator
@inline
export function nodeBelow(edge: i32): i32 {
  return load<i32>(edges + EDGE_BYTES * edge, 12);
}

// @ts-ignore: decorator
@inline
export function firstField(edge: i32): u32 {
  return load<u32>(edges + EDGE_BYTES * edge, 16);
}

// @ts-ignore: decorator
@inline
export function behindFields(edge: i32): u32 {
  return load<u32>(edges + EDGE_BYTES * edge, 20);
}

// @ts-ignore: decorator
@inline
export function isEarly(edge: i32): bool {
  return load<u32>(edges + EDGE_BYTES * edge, 24) != 0;
}

/** The edge of a node with a key; -1 if it has none. The host fills the table with the same hash. */
export function findEdge(node: i32, key: u32, length: u32): i32 {
  if (length == 0) return -1;
  const hash =
    <u32>load<u8>(key) +
    3 * <u32>load<u8>(key + (length >>> 1)) +
    7 * <u32>load<u8>(key + length - 1) +
    11 * length +
    (node << 12);
  let slot = (hash * 0x9e3779b1) >>> 12;
  while (true) {
    const edge = <i32>load<u16>(edgeSlots + 2 * (slot & lastEdgeSlot)) - 1;
    if (edge < 0) return -1;
    const entry = edges + EDGE_BYTES * edge;
    const isLikely = load<u32>(entry, 4) == length && load<i32>(entry, 28) == node;
    if (isLikely && isKey(load<u32>(entry), key, length)) return edge;
    slot++;
  }
}

// @ts-ignore: decorator
@inline
function isKey(one: u32, other: u32, length: u32): bool {
  let at: u32 = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(one + at) != load<u64>(other + at)) return false;
  for (; at < length; at++) if (load<u8>(one + at) != load<u8>(other + at)) return false;
  return true;
}
