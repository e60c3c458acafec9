import type { Finding } from '../../lib/core/digest/finding';
import type { FindingText } from './findings-in-portions';

/**
 * JUnit's XML, which CI systems show: a file is a test case, what is wrong with it a failure, what could not be verified
 * is skipped. Written as it comes, so without the totals, which readers count themselves.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function junitText(archive: string): FindingText {
  let head = `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n<testsuite name="${escapeXml(archive)}">\n`;
  const takeHead = (): string => {
    const text = head;
    head = '';
    return text;
  };
  return {
    next: (findings) => takeHead() + findings.map(toCase).join(''),
    end: () => `${takeHead()}</testsuite>\n</testsuites>\n`,
  };
}

function toCase(finding: Finding): string {
  const { kind, key, status, message } = finding;
  const name = finding.kind === 'gap' ? `${key} (${finding.reason})` : key;
  const opening = `<testcase classname="${kind}" name="${escapeXml(name)}"`;
  if (status === 'valid') return `${opening}/>\n`;
  const isOpen = status === 'unverified' || status === 'gap';
  const type = escapeXml(`${status}${finding.reason === undefined ? '' : `: ${finding.reason}`}`);
  const verdict = isOpen
    ? `<skipped message="${type}: ${escapeXml(message)}"/>`
    : `<failure type="${type}" message="${escapeXml(message)}"/>`;
  return `${opening}>${verdict}</testcase>\n`;
}

/** Characters that XML 1.0 has no place for are shown as U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;
