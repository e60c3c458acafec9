import type { PreflightCheck } from '../../lib/constructs/preflight/preflight-check';
import { PREFLIGHT_CHECKS } from '../../lib/constructs/preflight/preflight-checks';

/** The document of all checks, from the root. */
export const PREFLIGHT_TABLE_PATH = 'docs/preflight.md';

const SECTIONS: readonly (readonly [level: PreflightCheck['level'], title: string])[] = [
  ['error', 'Errors'],
  ['acknowledgeable error', 'Errors that can be acknowledged'],
  ['warning', 'Warnings'],
  ['note', 'Notes'],
];

/** All checks, in a table for each level. */
export function renderPreflightTable(): string {
  const checks: readonly (readonly [string, PreflightCheck])[] = Object.entries(PREFLIGHT_CHECKS);
  const sections = SECTIONS.map(([level, title]) => {
    const rows = checks.filter(([, check]) => check.level === level).map(renderRow);
    return `## ${title}\n\n| id | condition | consequence | fix |\n| --- | --- | --- | --- |\n${rows.join('')}`;
  });
  return sections.join('\n');
}

function renderRow([id, { level, what, reason, fix }]: readonly [string, PreflightCheck]): string {
  const shown = level === 'error' ? id : `cdk-trailwatch:${id}`;
  return `| \`${shown}\` | ${[what, reason, fix].map((text) => text.replaceAll('|', '\\|')).join(' | ')} |\n`;
}
