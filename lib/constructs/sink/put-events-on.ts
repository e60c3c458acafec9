import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { SinkJob } from './create-sink';

/** The job of a sink that puts events on a bus. */
export function putEventsOn(eventBus: IEventBus, job: Pick<SinkJob, 'description' | 'environment'>): SinkJob {
  return {
    ...job,
    bundle: 'send-events',
    services: 'EventBridge, KMS and CloudWatch',
    statements: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: eventBus.eventBusArn }],
  };
}
