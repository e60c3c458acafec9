import { readProblem } from '../../problem/read-problem';
import { type ByteChunks, ByteSource } from './byte-source';
import { type GunzipStep, gunzip } from './gunzip';
import { gunzipWhole } from './gunzip-whole';
import { isGzip } from './gzip-header';
import { isUtf16, toUtf8 } from './utf16';

/** A gzip file of fewer bytes is unpacked in one go if that works, which takes two thirds of the time. */
const WHOLE_FILE_BYTES = 8 * 1024 * 1024;

/** Text is delivered in pieces of this size, which stay in the processor's cache while they are searched. */
const PIECE_BYTES = 1024 * 1024;

/** gzip inside gzip inside gzip: tools that pack packed data do so once or twice. */
const MAX_LAYERS = 3;

/** How a file is to be unpacked. */
export interface UnpackOptions {
  /** The file's name in problems. */
  readonly name: string;
  /** The most bytes that the gzip data inside gzip data may have. */
  readonly maxBytes: number;
}

/** A step of unpacking; after a text that is at hand the next one comes without waiting. */
export type UnpackStep = GunzipStep & { readonly isAtHand?: true };

/** The text of a file in UTF-8: plain, or packed by gzip once or several times; UTF-16 is converted. */
export async function* unpackText(source: ByteSource, options: UnpackOptions): AsyncGenerator<UnpackStep> {
  const first = await source.take(2);
  source.unread(first);
  if (!isGzip(first)) return yield* decode(plainText(source), options, 1);
  const beginning = await source.take(WHOLE_FILE_BYTES);
  const text = beginning.length < WHOLE_FILE_BYTES ? gunzipOneLayer(beginning) : undefined;
  if (text !== undefined) return yield* piecesOf(text);
  source.unread(beginning);
  yield* decode(gunzip(source, options.name), options, 1);
}

function* piecesOf(text: Uint8Array): Generator<UnpackStep, void> {
  for (let at = 0; at < text.length; at += PIECE_BYTES)
    yield { text: text.subarray(at, at + PIECE_BYTES), isAtHand: true };
}

/** The text of a file that is one valid gzip member; undefined for all else, and for data that is packed twice or in UTF-16. */
function gunzipOneLayer(bytes: Uint8Array, maxTextBytes?: number): Uint8Array | undefined {
  const text = gunzipWhole(bytes, maxTextBytes);
  return text === undefined || isGzip(text) || isUtf16(text) ? undefined : text;
}

/** A text that was unpacked without waiting. */
export interface SmallText {
  readonly text: Uint8Array;
  readonly isPacked: boolean;
}

/**
 * The text of a small file that is plain or one valid layer of gzip, in UTF-8: the same as {@link unpackText}. Undefined for all
 * else.
 *
 * @param maxTextBytes a longer plain text is not taken
 */
export function unpackSmall(bytes: Uint8Array, maxTextBytes: number): SmallText | undefined {
  if (isGzip(bytes)) {
    const text = gunzipOneLayer(bytes, PIECE_BYTES - 1);
    return text && { text, isPacked: true };
  }
  return bytes.length > maxTextBytes || isUtf16(bytes) ? undefined : { text: bytes, isPacked: false };
}

/** Looks at the first bytes of a text: there may be another layer below. */
async function* decode(
  steps: AsyncGenerator<GunzipStep>,
  options: UnpackOptions,
  layers: number,
): AsyncGenerator<GunzipStep> {
  try {
    yield* decodeFrom(steps, options, layers);
  } finally {
    await steps.return(undefined);
  }
}

async function* decodeFrom(
  steps: AsyncGenerator<GunzipStep>,
  options: UnpackOptions,
  layers: number,
): AsyncGenerator<GunzipStep> {
  let start: Uint8Array = new Uint8Array();
  while (start.length < 4) {
    const step = await steps.next();
    if (step.done === true) break;
    if ('problem' in step.value) yield step.value;
    else start = start.length === 0 ? step.value.text : Buffer.concat([start, step.value.text]);
  }
  const whole = startingWith(start, steps);
  if (isUtf16(start)) yield* toUtf8(whole);
  else if (isGzip(start) && layers < MAX_LAYERS) yield* unpackInner(whole, options, layers);
  else yield* whole;
}

async function* startingWith(
  start: Uint8Array,
  steps: AsyncGenerator<GunzipStep>,
): AsyncGenerator<GunzipStep> {
  if (start.length > 0) yield { text: start };
  yield* steps;
}

/** The text of gzip data that was itself unpacked; the problems of the outer data come last. */
async function* unpackInner(
  outer: AsyncGenerator<GunzipStep>,
  options: UnpackOptions,
  layers: number,
): AsyncGenerator<GunzipStep> {
  const problems: GunzipStep[] = [];
  const source = new ByteSource(textOf(outer, options, problems));
  try {
    yield* decode(gunzip(source, options.name), options, layers + 1);
  } finally {
    await source.close();
  }
  yield* problems;
}

/** Inner gzip data can be endless and without any text: it has its own bound. */
async function* textOf(
  steps: AsyncGenerator<GunzipStep>,
  { name, maxBytes }: UnpackOptions,
  problems: GunzipStep[],
): ByteChunks & AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  for await (const step of steps) {
    if ('problem' in step) {
      problems.push(step);
      continue;
    }
    bytes += step.text.length;
    if (bytes > maxBytes) {
      const reason = `the gzip data inside the gzip data is longer than ${maxBytes} bytes, and the rest was not read`;
      problems.push({ problem: readProblem(name, 'too-large', reason) });
      return;
    }
    yield step.text;
  }
}

async function* plainText(source: ByteSource): AsyncGenerator<GunzipStep> {
  for (;;) {
    const text = await source.next();
    if (text === undefined) return;
    yield { text };
  }
}
