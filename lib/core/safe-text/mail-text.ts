import { oneLine } from './one-line';
import { withoutLinks } from './without-links';

/** Text from a record in a line of a mail: one line of at most about `maxLength` characters, and nothing to follow. */
export function toMailText(text: string, maxLength: number): string {
  return withoutLinks(oneLine(text, maxLength));
}
