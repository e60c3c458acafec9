import { ALERTS_A_BLOCK, type AlertDetail, DATA_ELEMENTS, type ReportIndex } from '../report-data';

/** What the page cannot be shown without. */
export class NoData extends Error {}

/** The index that stands in the page. */
export async function readIndex(): Promise<ReportIndex> {
  if (!('DecompressionStream' in globalThis))
    throw new NoData('This browser cannot unpack the alerts of this page. Use a version of 2023 or later.');
  const text = document.getElementById(DATA_ELEMENTS.index)?.textContent;
  if (text === null || text === undefined || text === '')
    throw new NoData('The alerts of this page are missing: the file is not whole.');
  return (await decompressed(text)) as ReportIndex;
}

/** So many blocks stay unpacked. */
const MAX_BLOCKS = 8;

/** Details of alerts, unpacked when they are asked for. */
export class DetailReader {
  readonly #elements = document.getElementsByClassName(DATA_ELEMENTS.block);
  readonly #blocks = new Map<number, Promise<readonly AlertDetail[]>>();

  /** The details of the alert of a number. */
  async read(row: number): Promise<AlertDetail | undefined> {
    const block = await this.#block(Math.floor(row / ALERTS_A_BLOCK));
    return block[row % ALERTS_A_BLOCK];
  }

  #block(place: number): Promise<readonly AlertDetail[]> {
    const known = this.#blocks.get(place) ?? this.#unpack(place);
    this.#blocks.delete(place);
    this.#blocks.set(place, known);
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= MAX_BLOCKS) break;
      this.#blocks.delete(oldest);
    }
    return known;
  }

  async #unpack(place: number): Promise<readonly AlertDetail[]> {
    const text = this.#elements[place]?.textContent ?? '';
    return (await decompressed(text)) as readonly AlertDetail[];
  }
}

async function decompressed(base64: string): Promise<unknown> {
  const bytes = bytesOf(base64);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(unpacked).json();
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
