import { parseEventPattern } from '../../../../lib/core/pattern/event-pattern/event-pattern';

/** Whether an event pattern, as an object or as text, matches an event, as EventBridge would say. */
export function matchesEvent(pattern: unknown, event: unknown): boolean {
  const parsed = parseEventPattern(typeof pattern === 'string' ? pattern : JSON.stringify(pattern));
  if (!('pattern' in parsed)) throw new Error(JSON.stringify(parsed));
  return parsed.pattern.matches(event as never);
}
