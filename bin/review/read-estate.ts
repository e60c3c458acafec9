import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Estate } from '../../lib/core/estate/estate';
import { parseDocument } from '../../lib/core/estate/source/parse-template';
import { readAssembly } from '../../lib/core/estate/source/read-assembly';
import { readTemplate } from '../../lib/core/estate/source/read-template';
import { MAX_FILE_BYTES, readerWithin } from '../../lib/core/estate/source/read-within';
import { isJsonObject } from '../../lib/core/json/json-value';
import { renderReason, UserError } from '../cli/user-error';

const FILES = { sep, join, relative, realpathSync, statSync, readFileSync };

/** The Region that a template without one is reviewed for, and the account. */
export interface Place {
  readonly account?: string;
  readonly region?: string;
}

/** What is at a path: the folder that `cdk synth` writes, or a CloudFormation template in JSON or YAML. */
export function readEstate(path: string, place: Place = {}): Estate {
  const found = trying(path, () => statSync(path));
  if (!found.isDirectory()) return readSingleFile(path, place);
  const manifest = join(path, 'manifest.json');
  if (!isThere(manifest))
    throw new UserError(
      `${path}: there is no manifest.json in it; name the folder that cdk synth writes, or a template`,
    );
  return readAssembly(path.replace(/(?<=.)[/\\]+$/, ''), readerWithin(path, FILES, renderReason));
}

function readSingleFile(path: string, { account, region }: Place): Estate {
  const { size } = trying(path, () => statSync(path));
  if (size > MAX_FILE_BYTES)
    throw new UserError(`${path}: it has ${size} bytes; at most ${MAX_FILE_BYTES} are read`);
  const parsed = parseDocument(trying(path, () => readFileSync(path, 'utf8')));
  if ('problem' in parsed) throw new UserError(`${path}: ${parsed.problem}`);
  if (isJsonObject(parsed.value) && 'terraform_version' in parsed.value)
    throw new UserError(
      `${path}: this is a state or plan of Terraform, which is not read; name the folder that cdk synth writes, or a template`,
    );
  if (isJsonObject(parsed.value) && isJsonObject(parsed.value.artifacts))
    throw new UserError(`${path}: this is the manifest of a cloud assembly; name the folder that it is in`);
  const estate = readTemplate(parsed.value, path, { account, region });
  if ('problem' in estate) throw new UserError(`${path}: ${estate.problem}`);
  return estate.value;
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
