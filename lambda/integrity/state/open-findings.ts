import { createHash } from 'node:crypto';
import type { ArchiveFolder } from '../../../lib/core/digest/archive-folder';
import type { FileFinding, Finding } from '../../../lib/core/digest/finding';
import { isJsonObject, parseJson } from '../../../lib/core/json/json-value';
import { RetryLater } from '../../raise/retry-later';
import type { Ports } from '../ports';
import { nameOf } from './folder-state';

/** What was reported of a file: how often it became wrong, and whether it still is. */
interface Reported {
  readonly times: number;
  readonly isOpen: boolean;
}

/** The files of a folder that were reported, so that a file which was right in between is reported again. */
export interface OpenFindings {
  /** How often the file was right again since it was first reported: a part of the alert's identity. */
  returnsOf(finding: Finding): number;
  /**
   * Writes down what was found. To be called after the alerts are raised.
   *
   * @throws {@link RetryLater} if others write all the time
   */
  write(): Promise<void>;
}

/** 132 bits. */
const NAME_LENGTH = 22;

/** More files of a folder are reported, but not remembered: the oldest ones give way. */
const MAX_FILES = 1000;

/** The number of attempts: other messages of the folder, of the same batch too, may be written down at the same time. */
const MAX_TRIES = 10;

/** Reads what was reported of a folder, and works out what the findings of a check change about it. */
export async function openFindings(
  ports: Pick<Ports, 'readProgress' | 'writeProgress'>,
  folder: ArchiveFolder,
  findings: readonly Finding[],
): Promise<OpenFindings> {
  const name = `${nameOf(folder)}reported`;
  let progress = await ports.readProgress(name);
  const files = findings.filter((finding): finding is FileFinding => finding.kind !== 'gap');
  const known = decode(progress.text);
  return {
    returnsOf: ({ key }) => {
      const reported = known.get(nameOfFile(key));
      return reported === undefined ? 0 : reported.times + (reported.isOpen ? 0 : 1);
    },
    write: async () => {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const before = decode(progress.text);
        const after = update(before, files);
        if (after === undefined) return;
        if (await ports.writeProgress({ ...progress, text: JSON.stringify([...after]) })) return;
        progress = await ports.readProgress(name);
      }
      throw new RetryLater(`what was reported of ${nameOf(folder)} is written by other invocations`);
    },
  };
}

/**
 * A key may have an incompressible kilobyte, chosen by anyone who may write to the archive: an item of the table would be too
 * large.
 */
function nameOfFile(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, NAME_LENGTH);
}

/** Undefined if nothing changes. */
function update(
  before: ReadonlyMap<string, Reported>,
  files: readonly FileFinding[],
): ReadonlyMap<string, Reported> | undefined {
  const after = new Map(before);
  let isChanged = false;
  for (const { key: whole, status } of files) {
    const key = nameOfFile(whole);
    const reported = before.get(key);
    const isRight = status === 'valid';
    if (status === 'unverified' || (isRight ? reported?.isOpen !== true : reported?.isOpen === true))
      continue;
    after.delete(key);
    after.set(key, { times: (reported?.times ?? -1) + (isRight ? 0 : 1), isOpen: !isRight });
    isChanged = true;
  }
  return isChanged ? new Map([...after].slice(-MAX_FILES)) : undefined;
}

/** The table is not trusted: what is no such text is nothing. */
function decode(text: string): ReadonlyMap<string, Reported> {
  const entries = parseJson(text);
  if (!Array.isArray(entries)) return new Map();
  return new Map(
    entries.flatMap((entry): [string, Reported][] => {
      const [key, reported] = Array.isArray(entry) ? entry : [];
      if (typeof key !== 'string' || !isJsonObject(reported)) return [];
      const { times, isOpen } = reported;
      return Number.isSafeInteger(times) ? [[key, { times: times as number, isOpen: isOpen === true }]] : [];
    }),
  );
}
