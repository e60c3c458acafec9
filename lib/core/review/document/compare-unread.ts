import type { Estate, UnreadPart } from '../../estate/estate';
import { type ReviewChange, toChange } from '../review-change';

/** A part that is not read may do anything, unless it was there before. */
export function compareUnread(base: Estate, head: Estate): readonly ReviewChange[] {
  // The stack of a plain template has the name of its file.
  const isNamed = base.kind === 'assembly' && head.kind === 'assembly';
  const keyOf = ({ subject, words, content }: UnreadPart): string =>
    JSON.stringify([isNamed ? subject : subject.replace(/^[^/]*/, ''), words, content]);
  const before = new Set(base.unread?.map(keyOf));
  return (head.unread ?? [])
    .filter((part) => !before.has(keyOf(part)))
    .map(({ subject, words }) => toChange('template-unread', subject, words));
}
