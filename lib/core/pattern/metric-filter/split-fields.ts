/** A field of a message, and where it begins. */
export interface Word {
  readonly text: string;
  readonly offset: number;
}

const BLANK = /\s/;
const NOT_BLANK = /\S+/y;
const BLANKS = /\s*/y;

/**
 * The fields between the blanks of a message. What is in brackets or quotation marks is one field, without them. Time is
 * linear in the message.
 */
export function splitFields(message: string): readonly Word[] {
  const words: Word[] = [];
  const closings = { '[': new NextPlace(message, ']'), '"': new NextPlace(message, '"') };
  let at = endOf(BLANKS, message, 0);
  while (at < message.length) {
    const opening = message[at];
    const closing = opening === '[' || opening === '"' ? closings[opening].after(at) : -1;
    const isWhole = closing !== -1 && BLANK.test(message[closing + 1] ?? ' ');
    const end = isWhole ? closing + 1 : endOf(NOT_BLANK, message, at);
    words.push({ text: isWhole ? message.slice(at + 1, closing) : message.slice(at, end), offset: at });
    at = endOf(BLANKS, message, end);
  }
  return words;
}

/** Where a character stands next; asked for rising places, it looks at each place of the text once. */
class NextPlace {
  private place: number | undefined;

  constructor(
    private readonly text: string,
    private readonly character: string,
  ) {}

  /** -1 if it does not stand there any more. */
  after(at: number): number {
    if (this.place === undefined || (this.place !== -1 && this.place <= at)) {
      this.place = this.text.indexOf(this.character, at + 1);
    }
    return this.place;
  }
}

function endOf(expression: RegExp, text: string, from: number): number {
  expression.lastIndex = from;
  return from + (expression.exec(text)?.[0].length ?? 0);
}
