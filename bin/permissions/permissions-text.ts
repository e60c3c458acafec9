import {
  byWildcardOnly,
  type GrantedAction,
  grantedActions,
  NOT_WHOLE,
} from '../../lib/core/policy/permission/granted-actions';
import { compactPolicy } from '../../lib/core/policy/permission/least-privilege';
import type { UsedAction } from '../../lib/core/policy/permission/used-permissions';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { renderTable, toCell, toTerminalText } from '../outputs/table';
import type { PolicySource } from './read-policies';

const TIME_WIDTH = 12;
const COUNT_WIDTH = 8;
const MIN_COLUMNS = 100;

/** The maximum number of resources of an action that are shown. */
const MAX_SHOWN = 3;

/** The maximum number of actions in a cell. */
const MAX_NAMED = 4;

/** The report as tables for a terminal. */
export function permissionsText(
  { used, granted = [] }: PermissionsReport,
  { stdout }: Pick<CommandIo, 'stdout'>,
): string {
  const width = Math.max(stdout.columns ?? MIN_COLUMNS, MIN_COLUMNS);
  const rest = width - 2 * TIME_WIDTH - 2 * COUNT_WIDTH;
  const action = Math.floor(rest * 0.45);
  const rows = used.map((each) => {
    const guessed = [...each.guessed].sort().map((arn) => `${arn} (check)`);
    const resources = each.isForAny ? ['*'] : [...[...each.resources].sort(), ...guessed];
    const more = resources.length > MAX_SHOWN ? [`+${resources.length - MAX_SHOWN}`] : [];
    const name = `${each.action}${each.isInferred ? ' (inferred)' : ''}`;
    const days = [each.first, each.last].map((time) => toCell(time.slice(0, 10)) || '-');
    const where = each.calls === 0 ? [] : [...resources.slice(0, MAX_SHOWN), ...more];
    return [
      toCell(name),
      String(each.calls),
      String(each.denied),
      ...days,
      where.map((each) => toCell(each)).join('\n'),
    ];
  });
  const widths = [action, COUNT_WIDTH, COUNT_WIDTH, TIME_WIDTH, TIME_WIDTH, rest - action];
  const parts = [renderTable(widths, [['ACTION', 'CALLS', 'DENIED', 'FIRST', 'LAST', 'RESOURCES'], ...rows])];
  if (granted.length > 0) {
    const grants = granted.map(({ action: pattern, statement, verdict, used: by, reason }) => [
      ...[toCell(verdict), toCell(pattern), toCell(statement), toCell(reason ?? listed(by))],
    ]);
    const part = Math.floor((width - 10) / 3);
    parts.push(
      renderTable([10, part, part, part], [['ALLOWED', 'ACTION', 'STATEMENT', 'USED BY'], ...grants]),
    );
    const wildcard = byWildcardOnly(granted);
    if (wildcard.length > 0)
      parts.push(`used, and allowed by a wildcard only: ${toTerminalText(wildcard.join(', '))}\n`);
  }
  return parts.join('\n');
}

/** One line for each principal. */
export function allPermissionsText(
  reports: readonly JudgedReport[],
  { stdout }: Pick<CommandIo, 'stdout'>,
): string {
  const width = Math.max(stdout.columns ?? MIN_COLUMNS, MIN_COLUMNS);
  const rest = width - TIME_WIDTH - 4 * COUNT_WIDTH;
  const name = Math.floor(rest * 0.5);
  const sum = (counts: readonly number[]): string => String(counts.reduce((all, each) => all + each, 0));
  const rows = reports.map(({ principal, used, granted = [], verdict = '-', reason = '' }) => [
    toCell(verdict),
    toCell(principal),
    String(used.length),
    sum(used.map(({ calls }) => calls)),
    sum(used.map(({ denied }) => denied)),
    toCell(used.reduce((last, each) => (each.last > last ? each.last : last), '').slice(0, 10)) || '-',
    toCell(
      verdict === 'unused' && granted.length > 0
        ? listed(granted.filter((each) => each.verdict === 'unused').map(({ action }) => action))
        : reason,
    ),
  ]);
  return renderTable(
    [COUNT_WIDTH, name, COUNT_WIDTH, COUNT_WIDTH, COUNT_WIDTH, TIME_WIDTH, rest - name],
    [['VERDICT', 'PRINCIPAL', 'ACTIONS', 'CALLS', 'DENIED', 'LAST', 'UNUSED, OR WHY UNKNOWN'], ...rows],
  );
}

