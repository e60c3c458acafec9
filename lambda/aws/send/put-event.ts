import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { SinkEvent } from '../../../lib/core/alert/sink/to-event';

/** Sends one event to a bus. Throws if the response of EventBridge reports a failure, which is not an error of the call. */
export async function putEvent(
  client: EventBridgeClient,
  busName: string,
  { source, detailType, detail }: SinkEvent,
): Promise<void> {
  const { Entries = [] } = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: busName,
          Source: source,
          DetailType: detailType,
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
  const [{ EventId, ErrorCode, ErrorMessage } = {}] = Entries;
  if (EventId !== undefined) return;
  throw new Error(`EventBridge did not accept the event: ${ErrorCode ?? ''} ${ErrorMessage ?? ''}`.trimEnd());
}
