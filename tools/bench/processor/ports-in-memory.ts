import type { Item } from '../../../lambda/aws/table/claim-store';
import { contributionsAt, itemsOf, toContributions } from '../../../lambda/aws/table/read-contributions';
import type { Ports } from '../../../lambda/log-processor/ports';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { MemoryTable } from '../../../test/lambda/memory-table';

/** What the table of all batches is asked, in the units that DynamoDB charges: a write of 1 KB, a consistent read of 4 KB. */
export interface TableUnits extends Record<string, number> {
  tableWrites: number;
  tableReads: number;
}

/** About what an item has beside its contributions: codes, and the names of attributes. */
const ITEM_BYTES = 330;

/** AWS of one batch in memory, all but its objects: the table decides as DynamoDB does, and what is sent is forgotten. */
export function portsInMemory(units: TableUnits): Omit<Ports, 'readObject'> {
  const table = new MemoryTable();
  const nowMs = Date.parse('2026-11-20T03:00:00Z');
  const groups = new Map<string, Item[]>();
  const ports: Omit<Ports, 'readObject'> = {
    nowMs: () => nowMs,
    claimItem: async (request) => table.claimItem(request),
    settleClaim: async (claim, status) => table.settleClaim(claim, status),
    admitAlert: async (admission) => table.admitAlert(admission),
    readAdmitted: async (window) => table.readAdmitted(window),
    listKinds: async (listed) => table.listKinds(listed),
    readListed: async (window) => table.readListed(window),
    putGroupedIds: async (grouped) => table.putGroupedIds(grouped),
    // The memory would look at all claims of a window, which is not the handler's work.
    readGroupedIds: async () => [],
    countGrouped: async () => 0,
    readStorm: async (window, atMs) => table.readStorm(window, atMs),
    writeStorm: async (change) => table.writeStorm(change),
    readRepeats: async (key) => table.readRepeats(key),
    writeRepeats: async (change) => table.writeRepeats(change),
    readActor: async (hash) => table.readActor(hash),
    countSummary: async (change) => table.countSummary(change),
    listMembers: async () => [],
    readAccountTags: async () => ({}),
    putMember: async () => undefined,
    readMembers: async () => [],
    readSummary: async () => [],
    noteSearched: async () => undefined,
    readSearched: async () => [],
    noteDayDone: async () => undefined,
    readDaysDone: async () => [],
    readList: async () => undefined,
    readSketch: async () => ({ version: 0 }),
    writeSketch: async () => true,
    takeForeignItems: () => [],
    noteForeignItem: () => undefined,
    publishAlert: async () => undefined,
    sendMessage: async () => undefined,
    isOwnMessage: async () => true,
    // Packed, as DynamoDB has them.
    putContributions: async (entry) => {
      const items = itemsOf(entry);
      for (const item of items) units.tableWrites += Math.ceil(bytesOf(item) / 1024);
      groups.set(entry.window, [...(groups.get(entry.window) ?? []), ...items]);
    },
    readContributions: async ({ window, fromMs, untilMs }) => {
      const [from, until] = [contributionsAt(fromMs), contributionsAt(untilMs)];
      const found = (groups.get(window) ?? []).filter((item) => {
        const time = item[CLAIM_TABLE.sortKey]?.S ?? '';
        return time >= from && time < until;
      });
      const bytes = found.reduce((sum, item) => sum + bytesOf(item), 0);
      units.tableReads += Math.max(1, Math.ceil(bytes / 4096));
      return found.flatMap(toContributions);
    },
  };
  return Object.fromEntries(
    Object.entries(ports).map(([name, call]) => [name, counting(name, call, units)]),
  ) as never;
}

function bytesOf({ contributions }: Item): number {
  return ITEM_BYTES + (contributions?.B?.byteLength ?? 0);
}

const WRITES = /^(?:put(?!Contributions)|claim|settle|admit|list(?!Members)|write|countSummary|note)/;
const READS = /^read(?!Contributions)/;

/** The same call; of what is small, each is one unit. */
function counting<T>(name: string, call: T, units: TableUnits): T {
  if (typeof call !== 'function' || !(WRITES.test(name) || READS.test(name))) return call;
  return ((...given: unknown[]) => {
    units[WRITES.test(name) ? 'tableWrites' : 'tableReads'] += 1;
    return call(...given);
  }) as T;
}
