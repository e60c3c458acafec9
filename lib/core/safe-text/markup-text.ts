import { toPrintable } from './printable';

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

function toReference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
