import { toPrintable } from './printable';

/**
 * Characters that Markdown, or what a forge makes of it, may take for something else: HTML, tables, emphasis, links, formulas. As
 * references they are text, in cells of tables and everywhere else.
 *
 * @see https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 */
const MARKUP = /[&<>|`*_~[\]\\!$@#]|:(?=\/\/)|(?<=www)\./gi;

/** Text from anywhere as text in Markdown, on one line. Mentions of people and of issues stay text, too: an element is between. */
export function toMarkdownText(text: string): string {
  return toPrintable(text)
    .replace(MARKUP, (character) =>
      character === '@' || character === '#'
        ? `<span>${toReference(character)}</span>`
        : toReference(character),
    )
    .replace(/^[-+=]|^\d+(?=[.)])/, (start) => Array.from(start, toReference).join(''));
}

/** The same as code. */
export function toMarkdownCode(text: string): string {
  return `<code>${toPrintable(text).replace(MARKUP, toReference)}</code>`;
}

function toReference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/** GitHub refuses comments of more than 65,536 characters. */
export const MAX_PAGE_LENGTH = 65_000;

/** For the sentence that says what was left out. */
const RESERVED = 500;

/** A text that grows until it is as long as a comment may be. */
export class BoundedPage {
  constructor(private text: string) {}

  /** Adds the first of some parts, as many as fit, between two texts; gives how many were left out. */
  add(parts: readonly string[], { before = '', after = '' } = {}): number {
    let room = MAX_PAGE_LENGTH - RESERVED - this.text.length - before.length - after.length;
    const fitting: string[] = [];
    for (const part of parts) {
      room -= part.length;
      if (room < 0) break;
      fitting.push(part);
    }
    if (fitting.length > 0) this.text += before + fitting.join('') + after;
    return parts.length - fitting.length;
  }

  /** The page with its last words. */
  end(words: string): string {
    return this.text + words;
  }
}
