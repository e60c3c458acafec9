import { toMarkdownCode, toMarkdownText } from '../../lib/core/safe-text/markup-text';
import {
  conclusionOf,
  type FindingText,
  METHOD,
  type ReportExceptions,
  reportText,
  type ValidationReport,
} from './finding/findings-in-portions';

/** A report to file, in Markdown: for a repository, a ticket or a pull request. */
export function markdownText(): FindingText {
  return reportText({
    toRow: ({ key, message }, words) => rowOf([words, toMarkdownCode(key), toMarkdownText(message)]),
    toDocument: renderReport,
  });
}

function renderReport(report: ValidationReport, { rows, omitted }: ReportExceptions): string {
  const { archive, isProven, facts, chains, problems } = report;
  const exceptions = rows.length === 0 ? 'None.\n' : tableOf(['Status', 'Object', 'Why'], rows);
  const sections = [
    `# Validation of ${toMarkdownText(archive)}\n`,
    `**${isProven ? 'Proven' : 'Not proven'}**: ${conclusionOf(report)}\n`,
    tableOf(
      ['', ''],
      facts.map(([label, value]) => rowOf([toMarkdownText(label), toMarkdownText(value)])),
    ),
    `## Method\n\n${METHOD}\n`,
    listOf('Problems', problems),
    listOf('Accounts, Regions and trails', chains),
    `## Exceptions\n\n${exceptions}`,
    ...(omitted > 0 ? [`${omitted} more exceptions are not listed.\n`] : []),
    `## Review\n\n${tableOf(['Reviewed by', 'Date', 'Signature'], [rowOf(['', '', ''])])}`,
  ];
  return sections.join('\n');
}

function listOf(title: string, sentences: readonly string[]): string {
  const items = sentences.map((sentence) => `- ${toMarkdownText(sentence)}\n`).join('');
  return `## ${title}\n\n${items === '' ? 'None.\n' : items}`;
}

function tableOf(heads: readonly string[], rows: readonly string[]): string {
  return `${rowOf(heads)}${rowOf(heads.map(() => '---'))}${rows.join('')}`;
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
