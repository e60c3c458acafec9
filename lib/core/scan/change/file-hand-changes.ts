import type { JsonObject } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';
import { CHANGED_BY_HAND } from '../../rule/own-field';
import { type Change, isByHand, toChange } from './change';
import { keysOf, learnManagers, type Manager, type ManagerTable } from './managed-resources';

/** What is known about the managers of resources, by their keys. */
export interface KnownManagers {
  get(key: string): Manager | undefined;
  /** Reads those that were not read yet. */
  read(keys: readonly string[]): Promise<void>;
  /** Writes what was learned from a file. Returns how much could not be written. */
  add(managers: ReadonlyMap<string, Manager>): Promise<number>;
}

/**
 * The maximum number of resources that are looked up per file: further ones in a flood of calls have no mark, and are not
 * learned.
 */
const MAX_LOOKED_UP = 2_000;

/** A change, and its record. */
export interface FoundChange {
  readonly change: Change;
  readonly record: CloudTrailRecord;
}

/** Marks in the records of one file the changes by hand to resources of a stack or a tool, and learns the resources of these. */
export class FileHandChanges {
  private learned = new Map<string, Manager>();
  private readonly lookedUp = new Set<string>();

  /** In a flood of calls, resources beyond those that are looked up are not learned. */
  private readonly table: ManagerTable = {
    get: (key) => this.find(key),
    set: (key, manager) => {
      if (this.lookedUp.has(key)) this.learned.set(key, manager);
    },
  };

  constructor(private readonly known: KnownManagers) {}

  restart(): void {
    this.learned = new Map();
  }

  async mark(records: readonly CloudTrailRecord[]): Promise<ReadonlyMap<CloudTrailRecord, JsonObject>> {
    const found = records.flatMap((record): readonly FoundChange[] => {
      const change = toChange(record);
      if (change === undefined || change.error !== '') return [];
      return change.means === 'program' || change.means === 'service' ? [] : [{ change, record }];
    });
    await this.lookUp(found);
    const marked = new Map<CloudTrailRecord, JsonObject>();
    for (const { change, record } of found) {
      if (!isByHand(change.means)) learnManagers(change, record, this.table);
      else {
        const manager = this.managerOf(change);
        if (manager === undefined) continue;
        const { kind, name } = manager;
        marked.set(record, {
          [CHANGED_BY_HAND]: { manager: kind, name: name || 'not known', by: change.means },
        });
      }
    }
    return marked;
  }

  learn(): Promise<number> {
    return this.known.add(this.learned);
  }

  private async lookUp(found: readonly FoundChange[]): Promise<void> {
    const keys = found.flatMap(({ change }) =>
      change.resources.flatMap((resource) => keysOf(change, resource)),
    );
    const wanted = keys.filter(
      (key) => !this.lookedUp.has(key) && this.lookedUp.size < MAX_LOOKED_UP && this.lookedUp.add(key),
    );
    if (wanted.length > 0) await this.known.read(wanted);
  }

  private managerOf(change: Change): Manager | undefined {
    const keys = change.resources.flatMap((resource) => keysOf(change, resource));
    return keys.map((key) => this.find(key)).find((manager) => manager !== undefined);
  }

  private find(key: string): Manager | undefined {
    return this.learned.get(key) ?? this.known.get(key);
  }
}
