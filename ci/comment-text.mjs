/** What GitHub takes for one comment, in characters. */
const MAX_LENGTH = 65_536;

const DEFAULT_MARKER = '<!-- trailwatch review -->';

/** The hidden line by which a comment is found. Reviews of several apps in one request have a name each. */
export function markerFor(name) {
  if (name === undefined || name === '') return DEFAULT_MARKER;
  if (!/^[\w ./-]{1,64}$/.test(name) || name.includes('--')) {
    throw new Error(
      `the name is ${JSON.stringify(name.slice(0, 80))}: it may have letters, digits, spaces, dots, slashes and single hyphens`,
    );
  }
  return `<!-- trailwatch review: ${name} -->`;
}

/** The review as a comment: the marker first, and no longer than a comment may be. */
export function toComment(review, marker) {
  const body = review.startsWith(DEFAULT_MARKER) ? review.slice(DEFAULT_MARKER.length).trimStart() : review;
  const whole = `${marker}\n${body}`;
  if (whole.length <= MAX_LENGTH) return whole;
  const note = '\n\n_The review is longer than a comment may be. The log of the job has all of it._\n';
  const room = MAX_LENGTH - note.length - CLOSE.length;
  const lineEnd = whole.lastIndexOf('\n', room);
  const cut = whole.slice(0, lineEnd > 0 ? lineEnd : room);
  const isOpen = (cut.match(/<details>/g) ?? []).length > (cut.match(/<\/details>/g) ?? []).length;
  return `${cut}${isOpen ? CLOSE : ''}${note}`;
}

const CLOSE = '\n\n</details>';
