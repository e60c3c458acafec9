import type { KnownManagers } from '../../../../lib/core/change/file-hand-changes';
import { isBetter, type Manager } from '../../../../lib/core/change/managed-resources';
import type { SketchPorts } from '../sketch-item';
import { countUnwritten, inTurns, RememberedItems } from './remembered-items';

/** With and without a manager. */
const MAX_REMEMBERED = 20_000;

/** A resource that no deployment changes for so long is forgotten. */
const KEEP_SECONDS = 400 * 86_400;

/** What a container knows of who manages resources. */
export class RememberedManagers implements KnownManagers {
  private readonly items: RememberedItems<Manager>;

  constructor(ports: SketchPorts) {
    this.items = new RememberedItems(ports, {
      most: MAX_REMEMBERED,
      // No actor or account has such a name.
      tableKey: (key) => `managed ${key}`,
      // The table proves that a function wrote it.
      decode: (bytes) => JSON.parse(Buffer.from(bytes).toString()) as Manager,
    });
  }

  get(key: string): Manager | undefined {
    return this.items.get(key)?.content;
  }

  /** One that is managed is not read again: what manages it stays. */
  async read(keys: readonly string[]): Promise<void> {
    const unmanaged = keys.filter((key) => this.get(key) === undefined);
    await inTurns(unmanaged, (key) => this.items.read(key));
  }

  add(managers: ReadonlyMap<string, Manager>): Promise<number> {
    return countUnwritten([...managers], ([key, manager]) => this.addOne(key, manager));
  }

  /** Another function that wrote in between has learned it of the same deployment. */
  private async addOne(key: string, manager: Manager): Promise<boolean> {
    const { content: known, version } = this.items.get(key) ?? (await this.items.read(key));
    if (!isBetter(manager, known)) return true;
    const bytes = Buffer.from(JSON.stringify(manager));
    if (await this.items.write(key, manager, { bytes, version, keepSeconds: KEEP_SECONDS })) return true;
    return (await this.items.read(key)).content !== undefined;
  }
}
