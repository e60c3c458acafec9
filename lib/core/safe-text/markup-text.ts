import { LIMITS } from './destination-limits';
import { toInertText } from './inert-text';
import { toPrintable } from './printable';

/**
 * Characters that Markdown, or what a forge makes of it, may take for something else: HTML, tables, emphasis, links, formulas. As
 * references they are text, in cells of tables and everywhere else.
 *
 * @see https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 */
const MARKUP = /[&<>|`*_~[\]\\!$@#]/g;

/** What an address has one of. As a reference it is shown, and what makes links of plain text finds none: code is copied, so it stays as it is. */
const IN_CODE = /[&<>|`*_~[\]\\!$@#:./]/g;

/**
 * Text from anywhere as text in Markdown, on one line, with nothing to follow. Mentions of people and of issues stay text, too: an
 * element is between.
 *
 * @param people as `toInertText` has them
 */
export function toMarkdownText(text: string, people?: readonly string[]): string {
  return toInertText(toPrintable(text), people)
    .replace(MARKUP, (character) =>
      character === '@' || character === '#'
        ? `<span>${toReference(character)}</span>`
        : toReference(character),
    )
    .replace(/^[-+=]|^\d+(?=[.)])/, (start) => Array.from(start, toReference).join(''));
}

/** The same as code. */
export function toMarkdownCode(text: string): string {
  return `<code>${toPrintable(text).replace(IN_CODE, toReference)}</code>`;
}

function toReference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/** Less than the most that a comment may be. */
export const MAX_PAGE_LENGTH = LIMITS.comment.most - 536;

/** For the sentence on what was left out. */
const RESERVED = 500;

/** A text that grows until it is as long as a comment may be. */
export class BoundedPage {
  constructor(private text: string) {}

  /** Adds the first of some parts, as many as fit, between two texts; returns how many were left out. */
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

/** Text in HTML, inside an element or a quoted attribute. */
export function toHtmlText(text: string): string {
  return toPrintable(text).replace(/[&<>"']/g, toReference);
}

/** Text in XML 1.0, inside an element or a quoted attribute. Characters that XML has no place for become U+FFFD. */
export function toXmlText(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replace(INVISIBLE, toPrintable)
    .replace(/[&<>"\t\n\r]/g, toReference);
}

/**
 * Everything but the characters of XML 1.0.
 *
 * @see https://www.w3.org/TR/xml/#charsets
 */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** What XML takes and a reader would not see; tabs and line breaks are references. */
const INVISIBLE = /[\u{7f}-\u{9f}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
