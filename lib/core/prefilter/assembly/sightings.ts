/** What the record in hand has shown: its number is kept with it, so that nothing needs to be forgotten before the next one. */
import { TOKEN_BYTES, edgeCount, fieldCount, sightings, tokens } from './layout';

/** The number of the record in hand. */
let recordNumber: u32 = 0;

/** Begins with a record. Numbers begin again behind the last one; nothing was shown by number 0. */
export function nextRecord(): void {
  recordNumber++;
  if (recordNumber != 0) return;
  memory.fill(sightings, 0, 4 * edgeCount);
  memory.fill(tokens, 0, TOKEN_BYTES * fieldCount);
  recordNumber = 1;
}

/** Whether the record has shown an edge before; from now on it has. */
// @ts-ignore: decorator
@inline
export function isSeen(edge: i32): bool {
  const sighting = sightings + 4 * edge;
  if (load<u32>(sighting) == recordNumber) return true;
  store<u32>(sighting, recordNumber);
  return false;
}

/** Notes where the value of a field is: its address, and its length, with the quotes of a string. */
// @ts-ignore: decorator
@inline
export function noteToken(field: u32, address: u32, length: u32): void {
  const token = tokens + TOKEN_BYTES * field;
  store<u32>(token, address);
  store<u32>(token, length, 4);
  store<u32>(token, recordNumber, 8);
}

/** The length of the value of a field; 0 if the record does not have it. */
// @ts-ignore: decorator
@inline
export function lengthOf(field: u32): u32 {
  const token = tokens + TOKEN_BYTES * field;
  return load<u32>(token, 8) == recordNumber ? load<u32>(token, 4) : 0;
}

/** Where the value of a field begins that the record has. */
// @ts-ignore: decorator
@inline
export function addressOf(field: u32): u32 {
  return load<u32>(tokens + TOKEN_BYTES * field);
}
