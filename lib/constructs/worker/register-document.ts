import { readFileSync } from 'node:fs';
import { parseRegister } from '../../core/delivery/register/parse-register';
import { renderProblem } from '../../core/problem/problem';
import { encodeRegister } from '../../core/settings/register-document';
import type { LayerDocument } from '../asset/document-layer';

/**
 * The register in a file, as a document that a function reads from a layer; undefined without a file.
 *
 * @throws with every problem of the file
 */
export function toRegisterDocument(
  file: string | undefined,
): (LayerDocument & { readonly id: string }) | undefined {
  if (file === undefined) return undefined;
  const { register, problems } = parseRegister(file, readFileSync(file, 'utf8'));
  if (problems.length > 0)
    throw new Error(`the register cannot be used:\n${problems.map(renderProblem).join('\n')}`);
  return {
    id: 'Register',
    description: 'When accounts, Regions and trails must deliver digest files',
    name: 'register',
    document: encodeRegister(register),
  };
}
