/** So many bytes from the start decide: a Detection Finding names its product behind a summary of a thousand characters. */
export const OWN_DECIDING_BYTES = 8 * 1024;

/** How alerts, and reviews, begin in each format. */
const OWN_BEGINNINGS = [
  /^(?:\[\s*)?\{"version":\d+,"id":"[0-9a-f]{64}","ruleId":/,
  /^TIME +SEVERITY +WHAT/,
  /^eventTime,severity,title,eventName,eventSource,actor,actorArn,/,
  /^\{"version":"2\.1\.0","\$schema":"[^"]+","runs":\[\{"tool":\{"driver":\{"name":"trailwatch /,
  /^<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="generator" content="trailwatch report /,
  /^<!-- trailwatch review -->/,
  /^\{"version":1,"head":/,
  /^\{"category_uid":2,[^\n]*"product":\{"name":"trailwatch"/,
];

/** The first bytes of these. */
const FIRST_BYTES = new Set(Buffer.from('[{Te<'));

/** Whether a file that begins so is what `scan`, `report` or `review` wrote. */
export function isOwnOutput(start: Uint8Array): boolean {
  const [first] = start;
  if (first === undefined || !FIRST_BYTES.has(first)) return false;
  const length = Math.min(start.byteLength, OWN_DECIDING_BYTES);
  const text = Buffer.from(start.buffer, start.byteOffset, length).toString('latin1');
  return OWN_BEGINNINGS.some((own) => own.test(text));
}
