/** Fewer digits are too likely to be those of another alert. */
const ALERT_ID = /^[0-9a-f]{8,64}$/;

/** Whether a text is the id of an alert, or its first 8 digits or more. */
export function isAlertId(text: string): boolean {
  return ALERT_ID.test(text);
}
