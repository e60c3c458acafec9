import { mayHold } from '../../lib/core/compile/predicate/candidate-test';
import type { Condition } from '../../lib/core/rule/condition';

/** A call as CloudTrail names it. */
export interface Call {
  readonly eventSource: string;
  readonly eventName: string;
}

/** A call that no service has: a condition that it may satisfy does not depend on the name of the call. */
const NO_CALL = 'NoSuchCallOfAnyService';

/** Whether a condition looks for this call: a record of it may satisfy the condition, and one of another call of the service cannot. */
export function isAboutCall(condition: Condition, { eventSource, eventName }: Call): boolean {
  return (
    mayHold(condition, { eventSource, eventName }) && !mayHold(condition, { eventSource, eventName: NO_CALL })
  );
}
