import { PATH_TEST_RULE_ID, toPathTest } from '../../lib/core/alert/path-test';
import type { Heartbeat } from '../../lib/core/settings/heartbeat';
import type { Invocation } from './invocation';

/**
 * Counts a heartbeat, and sends the test of its hour over the way that alerts take: claimed, published, marked as sent. The
 * test is no alert on anything, so it is not counted among the alerts.
 */
export async function answerHeartbeat(
  { counts, raiser, settings }: Invocation,
  { at, testsAlerts }: Heartbeat,
): Promise<void> {
  counts.add('Heartbeats', 1);
  if (!testsAlerts) return;
  const test = toPathTest({ processorName: settings.processorName, at });
  await raiser.raise(test, { name: PATH_TEST_RULE_ID });
}
