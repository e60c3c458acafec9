import { toHtmlText } from '../../lib/core/safe-text/markup-text';
import type { FindingText, ValidationReport } from './findings-in-portions';
import { conclusionOf, METHOD, type ReportExceptions, reportText } from './validation-report';

const STYLE = `body{font:14px/1.5 sans-serif;margin:2em auto;max-width:70em}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #bbb;padding:.3em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.sign td{height:3em}@media print{body{margin:0}}`;

/** A report to file, as one page without scripts or links; a browser prints it, or saves it as PDF. */
export function htmlText(): FindingText {
  return reportText({
    toRow: ({ key, message }, words) =>
      `<tr><td>${toHtmlText(words)}</td><td>${toHtmlText(key)}</td><td>${toHtmlText(message)}</td></tr>`,
    toDocument: renderReport,
  });
}

function renderReport(report: ValidationReport, { rows, omitted: left }: ReportExceptions): string {
  const { archive, isProven, facts, chains, problems } = report;
  const title = `Validation of ${toHtmlText(archive)}`;
  const omitted = left > 0 ? `<p>${left} more exceptions are not listed.</p>` : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body>
<h1>${title}</h1>
<p><strong>${isProven ? 'Proven' : 'Not proven'}</strong>: ${conclusionOf(report)}</p>
<table>${facts.map(([label, value]) => `<tr><th>${toHtmlText(label)}</th><td>${toHtmlText(value)}</td></tr>`).join('')}</table>
<h2>Method</h2>
<p>${METHOD}</p>
${listOf('Problems', problems)}${listOf('Accounts, Regions and trails', chains)}
<h2>Exceptions</h2>
${rows.length === 0 ? '<p>None.</p>' : `<table><tr><th>Status</th><th>Object</th><th>Why</th></tr>${rows.join('')}</table>`}${omitted}
<h2>Review</h2>
<table class="sign"><tr><th>Reviewed by</th><td></td></tr><tr><th>Date</th><td></td></tr><tr><th>Signature</th><td></td></tr></table>
</body></html>
`;
}

function listOf(title: string, sentences: readonly string[]): string {
  const items = sentences.map((sentence) => `<li>${toHtmlText(sentence)}</li>`).join('');
  return `<h2>${title}</h2>\n${items === '' ? '<p>None.</p>' : `<ul>${items}</ul>`}\n`;
}
