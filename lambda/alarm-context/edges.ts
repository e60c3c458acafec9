import type { FoundLogEvent, LogEventQuery } from '../aws/filter-log-events';
import type { RaiseEdges } from '../raise/raise-edges';

/** Everything that this function does to the world, and the clock: `lambda/aws` in life, memory in tests. */
export interface Edges extends RaiseEdges {
  readonly filterLogEvents: (query: LogEventQuery) => AsyncIterable<readonly FoundLogEvent[]>;
}
