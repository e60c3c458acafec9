import type { FoundLogEvent, LogEventQuery } from '../aws/filter-log-events';
import type { RaisePorts } from '../raise/raise-ports';

/** Everything that this function does to the world, and the clock: `lambda/aws` in life, memory in tests. */
export interface Ports extends RaisePorts {
  readonly filterLogEvents: (query: LogEventQuery) => AsyncIterable<readonly FoundLogEvent[]>;
}
