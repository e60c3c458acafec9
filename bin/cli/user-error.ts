import { readFile } from 'node:fs/promises';

/** A user's mistake: one sentence, lower case, no full stop. It ends the command with status 2 and no stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** An argument that a command needs in some cases only is missing: the sentence is followed by the usage, as where it is always needed. */
export class MissingArgument extends UserError {}

/** The message of the operating system or a client, in a form that fits into a sentence. */
export function renderReason(error: unknown): string {
  // Not `instanceof`: errors of Node's own modules are from another realm under test runners.
  const { code, name, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  const said = message === undefined || message === '' ? (name ?? String(error)) : message;
  return REASONS[code ?? ''] ?? said.replace(SDK_PREFIX, '');
}

/** What the AWS SDK writes before the message of another error. */
const SDK_PREFIX = /^AWS SDK error wrapper for \w*Error: /;

/**
 * The text of a file that an option names, without a byte order mark, which Windows PowerShell writes.
 *
 * @throws {@link UserError} if it cannot be read
 */
export async function readOptionFile(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(failing(file))).replace(/^\uFEFF/, '');
}

/** For `catch`: ends the command with the reason, after words for what failed, such as the path of a file. */
export function failing(words: string): (error: unknown) => never {
  return (error) => {
    throw new UserError(`${words}: ${renderReason(error)}`);
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ELOOP: 'the symbolic links form a loop',
  EMFILE: 'too many open files',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
};
