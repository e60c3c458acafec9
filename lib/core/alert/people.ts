import type { Alert } from './alert';

/** The mail addresses that stay as they are in what people read of an alert: its actor is known by one. */
export function peopleOf(alert: Pick<Alert, 'actor'> | undefined): readonly string[] {
  return alert === undefined ? [] : [alert.actor.name];
}
