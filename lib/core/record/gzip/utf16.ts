import type { GunzipStep } from './gunzip';

/** Whether a text opens with a byte order mark of UTF-16, or as JSON does in it: PowerShell's `>` writes it. */
export function isUtf16(start: Uint8Array): boolean {
  return encodingOf(start) !== undefined;
}

function encodingOf([first, second, third, fourth]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (isOpening(first) && second === 0 && third !== 0 && third !== undefined && fourth === 0)
    return 'utf-16le';
  if (first === 0 && isOpening(second) && third === 0 && fourth !== 0 && fourth !== undefined)
    return 'utf-16be';
  return undefined;
}

function isOpening(byte: number | undefined): boolean {
  return byte === 0x7b || byte === 0x5b;
}

/** The same steps, their text in UTF-8. The first of them contains the bytes that give the encoding. */
export async function* toUtf8(steps: AsyncGenerator<GunzipStep>): AsyncGenerator<GunzipStep> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const step of steps) {
    if ('problem' in step) {
      yield step;
      continue;
    }
    decoder ??= new TextDecoder(encodingOf(step.text) ?? 'utf-16le');
    yield { text: Buffer.from(decoder.decode(step.text, { stream: true })) };
  }
  const rest = decoder?.decode() ?? '';
  if (rest !== '') yield { text: Buffer.from(rest) };
}
