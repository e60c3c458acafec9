const NUMBER = new Intl.NumberFormat('en');

/** `1,234`. */
export function countText(count: number): string {
  return NUMBER.format(count);
}

/** `1 alert`, `1,234 alerts`. */
export function countOf(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * The start of a text, and how many characters were left out. A browser takes seconds to lay out some long texts, such as
 * 50,000 combining marks: the time grows with the square of their number.
 */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength)}… and ${countOf(text.length - maxLength, 'more character')}`;
}

/** `2026-11-19 14:01:31`, in UTC; empty if it is not known. */
export function timeText(seconds: number): string {
  if (Number.isNaN(seconds)) return '';
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

const DAY = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** `19 Nov 2026`. */
export function dayText(seconds: number): string {
  return DAY.format(new Date(seconds * 1000));
}

/** `19 Nov 2026, 14:00`. */
export function momentText(seconds: number): string {
  return `${dayText(seconds)}, ${timeText(seconds).slice(11, 16)}`;
}

/** `19 Nov 2026, 14:00 to 20 Nov 2026, 08:00`, or the one minute. */
export function periodText(first: number, last: number): string {
  const [begin, end] = [momentText(first), momentText(last)];
  return begin === end ? begin : `${begin} to ${end}`;
}

/** `2026-11-19 14:00:00 to 14:05:00`; the day of the end, where it is another. */
export function spanText(from: number, to: number): string {
  const [begin, end] = [timeText(from), timeText(to)];
  return `${begin} to ${begin.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}`;
}

/** `19 Nov 2026, 14:00 – 15:00`, or both days. */
export function rangeText(from: number, to: number): string {
  const isWholeDays = from % 86_400 === 0 && to % 86_400 === 0;
  if (isWholeDays) {
    const last = to - 86_400;
    return last <= from ? dayText(from) : `${dayText(from)} – ${dayText(last)}`;
  }
  const isOneDay = Math.floor(from / 86_400) === Math.floor((to - 1) / 86_400);
  return isOneDay
    ? `${momentText(from)} – ${timeText(to).slice(11, 16)}`
    : `${momentText(from)} – ${momentText(to)}`;
}

/** `Privilege escalation` for `privilege-escalation`. */
export function titleText(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1).replaceAll('-', ' ');
}