function listed(actions: readonly string[]): string {
  const more = actions.length > MAX_NAMED ? `, +${actions.length - MAX_NAMED}` : '';
  return `${actions.slice(0, MAX_NAMED).join(', ')}${more}`;
}

/** What a principal used, and what its policies allow. */
export interface PermissionsReport {
  readonly principal: string;
  readonly used: readonly UsedAction[];
  /** Absent without policies. */
  readonly granted?: readonly GrantedAction[];
}

/** What is said of a principal as a whole. */
type PrincipalVerdict = 'used' | 'unused' | 'unknown';

/** A report of one of all principals. */
export interface JudgedReport extends PermissionsReport {
  /** Absent without policies. */
  readonly verdict?: PrincipalVerdict;
  /** Why nothing is known. */
  readonly reason?: string;
}

/**
 * The report of each principal that is in the records, or that policies are for.
 *
 * @param isWhole whether all requested records were read
 */
export function judgedReports(
  seen: readonly (readonly [principal: string, used: readonly UsedAction[]])[],
  source: PolicySource | undefined,
  isWhole: boolean,
): readonly JudgedReport[] {
  if (source === undefined) return seen.map(([principal, used]) => ({ principal, used }));
  const found = new Set<string>();
  const reports = seen.map(([principal, used]) => {
    try {
      const policies = source.of(principal);
      if (policies === undefined)
        return unknown(principal, used, 'the policies that were read are not for it');
      found.add(policies.name);
      return judged({ principal, used, granted: grantedActions(policies, used, isWhole) }, isWhole);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return unknown(principal, used, error.message);
    }
  });
  const silent = source.principals.filter((name) => !found.has(name)).sort();
  return [
    ...reports,
    ...silent.map((principal) => {
      const policies = source.of(principal);
      const granted = policies ? grantedActions(policies, [], isWhole) : [];
      return judged({ principal, used: [], granted }, isWhole);
    }),
  ];
}

function unknown(principal: string, used: readonly UsedAction[], reason: string): JudgedReport {
  return { principal, used, verdict: 'unknown', reason };
}

/** What is allowed, and was certainly not used, decides; then what is not known. */
function judged(
  report: PermissionsReport & Required<Pick<PermissionsReport, 'granted'>>,
  isWhole: boolean,
): JudgedReport {
  const count = (wanted: PrincipalVerdict): number =>
    report.granted.filter(({ verdict }) => verdict === wanted).length;
  if (count('unused') > 0) return { ...report, verdict: 'unused' };
  if (count('unknown') > 0)
    return {
      ...report,
      verdict: 'unknown',
      reason: isWhole ? 'the use of some of it is not logged, or it is not known what is allowed' : NOT_WHOLE,
    };
  if (!isWhole && report.used.length === 0) return { ...report, verdict: 'unknown', reason: NOT_WHOLE };
  return { ...report, verdict: report.used.length === 0 && report.granted.length === 0 ? 'unused' : 'used' };
}

/** A report as `--format json` has it. */
export function permissionsJson({ used, granted, ...report }: PermissionsReport): object {
  const { policy, prefixes, notes } = compactPolicy(used);
  return {
    ...report,
    used: used.map(({ resources, guessed, isForAny, ...each }) => ({
      ...each,
      resources: isForAny ? ['*'] : [...resources].sort(),
      ...(guessed.size === 0 ? {} : { guessed: [...guessed].sort() }),
    })),
    ...(granted === undefined ? {} : { granted, byWildcardOnly: byWildcardOnly(granted) }),
    policy,
    ...(prefixes.length === 0 ? {} : { prefixes }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}
