import { QueueFunction } from '../worker/queue-function';
import type { SinkParts } from './create-sink';

/**
 * What forwards messages of an alert topic to another service: a queue that is subscribed to the topic, a function that verifies
 * who sent each message and hands it over, and a dead-letter queue with alarms. `EventBusSink` and `ApiDestinationSink` are some.
 */
export abstract class AlertSink extends QueueFunction {
  /** The resources: every subclass sets them in its constructor. @internal */
  protected _parts!: SinkParts;
}
