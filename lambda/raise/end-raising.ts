import type { Raising } from './begin-raising';
import { type RaisingInvocation, reportForeignItems } from './report-foreign-items';

/** An invocation whose alerts are raised. */
export type EndedInvocation = RaisingInvocation & Pick<Raising, 'repeats' | 'summary'>;

/** Does what is left when all alerts of an invocation are raised. It never fails. */
export async function endRaising(invocation: EndedInvocation): Promise<void> {
  await reportForeignItems(invocation);
  await invocation.summary.flush();
}
