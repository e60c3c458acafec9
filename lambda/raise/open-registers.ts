import { readFileSync } from 'node:fs';
import type { Register } from '../../lib/core/delivery/register/register';
import { decodeRegister, REGISTER_VARIABLE } from '../../lib/core/settings/register-document';

/** The register of a function's layer; none if it has none: everything is due then. */
export function openRegisters(
  environment: Readonly<Record<string, string | undefined>>,
): readonly Register[] {
  const file = environment[REGISTER_VARIABLE];
  return file === undefined ? [] : [decodeRegister(readFileSync(file, 'utf8'))];
}
