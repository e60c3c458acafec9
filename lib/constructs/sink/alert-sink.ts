import { QueueFunction } from '../worker/queue-function';
import type { SinkParts } from './create-sink';

/**
 * Forwards messages of an alert topic to another service: a queue that is subscribed to the topic, a function that verifies the
 * sender of each message and forwards it, and a dead-letter queue with alarms. `EventBusSink` and `ApiDestinationSink` are
 * examples.
 */
export abstract class AlertSink extends QueueFunction {
  /** The resources, which every subclass sets in its constructor. @internal */
  protected _parts!: SinkParts;
}
