import { parseReturnedEvent, type SinkEvent, toEvent } from '../../lib/core/alert/sink/to-event';
import { toRequestEvent } from '../../lib/core/alert/sink/to-request';
import { EVENT, type EventSinkSettings } from '../../lib/core/settings/sink-settings';
import type { ForwardPorts } from '../receive/forward-messages';

/** How messages become events of a bus. An event that came back from a dead-letter queue is put on the bus again. */
export function sendEvents(
  { template }: Pick<EventSinkSettings, 'template'>,
  put: (event: SinkEvent) => Promise<void>,
): Pick<ForwardPorts, 'send' | 'sendOther'> {
  return {
    send: (notice) => put(template.kind === EVENT.kind ? toEvent(notice) : toRequestEvent(notice, template)),
    sendOther: async (body) => {
      const event = parseReturnedEvent(body);
      if (event === undefined) return false;
      await put(event);
      return true;
    },
  };
}
