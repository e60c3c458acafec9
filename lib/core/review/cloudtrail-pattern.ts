/** A longer pattern is not read to its end: EventBridge takes 2,048 characters, more only where the quota was raised. */
const MAX_CHARACTERS = 10_000;

/** Whether an event pattern, an object or JSON in a text, names events of CloudTrail. */
export function isOfCloudTrail(pattern: unknown): boolean {
  const text = typeof pattern === 'string' ? pattern : JSON.stringify(pattern ?? '');
  return /via CloudTrail"|"aws\.cloudtrail"/.test(text.slice(0, MAX_CHARACTERS));
}
