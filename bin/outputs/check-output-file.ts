import { open, stat } from 'node:fs/promises';
import { renderReason, UserError } from '../cli/user-error';

/** The output of a command. */
export interface OutputChoice {
  /** `--out` as the user wrote it. */
  readonly out: string;
  /** Replace a file that is no output of trailwatch. */
  readonly force?: boolean;
}

/**
 * Rejects an output that replaces a file that trailwatch did not write, unless forced.
 *
 * @throws {@link UserError} if the output is rejected
 */
export async function checkOutputFile({ out, force = false }: OutputChoice): Promise<void> {
  const found = await stat(out).catch(() => undefined);
  if (force || found?.isFile() !== true) return;
  const isOwn = await isOutputOfTrailwatch(out).catch((error: unknown) => {
    throw new UserError(
      `--out ${out} exists, and cannot be read: ${renderReason(error)}; name another file, or replace it with --force`,
    );
  });
  if (isOwn) return;
  throw new UserError(
    `--out ${out} exists, and trailwatch did not write it; name another file, or replace it with --force`,
  );
}

/** Whether a file is empty, or begins as the files do that `--out` writes. */
export async function isOutputOfTrailwatch(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(OWN_DECIDING_BYTES),
      0,
      OWN_DECIDING_BYTES,
      0,
    );
    const text = buffer.toString('latin1', 0, bytesRead).trim();
    return text === '' || text === '[]' || isOwnOutput(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** So many bytes from the start decide: a Detection Finding names its product behind a summary of a thousand characters. */
export const OWN_DECIDING_BYTES = 8 * 1024;

/** How alerts, reviews, and manifests of datasets begin in each format. */
const OWN_BEGINNINGS = [
  /^(?:\[\s*)?\{"version":\d+,"id":"[0-9a-f]{64}","ruleId":/,
  /^TIME +SEVERITY +WHAT/,
  /^eventTime,severity,title,eventName,eventSource,actor,actorArn,/,
  /^\{"version":"2\.1\.0","\$schema":"[^"]+","runs":\[\{"tool":\{"driver":\{"name":"trailwatch /,
  /^<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="generator" content="trailwatch report /,
  /^<!-- trailwatch review -->/,
  /^\{"version":\d+,"kind":"(?:events|ocsf)","inputs":\{/,
  /^\{"version":1,"head":/,
  /^\{"severity":"[a-z]+","title":"[^\n]{0,2000}","rule":"/,
  /^\{"category_uid":2,[^\n]*"product":\{"name":"trailwatch"/,
];

/** The first bytes of these. */
const FIRST_BYTES = new Set(Buffer.from('[{Te<'));

/** Whether a file that begins so is what `scan`, `report`, `review` or `convert` wrote. */
export function isOwnOutput(start: Uint8Array): boolean {
  const [first] = start;
  if (first === undefined || !FIRST_BYTES.has(first)) return false;
  const length = Math.min(start.byteLength, OWN_DECIDING_BYTES);
  const text = Buffer.from(start.buffer, start.byteOffset, length).toString('latin1');
  return OWN_BEGINNINGS.some((own) => own.test(text));
}
