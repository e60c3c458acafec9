import { type Finding, isBenignGap } from '../../lib/core/digest/finding';
import { toXmlText } from '../../lib/core/safe-text/markup-text';
import type { FindingText } from './finding/findings-in-portions';

/**
 * JUnit's XML, which CI systems show: a file is a test case, and so is a gap. What is not valid is a failure, also what could
 * not be verified; skipped is what cannot be proven yet, and a gap in which logging was off. Written as it comes: each portion
 * is a suite of its own, with its counts.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function junitText(archive: string): FindingText {
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
