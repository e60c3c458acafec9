import { UserError } from '../cli/user-error';

/** The maximum size of a CloudWatch Logs log event is 1 MB; an alert has its record, and the texts of its rule. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024;

/**
 * The lines of a UTF-8 text, without their ends: `\n` or `\r\n`, and nothing else, because JSON may contain other line
 * separators. Text after the last line end is a line, too.
 *
 * @param element what each line is, in messages
 * @throws {@link UserError} if it is not text, or if a line is too long
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  element: string,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let waiting = '';
  for await (const chunk of chunks) {
    const lines = (waiting + textOf(decoder, element, chunk)).split('\n');
    waiting = lines.pop() ?? '';
    if (waiting.length > MAX_LINE_CHARACTERS) {
      throw new UserError(
        `a line is longer than ${MAX_LINE_CHARACTERS} characters; each line is one ${element}`,
      );
    }
    for (const line of lines) yield withoutReturn(line);
  }
  waiting += textOf(decoder, element);
  if (waiting !== '') yield withoutReturn(waiting);
}

/** Compressed and binary files would be read as lines. */
function textOf(decoder: InstanceType<typeof TextDecoder>, element: string, chunk?: Uint8Array): string {
  try {
    const text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    if (!text.includes('\0')) return text;
  } catch {
    // It is said below.
  }
  throw new UserError(`the input is not text in UTF-8; unpack it first, one ${element} a line`);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
