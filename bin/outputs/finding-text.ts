import { createColors } from 'picocolors';
import type { Finding } from '../../lib/core/digest/finding';
import { toJsonText } from '../../lib/core/safe-text/json-text';
import { toPrintable } from '../../lib/core/safe-text/printable';
import { type CommandIo, mayColor } from '../cli/command-io';
import type { FindingText } from './findings-in-portions';
import { htmlText } from './html-text';
import { junitText } from './junit-text';
import { markdownText } from './markdown-text';
import { sarifText } from './sarif-text';

/** How findings are written. */
export type FindingFormat = 'table' | 'ndjson' | 'json' | 'junit' | 'sarif' | 'markdown' | 'html';

/** Findings about the archive of this name, in a format. */
export function findingText(
  format: FindingFormat,
  archive: string,
  io: Pick<CommandIo, 'stdout' | 'environment'>,
): FindingText {
  switch (format) {
    case 'table':
      return tableText(io);
    case 'ndjson':
      return { next: (findings) => findings.map(toLine).join(''), end: () => '' };
    case 'json':
      return jsonText();
    case 'junit':
      return junitText(archive);
    case 'sarif':
      return sarifText(archive);
    case 'markdown':
      return markdownText();
    case 'html':
      return htmlText();
    default:
      return format satisfies never;
  }
}

/** One document with the lines of `ndjson`, and behind them what is known of the whole. */
function jsonText(): FindingText {
  let written = 0;
  const before = () => (written++ === 0 ? '{"findings":[\n' : ',\n');
  return {
    next: (findings) => findings.map((finding) => before() + toLine(finding).trimEnd()).join(''),
    end: (report) => {
      const { archive, isProven, facts, summary, problems } = report;
      const whole = { archive, isProven, ...summary, facts: Object.fromEntries(facts), problems };
      return `${written === 0 ? '{"findings":[' : ''}\n],${toJsonText(whole).slice(1)}\n`;
    },
  };
}

/** One line a file, or a gap: a contract. */
function toLine(finding: Finding): string {
  const { kind, key, status, reason, message } = finding;
  const more =
    finding.kind === 'gap' ? { from: finding.from, until: finding.until } : { pending: finding.isPending };
  return `${toJsonText({ kind, key, status, reason, message, ...more })}\n`;
}

const STATUS_WIDTH = 11;

/**
 * What is wrong, and under it why: what is valid is only counted. A key stands on a line of its own and is never
 * broken, so that it can be copied.
 */
function tableText({ stdout, environment }: Pick<CommandIo, 'stdout' | 'environment'>): FindingText {
  const { red, yellow } = createColors(mayColor(stdout, environment));
  const render = ({ status, kind, key, message }: Finding) => {
    const paint = status === 'unverified' || status === 'gap' ? yellow : red;
    const file = kind === 'gap' ? '' : `${kind} `;
    const why = `${' '.repeat(STATUS_WIDTH)}${toPrintable(message)}`;
    return `${paint(status.padEnd(STATUS_WIDTH))}${file}${toPrintable(key)}\n${why}\n`;
  };
  return {
    next: (findings) =>
      findings
        .filter(({ status }) => status !== 'valid')
        .map(render)
        .join(''),
    end: () => '',
  };
}
