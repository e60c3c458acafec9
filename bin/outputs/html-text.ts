import { type Finding, isBenignGap } from '../../lib/core/digest/finding';
import { toHtmlText } from '../../lib/core/safe-text/markup-text';
import type { FindingText, ValidationReport } from './findings-in-portions';

/** So many exceptions are listed; of the rest, only their number. */
const MAX_LISTED = 10_000;

const STYLE = `body{font:14px/1.5 sans-serif;margin:2em auto;max-width:70em}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #bbb;padding:.3em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.sign td{height:3em}@media print{body{margin:0}}`;

/**
 * A report to file: what was validated, how much of it is proven and how, the keys that were used, every exception, and a
 * place for the signature of whoever reviews it. One file without scripts or links.
 */
export function htmlText(): FindingText {
  const rows: string[] = [];
  let exceptions = 0;
  return {
    next: (findings) => {
      for (const finding of findings) {
        if (finding.status === 'valid') continue;
        exceptions += 1;
        if (rows.length < MAX_LISTED) rows.push(toRow(finding));
      }
      return '';
    },
    end: (report) => renderReport(report, rows, exceptions),
  };
}

function renderReport(report: ValidationReport, rows: readonly string[], exceptions: number): string {
  const { archive, isProven, facts, chains, problems } = report;
  const title = `Validation of ${toHtmlText(archive)}`;
  const omitted =
    exceptions > rows.length ? `<p>${exceptions - rows.length} more exceptions are not listed.</p>` : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body>
<h1>${title}</h1>
<p><strong>${isProven ? 'Proven' : 'Not proven'}</strong>: ${
    isProven
      ? 'every file of the range is what CloudTrail delivered, but for what is listed below as pending.'
      : 'some of what should be proven is not. See the problems and exceptions.'
  }</p>
<table>${facts.map(([label, value]) => `<tr><th>${toHtmlText(label)}</th><td>${toHtmlText(value)}</td></tr>`).join('')}</table>
<h2>Method</h2>
<p>Each digest file carries an RSA signature (SHA256withRSA) that the public keys of CloudTrail verify, and names the SHA-256
hash and the signature of the digest file before it, and the SHA-256 hash of every log file that CloudTrail delivered in its
hour. A log file is valid if its content has the hash that a valid digest file lists.</p>
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

function toRow(finding: Finding): string {
  const { kind, key, status, message } = finding;
  const isPending = finding.kind === 'gap' ? isBenignGap(finding) : finding.isPending === true;
  const words = `${kind === 'gap' ? '' : `${kind} file `}${status}${isPending ? ' (pending, or accounted for)' : ''}`;
  return `<tr><td>${toHtmlText(words)}</td><td>${toHtmlText(key)}</td><td>${toHtmlText(message)}</td></tr>`;
}
