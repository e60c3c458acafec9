import type { Condition } from './condition';

/** The member of a record that says what is new in it. CloudTrail writes none of this name. */
export const OWN_MEMBER = 'trailwatch';

/** Whether a field is not CloudTrail's: the log processor alone adds it, where it learns what is seen for the first time. */
export function isOwnField(field: string): boolean {
  return field === OWN_MEMBER || field.startsWith(`${OWN_MEMBER}.`);
}

/** What a target says that sees records as CloudTrail writes them. */
export function whyUnseen(field: string): string {
  return `${field} is added by the log processor, and is in no record that CloudTrail writes`;
}

/** The fields that only the log processor adds and that a condition reads, each once. */
export function ownFieldsOf(condition: Condition): readonly string[] {
  const found = new Set<string>();
  JSON.stringify(condition, (name, value: unknown) => {
    if ((name === 'field' || name === 'other') && typeof value === 'string' && isOwnField(value))
      found.add(value);
    return value;
  });
  return [...found];
}
