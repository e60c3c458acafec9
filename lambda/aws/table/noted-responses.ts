import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { type QueriedTable, queryItems } from './query-items';
import { type LedgerEntry, ledgerPartition, toEntry } from './response-ledger';

/** What was noted of an alert for one action, for people who look it up. */
export interface NotedResponse extends LedgerEntry {
  readonly alertId: string;
  readonly action: string;
}

/** What was noted of an action for the alerts whose ids begin with a text, without writing anything. */
export async function readNoted(
  table: QueriedTable,
  action: string,
  idStart: string,
): Promise<readonly NotedResponse[]> {
  const noted: NotedResponse[] = [];
  const sortKeys = [idStart, `${idStart}~`] as const;
  for await (const item of queryItems(table, ledgerPartition(action), { isConsistent: true, sortKeys })) {
    const entry = toEntry(item);
    // Who only looked at an entry leaves an empty one.
    if (entry.startedAt === undefined && entry.outcome === undefined) continue;
    noted.push({ alertId: item[CLAIM_TABLE.sortKey]?.S ?? '', action, ...entry });
  }
  return noted;
}
