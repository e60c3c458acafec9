import { CONTEXT_ALARMS, QUERY_ALARMS } from '../../../lib/core/alarm/pipeline/message-alarms';
import {
  AGE_WHILE_UNSENT,
  DELIVERY_ALARMS,
  INTEGRITY_ALARMS,
} from '../../../lib/core/alarm/pipeline/monitor-alarms';
import { PROCESSOR_ALARMS, REALTIME_ALARMS } from '../../../lib/core/alarm/pipeline/processor-alarms';

test.each([
  ['alarm context', CONTEXT_ALARMS.OldestMessageAlarm],
  ['delivery', DELIVERY_ALARMS.OldestMessageAlarm],
  ['integrity', INTEGRITY_ALARMS.OldestMessageAlarm],
  ['log processor', PROCESSOR_ALARMS.OldestNoticeAlarm],
  ['scheduled query', QUERY_ALARMS.OldestMessageAlarm],
  ['realtime alerts', REALTIME_ALARMS.OldestMessageAlarm],
])('the runbook of the age of messages says what OK does not show: %s', (_name, { firstSteps }) => {
  expect(firstSteps).toContain(AGE_WHILE_UNSENT);
});
