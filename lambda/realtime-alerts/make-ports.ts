import { putHeartbeat, readHeartbeats } from '../aws/heartbeat-item';
import {
  makeClaimStore,
  makeRaisePorts,
  type RaiseClients,
  type RaiseNames,
} from '../raise/make-raise-ports';
import type { Ports } from './ports';

/** The ports in life: AWS, through these clients, with the names that the function's settings give. */
export function makePorts(clients: RaiseClients, names: RaiseNames): Ports {
  const store = makeClaimStore(clients, names);
  return {
    ...makeRaisePorts(clients, names),
    putHeartbeat: (entry) => putHeartbeat(store, entry),
    readHeartbeats: (hour) => readHeartbeats(store, hour),
  };
}
