import { PATH_TEST_RULE_ID, toPathTest } from '../../lib/core/alert/path-test';
import type { Heartbeat } from '../../lib/core/settings/heartbeat';
import { type Invocation, requireRules } from './invocation';
import { sendSummary } from './send-summary';

/**
 * Counts a heartbeat, and sends the test of its hour over the way that alerts take: claimed, published, marked as sent. The
 * test is no alert on anything, so it is not counted among the alerts. Without rules there is no answer, and the alarm on
 * missing heartbeats tells. In an hour of the day, the summary is sent as well.
 */
export async function answerHeartbeat(invocation: Invocation, heartbeat: Heartbeat): Promise<void> {
  requireRules(invocation);
  const { counts, raiser, settings } = invocation;
  counts.add('Heartbeats', 1);
  const { at, testsAlerts } = heartbeat;
  if (testsAlerts) {
    const test = toPathTest({ processorName: settings.processorName, at });
    await raiser.raise(test, { name: PATH_TEST_RULE_ID });
  }
  await sendSummary(invocation, heartbeat);
}
