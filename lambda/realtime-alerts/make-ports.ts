import type { RealtimeAlertsSettings } from '../../lib/core/settings/realtime-alerts-settings';
import { putHeartbeat, readHeartbeats } from '../aws/heartbeat-item';
import type { ForeignItems } from '../raise/foreign-items';
import type { Log } from '../raise/log-failure';
import { makeClaimStore, makeRaisePorts } from '../raise/make-raise-ports';
import { makeRaiseClients } from '../raise/raise-clients';
import type { Ports } from './ports';

/** The ports in life: AWS, with the names that the function's settings give. */
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
    readHeartbeats: (hour) => readHeartbeats(store, hour),
  };
}
