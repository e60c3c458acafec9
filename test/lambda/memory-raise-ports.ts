import { ClaimWatch } from '../../lambda/aws/table/claim-watch';
import { ForeignItems } from '../../lambda/raise/foreign-items';
import type { RaisePorts } from '../../lambda/raise/ports/raise-ports';
import type { Alert } from '../../lib/core/alert/alert';
import { schemaErrors } from '../core/alert/alert-schema';
import type { MemoryTable } from './memory-table';

/** A call to AWS that is about to be made. */
export interface EdgeCall<Name extends string = string> {
  readonly name: Name;
  /** The alert's, claim's, or object's id, as far as there is one. */
  readonly subject: string;
}

/** Lets every call to AWS pass, or does with it what a test wants. */
export type Gate<Name extends string = string> = <T>(call: EdgeCall<Name>, effect: () => T) => Promise<T>;

/** Lets every call pass. */
export const OPEN_GATE: Gate = async (_call, effect) => effect();

/** AWS in memory, as far as raising alerts needs it. */
export interface MemoryAws {
  readonly nowMs: number;
  readonly table: MemoryTable;
  readonly published: Alert[];
  /** What tells that something is over, apart; with all others by default. */
  readonly closings?: Alert[];
  readonly send: (body: string, delaySeconds?: number) => void;
  /** All are, unless a test says otherwise. */
  readonly isOwnMessage?: (body: string) => boolean;
  /** What a new container knows of claims; nothing by default. */
  readonly newWatch?: () => ClaimWatch;
}

/** The ports of raising alerts; every call passes the gate. */
export function memoryRaisePorts(
  aws: MemoryAws,
  gate: Gate<keyof Omit<RaisePorts, 'nowMs' | 'takeForeignItems' | 'noteForeignItem' | 'isOwnMessage'>>,
): RaisePorts {
  const { table } = aws;
  // Each container has its own.
  const watch = aws.newWatch?.() ?? new ClaimWatch(() => aws.nowMs);
  const foreign = new ForeignItems();
  return {
    nowMs: () => aws.nowMs,
    claimItem: (request) =>
      gate({ name: 'claimItem', subject: request.item }, () => table.claimItem(request, watch)),
    settleClaim: (claim, status) =>
      gate({ name: 'settleClaim', subject: claim.item }, () => table.settleClaim(claim, status)),
    admitAlert: (admission) =>
      gate({ name: 'admitAlert', subject: admission.alertId }, () => table.admitAlert(admission)),
    readAdmitted: (window) =>
      gate({ name: 'readAdmitted', subject: window }, () => table.readAdmitted(window)),
    listKinds: (listed) => gate({ name: 'listKinds', subject: listed.window }, () => table.listKinds(listed)),
    readListed: (window) => gate({ name: 'readListed', subject: window }, () => table.readListed(window)),
    putGroupedIds: (grouped) =>
      gate({ name: 'putGroupedIds', subject: grouped.window }, () => table.putGroupedIds(grouped)),
    readGroupedIds: (window, nowMs) =>
      gate({ name: 'readGroupedIds', subject: window }, () => table.readGroupedIds(window, nowMs)),
    countGrouped: (counted) =>
      gate({ name: 'countGrouped', subject: counted.window }, () => table.countGrouped(counted)),
    readStorm: (window, nowMs) =>
      gate({ name: 'readStorm', subject: window }, () => table.readStorm(window, nowMs)),
    writeStorm: (change) =>
      gate({ name: 'writeStorm', subject: change.next.window }, () => table.writeStorm(change)),
    readRepeats: (key) => gate({ name: 'readRepeats', subject: key }, () => table.readRepeats(key)),
    writeRepeats: (change) =>
      gate({ name: 'writeRepeats', subject: change.key }, () => table.writeRepeats(change)),
    readActor: (hash) => gate({ name: 'readActor', subject: hash }, () => table.readActor(hash)),
    countSummary: (change) =>
      gate({ name: 'countSummary', subject: change.ruleId }, () => table.countSummary(change)),
    takeForeignItems: (nowMs) => foreign.take(nowMs),
    noteForeignItem: (item) => foreign.note(item),
    publishAlert: (alert) =>
      gate({ name: 'publishAlert', subject: alert.id }, () => {
        const [error] = schemaErrors(alert);
        if (error !== undefined)
          throw new Error(`an alert is not what docs/alert.schema.json says: ${error}`);
        (alert.closes === undefined ? aws.published : (aws.closings ?? aws.published)).push(alert);
      }),
    sendMessage: (body, delaySeconds) =>
      gate({ name: 'sendMessage', subject: body }, () => aws.send(body, delaySeconds)),
    isOwnMessage: async (body) => aws.isOwnMessage?.(body) ?? true,
  };
}
