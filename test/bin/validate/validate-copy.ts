import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignedArchive } from '../../digest/signed-archive';
import { SIGNING_KEYS } from '../../digest/signing-key';
import { runTrailwatch } from '../run-trailwatch';

/** A line of the verdicts. */
export interface Verdict {
  readonly kind: string;
  readonly key: string;
  readonly status: string;
  readonly reason?: string;
  readonly pending?: boolean;
}

/** What is asked for, where a test cares. */
export interface CopyOptions {
  readonly argv?: readonly string[];
  readonly now?: string;
  /** Whether the metadata of digest files was lost. */
  readonly isWithoutMetadata?: boolean;
  /** Files beside the archive, by their names; `{folder}` in an argument is where they are. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Validates an archive that was copied into a folder. */
export async function validateCopy(
  archive: SignedArchive,
  { argv = [], now = '2026-10-01T06:30:00Z', isWithoutMetadata = false, files = {} }: CopyOptions = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-copy-'));
  mkdirSync(join(folder, 'archive'));
  archive.writeTo(join(folder, 'archive'));
  const saved = [...archive.objects.values()].map(({ key, metadata }) => [key, metadata]);
  const PublicKeyList = Object.values(SIGNING_KEYS).map((key) => key.listed());
  const all = {
    'metadata.json': JSON.stringify(Object.fromEntries(saved)),
    'keys.json': JSON.stringify({ PublicKeyList }),
    ...files,
  };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text);
  const options = ['--public-keys', join(folder, 'keys.json')];
  if (!isWithoutMetadata) options.push('--metadata', join(folder, 'metadata.json'));
  const asked = argv.map((argument) => argument.replace('{folder}', folder));
  const ran = await runTrailwatch(['validate', join(folder, 'archive'), ...options, ...asked], {
    currentTime: now,
  });
  rmSync(folder, { recursive: true });
  const [, share] = /^proven=(\d+\.\d)%/m.exec(ran.stderr) ?? [];
  return { ...ran, share };
}

/** The lines of what is not valid. */
export function exceptionsOf(stdout: string): readonly Verdict[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Verdict).filter(({ status }) => status !== 'valid');
}
