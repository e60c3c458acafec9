import { PATH_TEST_RULE_ID, toPathTest } from '../../lib/core/alert/path-test';
import type { Heartbeat } from '../../lib/core/settings/heartbeat';
import { type Invocation, requireRules } from './invocation';

/**
 * Counts a heartbeat, and sends the test of its hour over the way that alerts take: claimed, published, marked as sent. The
 * test is no alert on anything, so it is not counted among the alerts. Without rules there is no answer, and the alarm on
 * missing heartbeats tells.
 */
export async function answerHeartbeat(invocation: Invocation, { at, testsAlerts }: Heartbeat): Promise<void> {
  requireRules(invocation);
  const { counts, raiser, settings } = invocation;
  counts.add('Heartbeats', 1);
  if (!testsAlerts) return;
  const test = toPathTest({ processorName: settings.processorName, at });
  await raiser.raise(test, { name: PATH_TEST_RULE_ID });
}
