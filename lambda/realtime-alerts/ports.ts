import type { HeartbeatEntry } from '../aws/heartbeat-item';
import type { RaisePorts } from '../raise/raise-ports';

/** Everything that the realtime alerts do to the world, and the clock: `lambda/aws` in life, memory in tests. */
export interface Ports extends RaisePorts {
  readonly putHeartbeat: (entry: HeartbeatEntry) => Promise<void>;
  /** The places that were heard of in an hour. */
  readonly readHeartbeats: (hour: string) => Promise<readonly string[]>;
}
