import { readFile, stat } from 'node:fs/promises';
import { parseSigma, type SigmaFile } from '../../lib/core/rule/sigma-file';
import { walkFolder } from '../inputs/walk-folder';
import { renderReason, UserError } from '../user-error';

/** A file of Sigma rules as it stands on disk. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
  readonly content: SigmaFile;
}

const RULE_FILE = /\.ya?ml$/i;

/**
 * The rule files of a folder and the folders in it, in the order of a walk, or the one file at `path`. Throws a
 * {@link UserError} when a file cannot be read, or when there is none: half of a rule set is no rule set.
 */
export async function* readRuleFiles(path: string): AsyncGenerator<RuleFile, void> {
  const found = await stat(path).catch(renderReason);
  if (typeof found === 'string') throw new UserError(`${path}: ${found}`);
  if (!found.isDirectory()) {
    yield await readRuleFile(path);
    return;
  }
  let isEmpty = true;
  for await (const input of walkFolder(path, [])) {
    if ('reason' in input) throw new UserError(`${input.name}: ${input.reason}`);
    if (!RULE_FILE.test(input.name)) continue;
    isEmpty = false;
    yield await readRuleFile(input.name);
  }
  if (isEmpty) throw new UserError(`${path}: there is no rule file (.yml, .yaml) in the folder`);
}

async function readRuleFile(path: string): Promise<RuleFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError(`${path}: ${renderReason(error)}`);
  });
  return { path, text, content: parseSigma(text, path) };
}
