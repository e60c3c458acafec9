import {
  FOREIGN_ITEMS_RULE_ID,
  toForeignItemsAlert,
} from '../../lib/core/alert/operational/operational-alert';
import type { Raising, RaisingContainer } from './begin-raising';

/** An invocation whose alerts are raised. */
export type EndedInvocation = RaisingInvocation & Pick<Raising, 'repeats' | 'summary'>;

/** Does what is left when all alerts of an invocation are raised. It never fails. */
export async function endRaising(invocation: EndedInvocation): Promise<void> {
  await reportForeignItems(invocation);
  await invocation.summary.flush();
}

/** What lives as long as one batch, of every function that raises alerts. */
export type RaisingInvocation = Omit<RaisingContainer, 'storms'> & Pick<Raising, 'raiser'>;

/**
 * Raises one alert an hour if something was found in the table of claims that no function wrote. It never fails: the
 * alerts that such items were to hold back are sent already.
 */
export async function reportForeignItems({ ports, settings, raiser, log }: RaisingInvocation): Promise<void> {
  const nowMs = ports.nowMs();
  const items = ports.takeForeignItems(nowMs);
  if (items.length === 0) return;
  const { tableName } = settings;
  try {
    const alert = toForeignItemsAlert({ tableName, items, foundAt: new Date(nowMs).toISOString() });
    log.error('the table of claims was changed by others', alert.record);
    await raiser.raise(alert, { name: FOREIGN_ITEMS_RULE_ID });
  } catch (error) {
    log.warn('the alert about the table of claims was not sent', { tableName, problem: String(error) });
  }
}
