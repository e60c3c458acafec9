import { createColors } from 'picocolors';
import { type Finding, isBenignGap } from '../../../lib/core/digest/finding';
import { toInertText } from '../../../lib/core/safe-text/inert-text';
import { toHtmlText, toXmlText } from '../../../lib/core/safe-text/markup-text';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import { type CommandIo, mayColor } from '../../cli/command-io';
import { markdownText } from '../markdown-text';
import { SarifDocument, toPhysicalLocation } from '../sarif-document';
import { toTerminalText } from '../table';
import {
  conclusionOf,
  type FindingText,
  METHOD,
  type ReportExceptions,
  reportText,
  type ValidationReport,
} from './findings-in-portions';

const INFORMATION_URI =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html';

const STYLE = `body{font:14px/1.5 sans-serif;margin:2em auto;max-width:70em}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #bbb;padding:.3em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.sign td{height:3em}@media print{body{margin:0}}`;

/** The output formats of findings. */
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
 * The problem, followed by the reason: valid files are only counted. A key is on its own line and is never broken, so that it
 * can be copied; the other formats have it exactly, where a terminal would make a link of a part of it.
 */
function tableText({ stdout, environment }: Pick<CommandIo, 'stdout' | 'environment'>): FindingText {
  const { red, yellow } = createColors(mayColor(stdout, environment));
  const render = ({ status, kind, key, message }: Finding) => {
    const paint = status === 'unverified' || status === 'gap' ? yellow : red;
    const file = kind === 'gap' ? '' : `${kind} `;
    const why = `${' '.repeat(STATUS_WIDTH)}${toTerminalText(message)}`;
    return `${paint(status.padEnd(STATUS_WIDTH))}${file}${toTerminalText(key)}\n${why}\n`;
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

/** Text of a page: what prints it as PDF makes links of addresses. */
function toPageText(text: string): string {
  return toHtmlText(toInertText(text));
}

/** A report to file, as one page without scripts or links; a browser prints it, or saves it as PDF. */
function htmlText(): FindingText {
  return reportText({
    toRow: ({ key, message }, words) =>
      `<tr><td>${toPageText(words)}</td><td>${toPageText(key)}</td><td>${toPageText(message)}</td></tr>`,
    toDocument: renderReport,
  });
}

function renderReport(report: ValidationReport, { rows, omitted: left }: ReportExceptions): string {
  const { archive, isProven, facts, chains, problems } = report;
  const title = `Validation of ${toPageText(archive)}`;
  const omitted = left > 0 ? `<p>${left} more exceptions are not listed.</p>` : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body>
<h1>${title}</h1>
<p><strong>${isProven ? 'Proven' : 'Not proven'}</strong>: ${conclusionOf(report)}</p>
<table>${facts.map(([label, value]) => `<tr><th>${toPageText(label)}</th><td>${toPageText(value)}</td></tr>`).join('')}</table>
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
  const items = sentences.map((sentence) => `<li>${toPageText(sentence)}</li>`).join('');
  return `<h2>${title}</h2>\n${items === '' ? '<p>None.</p>' : `<ul>${items}</ul>`}\n`;
}

/** SARIF, which code scanning shows: a result for all that is not valid, its reason as the rule. */
function sarifText(archive: string): FindingText {
  const driver = { name: 'trailwatch validate', informationUri: INFORMATION_URI };
  const document = new SarifDocument(driver, { archive });
  return {
    next: (findings) =>
      document.next(
        findings.filter(({ status }) => status !== 'valid').map((finding) => toResult(finding, archive)),
      ),
    end: () => document.end(),
  };
}

function toResult(finding: Finding, archive: string): object {
  const { kind, key, status, reason, message } = finding;
  const isOpen = finding.kind === 'gap' ? isBenignGap(finding) : finding.isPending === true;
  const root = archive.startsWith('s3://') ? `${archive.split('/').slice(0, 3).join('/')}/` : '';
  return {
    ruleId: reason,
    level: isOpen ? 'note' : 'error',
    message: { text: `${kind === 'gap' ? '' : `${kind} file ${status}: `}${message}` },
    locations: [toPhysicalLocation(root + key)],
    // The same fault of the same file is the same alert in the next run.
    partialFingerprints: { 'finding/v1': `${reason}:${key}`.slice(-500) },
  };
}

/**
 * JUnit's XML, which CI systems show: a file is a test case, and so is a gap. What is not valid is a failure, also what could
 * not be verified; skipped is what cannot be proven yet, and a gap in which logging was off. Written as it comes: each portion
 * is a suite of its own, with its counts.
 *
 * @see https://github.com/testmoapp/junitxml
 */
function junitText(archive: string): FindingText {
  let head = `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n`;
  const takeHead = (): string => {
    const text = head;
    head = '';
    return text;
  };
  let hasFailed = false;
  return {
    next: (findings) => {
      hasFailed ||= findings.some((finding) => outcomeOf(finding) === 'failure');
      return takeHead() + toSuite(archive, findings);
    },
    end: ({ problems }) => {
      const summary = hasFailed || problems.length === 0 ? '' : toSummary(archive, problems);
      return `${takeHead()}${summary}</testsuites>\n`;
    },
  };
}

function toSuite(archive: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const count = (outcome: CaseOutcome) => findings.filter((finding) => outcomeOf(finding) === outcome).length;
  const counts = `tests="${findings.length}" failures="${count('failure')}" errors="0" skipped="${count('skipped')}"`;
  return `<testsuite name="${toXmlText(archive)}" ${counts}>\n${findings.map(toCase).join('')}</testsuite>\n`;
}

/** An archive in which no file failed, and that is not proven as a whole, is not green either. */
function toSummary(archive: string, problems: readonly string[]): string {
  const failures = problems.map((problem) => `<failure type="unproven" message="${toXmlText(problem)}"/>`);
  const counts = `tests="1" failures="1" errors="0" skipped="0"`;
  const opening = `<testsuite name="${toXmlText(archive)}" ${counts}>\n<testcase classname="archive" name="proven"`;
  return `${opening}>${failures.join('')}</testcase>\n</testsuite>\n`;
}

type CaseOutcome = 'success' | 'failure' | 'skipped';

function outcomeOf(finding: Finding): CaseOutcome {
  if (finding.status === 'valid') return 'success';
  const isOpen = finding.kind === 'gap' ? isBenignGap(finding) : finding.isPending === true;
  return isOpen ? 'skipped' : 'failure';
}

function toCase(finding: Finding): string {
  const { kind, key, status, message } = finding;
  const name = finding.kind === 'gap' ? `${key} (${finding.reason})` : key;
  const opening = `<testcase classname="${kind}" name="${toXmlText(name)}"`;
  const outcome = outcomeOf(finding);
  if (outcome === 'success') return `${opening}/>\n`;
  const type = toXmlText(`${status}${finding.reason === undefined ? '' : `: ${finding.reason}`}`);
  const verdict =
    outcome === 'skipped'
      ? `<skipped message="${type}: ${toXmlText(message)}"/>`
      : `<failure type="${type}" message="${toXmlText(message)}"/>`;
  return `${opening}>${verdict}</testcase>\n`;
}
