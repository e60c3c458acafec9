import type { Register } from '../delivery/register/register';

/** The environment variable with the file of the register in a function's layer; absent where there is none. */
export const REGISTER_VARIABLE = 'TRAILWATCH_REGISTER_FILE';

/** A register as the document that a function reads from a layer. */
export function encodeRegister(register: Register): string {
  return JSON.stringify(register);
}

/** The register in such a document. */
export function decodeRegister(document: string): Register {
  return JSON.parse(document) as Register;
}
