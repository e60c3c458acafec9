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
