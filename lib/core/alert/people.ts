import type { Alert } from './alert';

/**
 * The texts that stay as they are in what people read of an alert, if they are mail addresses: the name of its actor, and the last part of
 * it or of its ARN, which is the name of a session.
 */
export function peopleOf(alert: Pick<Alert, 'actor'> | undefined): readonly string[] {
  if (alert === undefined) return [];
  const { name, arn = '' } = alert.actor;
  return [name, ...[name, arn].flatMap((text) => text.split('/').slice(-1))];
}
