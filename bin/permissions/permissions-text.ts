import { byWildcardOnly, type GrantedAction } from '../../lib/core/permission/granted-actions';
import type { UsedAction } from '../../lib/core/permission/used-permissions';
import { toPrintable } from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import { clamp, renderTable } from '../outputs/table';

/** What a principal used, and what its policies allow. */
export interface PermissionsReport {
  readonly principal: string;
  readonly used: readonly UsedAction[];
  /** Absent without policies. */
  readonly granted?: readonly GrantedAction[];
}

const TIME_WIDTH = 12;
const COUNT_WIDTH = 8;
const MIN_COLUMNS = 100;

/** So many resources of an action are shown. */
const MAX_SHOWN = 3;

/** The report as tables for a terminal. */
export function permissionsText(
  { used, granted = [] }: PermissionsReport,
  { stdout }: Pick<CommandIo, 'stdout'>,
): string {
  const width = Math.max(stdout.columns ?? MIN_COLUMNS, MIN_COLUMNS);
  const rest = width - 2 * TIME_WIDTH - 2 * COUNT_WIDTH;
  const action = Math.floor(rest * 0.45);
  const rows = used.map((each) => {
    const resources = each.isForAny ? ['*'] : [...each.resources].sort();
    const more = resources.length > MAX_SHOWN ? [`+${resources.length - MAX_SHOWN}`] : [];
    const name = `${each.action}${each.isInferred ? ' (inferred)' : ''}`;
    const days = [each.first, each.last].map((time) => cell(time.slice(0, 10)) || '-');
    const where = each.calls === 0 ? [] : [...resources.slice(0, MAX_SHOWN), ...more];
    return [cell(name), String(each.calls), String(each.denied), ...days, where.map(cell).join('\n')];
  });
  const widths = [action, COUNT_WIDTH, COUNT_WIDTH, TIME_WIDTH, TIME_WIDTH, rest - action];
  const parts = [renderTable(widths, [['ACTION', 'CALLS', 'DENIED', 'FIRST', 'LAST', 'RESOURCES'], ...rows])];
  if (granted.length > 0) {
    const grants = granted.map(({ action: pattern, statement, verdict, used: by, reason }) => [
      ...[
        cell(verdict),
        cell(pattern),
        cell(statement),
        cell(reason ?? (by.length > 4 ? `${by.slice(0, 4).join(', ')}, +${by.length - 4}` : by.join(', '))),
      ],
    ]);
    const part = Math.floor((width - 10) / 3);
    parts.push(
      renderTable([10, part, part, part], [['ALLOWED', 'ACTION', 'STATEMENT', 'USED BY'], ...grants]),
    );
    const wildcard = byWildcardOnly(granted);
    if (wildcard.length > 0)
      parts.push(`used, and allowed by a wildcard only: ${toPrintable(wildcard.join(', '))}\n`);
  }
  return parts.join('\n');
}

function cell(text: string): string {
  return toPrintable(clamp(text));
}
