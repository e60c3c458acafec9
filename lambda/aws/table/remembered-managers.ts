import type { KnownManagers } from '../../../lib/core/change/file-hand-changes';
import { isBetter, type Manager } from '../../../lib/core/change/managed-resources';
import { inTurns } from './remembered-sketches';
import type { SketchPorts } from './sketch-item';

/** So many resources are remembered between files, with and without a manager. */
const MAX_REMEMBERED = 20_000;

/** A resource that no deployment changes for so long is forgotten. */
const KEEP_SECONDS = 400 * 86_400;

interface Remembered {
  readonly manager: Manager | undefined;
  readonly version: number;
}

/** What a container knows of who manages resources: the table's content, as it was read. */
export class RememberedManagers implements KnownManagers {
  private readonly remembered = new Map<string, Remembered>();

  constructor(private readonly ports: SketchPorts) {}

  get(key: string): Manager | undefined {
    return this.remembered.get(key)?.manager;
  }

  /** One that is managed is not read again: what manages it stays. */
  async read(keys: readonly string[]): Promise<void> {
    await inTurns(
      keys.filter((key) => this.get(key) === undefined),
      async (key) => this.remember(key, await this.readOne(key)),
    );
  }

  async add(managers: ReadonlyMap<string, Manager>): Promise<number> {
    const written = await inTurns([...managers], ([key, manager]) => this.addOne(key, manager));
    return written.filter((isWritten) => !isWritten).length;
  }

  /** Another function that wrote in between has learned it of the same deployment. */
  private async addOne(key: string, manager: Manager): Promise<boolean> {
    const { manager: known, version } = this.remembered.get(key) ?? (await this.readOne(key));
    if (!isBetter(manager, known)) return true;
    const bytes = Buffer.from(JSON.stringify(manager));
    const change = { key: tableKey(key), bytes, version, nowMs: this.ports.nowMs() };
    const isWritten = await this.ports.writeSketch({ ...change, keepSeconds: KEEP_SECONDS });
    this.remember(key, isWritten ? { manager, version: version + 1 } : await this.readOne(key));
    return isWritten || this.get(key) !== undefined;
  }

  private async readOne(key: string): Promise<Remembered> {
    const { bytes, version } = await this.ports.readSketch(tableKey(key));
    return { manager: bytes === undefined ? undefined : decoded(bytes), version };
  }

  private remember(key: string, read: Remembered): void {
    this.remembered.delete(key);
    this.remembered.set(key, read);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > MAX_REMEMBERED && oldest !== undefined) this.remembered.delete(oldest);
  }
}

/** No actor or account has such a name. */
function tableKey(key: string): string {
  return `managed ${key}`;
}

/** The table proves that a function wrote it. */
function decoded(bytes: Uint8Array): Manager {
  return JSON.parse(Buffer.from(bytes).toString()) as Manager;
}
