import type { Ports } from '../../../lambda/log-processor/ports';
import { MemoryTable } from '../../lambda/memory-table';

/** AWS of one batch in memory, all but its objects: the table decides as DynamoDB does, and what is sent is forgotten. */
export function portsInMemory(): Omit<Ports, 'readObject'> {
  const table = new MemoryTable();
  const nowMs = Date.parse('2026-11-20T03:00:00Z');
  return {
    nowMs: () => nowMs,
    claimItem: async (request) => table.claimItem(request),
    settleClaim: async (claim, status) => table.settleClaim(claim, status),
    admitAlert: async (admission) => table.admitAlert(admission),
    readAdmitted: async (window) => table.readAdmitted(window),
    listKinds: async (listed) => table.listKinds(listed),
    readListed: async (window) => table.readListed(window),
    putGroupedIds: async (grouped) => table.putGroupedIds(grouped),
    // The memory would look at all claims of a window, which is not the handler's work.
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
    readList: async () => undefined,
    readSketch: async () => ({ version: 0 }),
    writeSketch: async () => true,
    takeForeignItems: () => [],
    noteForeignItem: () => undefined,
    publishAlert: async () => undefined,
    sendMessage: async () => undefined,
    putContributions: async (entry) => table.putContributions(entry),
    readContributions: async (range) => table.readContributions(range),
  };
}
