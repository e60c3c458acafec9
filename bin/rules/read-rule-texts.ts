import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SigmaSource } from '../../lib/core/sigma/sigma-file';
import { renderReason, UserError } from '../cli/user-error';
import { ExcludedFiles } from '../inputs/excluded-files';
import { readFileChunks } from '../inputs/input-file';
import { walkFolder } from '../inputs/walk-folder';

const RULE_FILE = /\.ya?ml$/i;

/**
 * The texts of the rule files of some folders and the folders in them, in the order of a walk, or of the files at the
 * paths, each file once. Throws a {@link UserError} when a file cannot be read, or when a folder has none: half of a rule set is no rule
 * set.
 */
export async function readRuleTexts(paths: readonly string[]): Promise<readonly SigmaSource[]> {
  const sources: SigmaSource[] = [];
  const read = new Set<string>();
  for (const path of paths) {
    for await (const file of findRuleFiles(path)) {
      if (read.has(resolve(file))) continue;
      read.add(resolve(file));
      sources.push({ file, text: await readText(file) });
    }
  }
  return sources;
}

async function* findRuleFiles(path: string): AsyncGenerator<string, void> {
  const found = await stat(path).catch(renderReason);
  if (typeof found === 'string') throw new UserError(`${path}: ${found}`);
  if (!found.isDirectory()) {
    yield path;
    return;
  }
  let isEmpty = true;
  for await (const input of walkFolder(path, new ExcludedFiles())) {
    if ('reason' in input) throw new UserError(`${input.name}: ${input.reason}`);
    if (!RULE_FILE.test(input.name)) continue;
    isEmpty = false;
    yield input.name;
  }
  if (isEmpty) throw new UserError(`${path}: there is no rule file (.yml, .yaml) in the folder`);
}

/** A file may have 1,000,000 characters; in UTF-8 none of these takes more bytes than this leaves room for. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads no more than a rule file may have, also of a device or a pipe that never ends. */
async function readText(path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of readFileChunks(path)) {
      size += chunk.length;
      if (size > MAX_BYTES) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new UserError(`${path}: ${renderReason(error)}`);
  }
  if (size > MAX_BYTES)
    throw new UserError(`${path}: has more than ${MAX_BYTES} bytes, and no rule file has`);
  return Buffer.concat(chunks).toString('utf8');
}
