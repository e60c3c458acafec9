import { UserError } from '../cli/user-error';

/** A log event of CloudWatch Logs has 1 MB at most. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024;

/**
 * The lines of a text in UTF-8, without their ends: `\n` or `\r\n`, and nothing else, because JSON may hold other line
 * separators. What follows the last end is a line if there is anything.
 *
 * @throws {UserError} if it is no text, or if a line is longer than any log event
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let waiting = '';
  for await (const chunk of chunks) {
    const lines = (waiting + textOf(decoder, chunk)).split('\n');
    waiting = lines.pop() ?? '';
    if (waiting.length > MAX_LINE_CHARACTERS) {
      throw new UserError(
        `a line is longer than ${MAX_LINE_CHARACTERS} characters; each line is one log event`,
      );
    }
    for (const line of lines) yield withoutReturn(line);
  }
  waiting += textOf(decoder);
  if (waiting !== '') yield withoutReturn(waiting);
}

/** Packed and binary files would come out as log events that no pattern matches. */
function textOf(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    const text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    if (!text.includes('\0')) return text;
  } catch {
    // It is said below.
  }
  throw new UserError('the input is not text in UTF-8; unpack it first, one log event a line');
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
