import type { Invocation } from '../invocation';

/** Counts a state that the monitor did not write: it is not used, and an alarm is raised. */
export function rejectState({ counts, log }: Pick<Invocation, 'counts' | 'log'>, name: string): void {
  counts.add('StatesRejected');
  log.warn('a state in the table is not one that the monitor wrote', { name });
}
