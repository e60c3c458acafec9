import type { RealtimeAlertsSettings } from '../../lib/core/settings/realtime-alerts-settings';
import { putHeartbeat, readHeartbeats } from '../aws/table/heartbeat-item';
import { readMembers } from '../aws/trail/member-accounts';
import type { ForeignItems } from '../raise/foreign-items';
import type { Log } from '../raise/log-failure';
import { makeClaimStore, makeRaisePorts } from '../raise/ports/make-raise-ports';
import { makeRaiseClients } from '../raise/ports/raise-clients';
import type { Ports } from './ports';

/** The ports in life: AWS, with the names that the function's settings give. In a file of its own, because few events need them. */
export function makePorts(
  settings: RealtimeAlertsSettings,
  log: Pick<Log, 'warn'>,
  foreignItems: ForeignItems,
): Ports {
  const clients = makeRaiseClients(settings, log, foreignItems);
  const store = makeClaimStore(clients, settings);
  return {
    ...makeRaisePorts(clients, settings),
    putHeartbeat: (entry) => putHeartbeat(store, entry),
    readMembers: () => readMembers(store),
    readHeartbeats: (hour) => readHeartbeats(store, hour),
  };
}
