import { readProblem } from '../problem/read-problem';
import { type ByteChunks, ByteSource } from './byte-source';
import { type GunzipStep, gunzip } from './gunzip';
import { gunzipPiece, gunzipPieces, type LentText } from './gunzip-pieces';
import { isGzip } from './gzip-header';
import { LENT_ROOM_BYTES } from './piece-inflater';
import { isUtf16, toUtf8 } from './utf16';

/** A gzip file of fewer bytes is tried in pieces, which takes two thirds of the time. All of them are kept meanwhile. */
const PIECES_FILE_BYTES = 8 * 1024 * 1024;

/** gzip inside gzip inside gzip: tools that pack what is packed already do so once or twice. */
const MAX_LAYERS = 3;

/** How a file is to be unpacked. */
export interface UnpackOptions {
  /** What problems call the file. */
  readonly name: string;
  /** The most bytes that the gzip data inside gzip data may have. */
  readonly maxBytes: number;
  /** Whether the memory of a text may be written to once the next step is asked for. @default false */
  readonly lends?: boolean;
}

/** A step of unpacking; `lentRoom` is how many bytes before a text that is lent may be written to. */
export type UnpackStep = GunzipStep & { readonly lentRoom?: number };

/** The text of a file in UTF-8: plain, or packed by gzip once or several times; UTF-16 is converted. */
export async function* unpackText(source: ByteSource, options: UnpackOptions): AsyncGenerator<UnpackStep> {
  const first = await source.take(2);
  source.unread(first);
  if (!isGzip(first)) return yield* decode(plainText(source), options, 1);
  const beginning = await source.take(PIECES_FILE_BYTES);
  const given = beginning.length < PIECES_FILE_BYTES ? yield* piecesOf(beginning, options) : 0;
  if (given === undefined) return;
  source.unread(beginning);
  yield* skipText(decode(gunzip(source, options.name), options, 1), given);
}

function* piecesOf(
  bytes: Uint8Array,
  { lends = false }: UnpackOptions,
): Generator<UnpackStep, number | undefined> {
  const pieces = gunzipPieces(bytes);
  try {
    for (;;) {
      const { done, value } = pieces.next();
      if (done === true) return value;
      yield lends ? { text: value, lentRoom: LENT_ROOM_BYTES } : { text: Uint8Array.from(value) };
    }
  } finally {
    pieces.return(undefined);
  }
}

/** The same steps without the first bytes of the text. */
async function* skipText(steps: AsyncGenerator<GunzipStep>, bytes: number): AsyncGenerator<GunzipStep> {
  let left = bytes;
  for await (const step of steps) {
    if ('problem' in step) yield step;
    else if (left < step.text.length) yield { text: left === 0 ? step.text : step.text.subarray(left) };
    if ('text' in step) left = Math.max(0, left - step.text.length);
  }
}

/**
 * The text of a small file that is plain or one faultless layer of gzip, in UTF-8: what {@link unpackText} gives of it. Undefined for all
 * else.
 *
 * @param maxTextBytes a longer plain text is not taken
 */
export function unpackSmall(bytes: Uint8Array, maxTextBytes: number): LentText | undefined {
  if (isGzip(bytes)) return gunzipPiece(bytes);
  if (bytes.length > maxTextBytes || isUtf16(bytes)) return undefined;
  return { text: bytes, isPacked: false, giveBack: () => undefined };
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

/** The text of gzip data that was itself unpacked; what is wrong with the outer data comes last. */
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

/** Inner gzip data can be endless and hold no text at all: it is bounded by itself. */
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
