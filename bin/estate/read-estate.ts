import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { type Estate, unreadNestedStacks } from '../../lib/core/estate/estate';
import type { StackDefaults } from '../../lib/core/estate/source/add-stack';
import { parseDocument, problemIn } from '../../lib/core/estate/source/parse-template';
import { readAssembly } from '../../lib/core/estate/source/read-assembly';
import { MAX_FILE_BYTES, readerWithin, readTemplate } from '../../lib/core/estate/source/read-template';
import { isJsonObject } from '../../lib/core/json/json-value';
import { renderReason, UserError } from '../cli/user-error';
import type { Diagnostics } from '../outputs/diagnostics';

const FILES = { sep, join, relative, realpathSync, statSync, readFileSync };

/** The templates at a path: a cloud assembly, or a CloudFormation template in JSON or YAML. */
export function readEstate(path: string, byDefault: StackDefaults = {}): Estate {
  const found = trying(path, () => statSync(path));
  if (!found.isDirectory()) return readSingleFile(path, byDefault);
  const manifest = join(path, 'manifest.json');
  if (!isThere(manifest))
    throw new UserError(
      `${path}: there is no manifest.json in it; name the folder that cdk synth writes, or a template`,
    );
  const { folder, stage } = assemblyOf(path.replace(/(?<=.)[/\\]+$/, ''));
  return readAssembly(folder, readerWithin(folder, FILES, renderReason), byDefault, stage);
}

/** A stage is a subfolder of the app's folder, which contains its assets. */
function assemblyOf(path: string): { readonly folder: string; readonly stage: string } {
  const [name, parent] = [basename(path), dirname(path)];
  if (!name.startsWith('assembly-') || !isThere(join(parent, 'manifest.json')))
    return { folder: path, stage: '' };
  const { folder, stage } = assemblyOf(parent);
  return { folder, stage: `${stage}${name}/` };
}

/** The content of a JSON or YAML file. */
export function readDocument(path: string): unknown {
  const { size } = trying(path, () => statSync(path));
  if (size > MAX_FILE_BYTES)
    throw new UserError(`${path}: it has ${size} bytes; at most ${MAX_FILE_BYTES} are read`);
  const parsed = parseDocument(trying(path, () => readFileSync(path, 'utf8')));
  if ('problem' in parsed) throw new UserError(problemIn(path, parsed));
  return parsed.value;
}

function readSingleFile(path: string, byDefault: StackDefaults): Estate {
  const document = readDocument(path);
  if (isJsonObject(document) && 'terraform_version' in document)
    throw new UserError(
      `${path}: this is a state or plan of Terraform, which is not read; name the folder that cdk synth writes, or a template`,
    );
  if (isJsonObject(document) && isJsonObject(document.artifacts))
    throw new UserError(`${path}: this is the manifest of a cloud assembly; name the folder that it is in`);
  const within = readerWithin(dirname(path), FILES, renderReason);
  const estate = readTemplate(document, path, byDefault, within);
  if ('problem' in estate) throw new UserError(`${path}: ${estate.problem}`);
  return estate.value;
}

/**
 * Reports the parts of an estate that could not be read, and notes values that are known only at deployment. A missing nested
 * stack is a problem: its resources are not considered.
 */
export function reportUnread(
  { stacks, unknowns, unread: parts = [], problems }: Estate,
  diagnostics: Diagnostics,
): void {
  const unread = unreadNestedStacks(stacks).map(({ stack, logicalId }) => `${stack.name}/${logicalId}:`);
  for (const problem of problems) diagnostics.problem(problem);
  for (const { subject, words } of parts) diagnostics.note(`${subject}: ${words}`);
  for (const unknown of unknowns) {
    if (unread.some((name) => unknown.startsWith(name)))
      diagnostics.problem(`${unknown}; give it to a run of its own`);
    else diagnostics.note(unknown);
  }
}

function isThere(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function trying<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UserError(`${path}: ${renderReason(error)}`);
  }
}
