import type { RealtimeAlertsSettings } from '../../lib/core/settings/realtime-alerts-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { type FoundSilences, readSilenceParameters, ssmClient } from '../aws/silence-parameters';
import { putHeartbeat, readHeartbeats } from '../aws/table/heartbeat-item';
import { readMembers } from '../aws/trail/member-accounts';
import type { ForeignItems } from '../raise/foreign-items';
import type { Log } from '../raise/log';
import { makeClaimStore, makeRaiseClients, makeRaisePorts } from '../raise/ports/make-raise-ports';
import type { Ports } from './ports';

/** What an event needs that a rule holds of. */
export interface LatePorts extends Ports {
  readonly readSilences: (path: string) => Promise<FoundSilences>;
}

/** The ports in life: AWS, with the names that the function's settings give. In a file of its own, because few events need them. */
export function makePorts(
  settings: RealtimeAlertsSettings,
  log: Pick<Log, 'warn'>,
  foreignItems: ForeignItems,
): LatePorts {
  const clients = makeRaiseClients(settings, log, foreignItems);
  const ssm = confirming(ssmClient(CLIENT_OPTIONS));
  const store = makeClaimStore(clients, settings);
  return {
    ...makeRaisePorts(clients, settings),
    putHeartbeat: (entry) => putHeartbeat(store, entry),
    readMembers: () => readMembers(store),
    readSilences: (path) => readSilenceParameters(ssm, path),
    readHeartbeats: (hour) => readHeartbeats(store, hour),
  };
}
