import { createHash } from 'node:crypto';

/** CloudFormation and its linters take this for a forgotten `Fn::Sub`. */
const EMBEDDED = /\$\{([^}]*)\}/g;

/** What must not steer a terminal or a comment that shows a template. */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** Longer text is cut, and a hash of all of it stands at its end; CloudFormation's templates end at 1 MB. */
const MAX_LENGTH = 1_000;
const HASH_LENGTH = 12;

/** Text of a user as it may stand in the metadata of a template: one line, of bounded length, with `<name>` for `${name}`. */
export function plainText(text: string): string {
  const line = text.replace(EMBEDDED, '<$1>').replace(CONTROL_CHARACTERS, '\ufffd');
  if (line.length <= MAX_LENGTH) return line;
  const hash = createHash('sha256').update(line).digest('hex').slice(0, HASH_LENGTH);
  return `${line.slice(0, MAX_LENGTH - HASH_LENGTH - 2)}… ${hash}`;
}

/** The lines by names that are unique: a second one of a name has `(2)` behind it. */
export function uniqueLines(lines: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const [name, line] of lines) {
    const plain = plainText(name);
    let key = plain;
    for (let count = 2; found.has(key); count++) key = `${plain} (${count})`;
    found.set(key, plainText(line));
  }
  return Object.fromEntries([...found].sort(([left], [right]) => (left < right ? -1 : 1)));
}
