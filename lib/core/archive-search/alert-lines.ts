import type { Alert } from '../alert/alert';
import { sha256Hex } from '../record/sha256';

/** A file of alerts is written when it has so many bytes of text. */
const MAX_FILE_LENGTH = 8 * 1024 * 1024;

/**
 * Collects alerts as lines of JSON, and writes a file whenever there are enough for one.
 *
 * A file is named by its content: a second search of the same batch writes the same files, and one that dies halfway
 * changes none that another names.
 */
export class AlertLines {
  readonly files: string[] = [];
  #lines: string[] = [];
  #length = 0;

  /**
   * @param prefix what the names of the files begin with
   * @param write writes a file, and is done when it is stored
   */
  constructor(
    private readonly prefix: string,
    private readonly write: (key: string, text: string) => Promise<void>,
  ) {}

  async add(alert: Alert): Promise<void> {
    const line = `${JSON.stringify(alert)}\n`;
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length >= MAX_FILE_LENGTH) await this.end();
  }

  /** Writes what is left. */
  async end(): Promise<void> {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    this.#length = 0;
    const key = `${this.prefix}${sha256Hex(text).slice(0, 32)}.ndjson`;
    await this.write(key, text);
    this.files.push(key);
  }
}
