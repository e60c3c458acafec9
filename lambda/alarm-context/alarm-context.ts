import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type AlarmStateChange, parseAlarmStateChange } from '../../lib/core/alarm/alarm-state-change';
import { firstSearch } from '../../lib/core/alarm/search-window';
import type { WatchedAlarm } from '../../lib/core/settings/alarm-document';
import { processMessages } from '../raise/process-messages';
import { type Invocation, SEARCH } from './ports';
import { searchAgain, searchFiredAlarm } from './search-alarm';

/**
 * Processes a batch of messages, each alone: EventBridge's events of alarms that fired, and own messages to look again
 * or that a storm's report is due. The answer names the messages that must come back; it is never an exception.
 */
export function processBatch(event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> {
  const { counts } = invocation;
  return processMessages(event, invocation, {
    process: (message) => processMessage(invocation, message),
    onStormReported: (alerts) => counts.add('Alerts', alerts),
    onFailure: () => counts.add('MessagesFailed'),
  });
}

async function processMessage(invocation: Invocation, message: SQSRecord): Promise<void> {
  const again = SEARCH.decode(message.body);
  if (again !== undefined) {
    return searchAgain(invocation, alarmNamed(invocation, again.alarmName), again.atMs);
  }
  const change = parseAlarmStateChange(message.body);
  if (change === undefined) throw new Error("the message is no alarm's change of state");
  return processChange(invocation, change, message);
}

async function processChange(
  invocation: Invocation,
  change: AlarmStateChange,
  message: SQSRecord,
): Promise<void> {
  const { alarmName, state } = change;
  if (state !== 'ALARM') {
    invocation.log.info('alarm does not fire', { alarmName, state });
    return;
  }
  const alarm = alarmNamed(invocation, alarmName);
  await searchFiredAlarm(invocation, alarm, {
    window: firstSearch(change, alarm),
    isLastTry: receiveCountOf(message) >= invocation.settings.maxReceiveCount,
  });
}

/** An alarm that is not known was taken away, or comes with the next deployment: its message waits among the dead letters. */
function alarmNamed({ alarms }: Invocation, alarmName: string): WatchedAlarm {
  const alarm = alarms.get(alarmName);
  if (alarm === undefined) throw new Error(`alarm '${alarmName}' is none that this function knows`);
  return alarm;
}

function receiveCountOf({ attributes }: SQSRecord): number {
  return Number(attributes.ApproximateReceiveCount);
}
