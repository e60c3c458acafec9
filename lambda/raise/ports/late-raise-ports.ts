import type { LateCalls } from '../../aws/late-calls';
import type { ForeignItems } from '../foreign-items';
import type { RaisePorts } from './raise-ports';

/** The ports of raising, whose calls of AWS are loaded with the first of them: most invocations raise nothing. */
export function lateRaisePorts(late: LateCalls<RaisePorts>, foreignItems: ForeignItems): RaisePorts {
  return {
    nowMs: () => Date.now(),
    claimItem: late('claimItem'),
    settleClaim: late('settleClaim'),
    admitAlert: late('admitAlert'),
    readAdmitted: late('readAdmitted'),
    listKinds: late('listKinds'),
    readListed: late('readListed'),
    putGroupedIds: late('putGroupedIds'),
    countGrouped: late('countGrouped'),
    readStorm: late('readStorm'),
    writeStorm: late('writeStorm'),
    readRepeats: late('readRepeats'),
    writeRepeats: late('writeRepeats'),
    readActor: late('readActor'),
    countSummary: late('countSummary'),
    takeForeignItems: (nowMs) => foreignItems.take(nowMs),
    noteForeignItem: (item) => foreignItems.note(item),
    publishAlert: late('publishAlert'),
    sendMessage: late('sendMessage'),
    isOwnMessage: late('isOwnMessage'),
  };
}
