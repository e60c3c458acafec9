import {
  byWildcardOnly,
  type GrantedAction,
  grantedActions,
} from '../../lib/core/policy/permission/granted-actions';
import { leastPrivilege } from '../../lib/core/policy/permission/least-privilege';
import type { UsedAction } from '../../lib/core/policy/permission/used-permissions';
import { UserError } from '../cli/user-error';
import type { PolicySource } from './read-policies';

/** What a principal used, and what its policies allow. */
export interface PermissionsReport {
  readonly principal: string;
  readonly used: readonly UsedAction[];
  /** Absent without policies. */
  readonly granted?: readonly GrantedAction[];
}

/** What is said of a principal as a whole. */
export type PrincipalVerdict = 'used' | 'unused' | 'unknown';

/** A report of one of all principals. */
export interface JudgedReport extends PermissionsReport {
  /** Absent without policies. */
  readonly verdict?: PrincipalVerdict;
  /** Why nothing is known. */
  readonly reason?: string;
}

/** The report of each principal that is in the records, or that policies are for. */
export function judgedReports(
  seen: readonly (readonly [principal: string, used: readonly UsedAction[]])[],
  source: PolicySource | undefined,
): readonly JudgedReport[] {
  if (source === undefined) return seen.map(([principal, used]) => ({ principal, used }));
  const found = new Set<string>();
  const reports = seen.map(([principal, used]) => {
    try {
      const policies = source.of(principal);
      if (policies === undefined)
        return unknown(principal, used, 'the policies that were read are not for it');
      found.add(policies.name);
      return judged({ principal, used, granted: grantedActions(policies, used) });
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
      return judged({ principal, used: [], granted: policies ? grantedActions(policies, []) : [] });
    }),
  ];
}

function unknown(principal: string, used: readonly UsedAction[], reason: string): JudgedReport {
  return { principal, used, verdict: 'unknown', reason };
}

/** What is allowed, and was certainly not used, decides; then what is not known. */
function judged(report: PermissionsReport & Required<Pick<PermissionsReport, 'granted'>>): JudgedReport {
  const count = (wanted: PrincipalVerdict): number =>
    report.granted.filter(({ verdict }) => verdict === wanted).length;
  if (count('unused') > 0) return { ...report, verdict: 'unused' };
  if (count('unknown') > 0)
    return {
      ...report,
      verdict: 'unknown',
      reason: 'the use of some of it is not logged, or it is not known what is allowed',
    };
  return { ...report, verdict: report.used.length === 0 && report.granted.length === 0 ? 'unused' : 'used' };
}

/** A report as `--format json` has it. */
export function permissionsJson({ used, granted, ...report }: PermissionsReport): object {
  return {
    ...report,
    used: used.map(({ resources, isForAny, ...each }) => ({
      ...each,
      resources: isForAny ? ['*'] : [...resources].sort(),
    })),
    ...(granted === undefined ? {} : { granted, byWildcardOnly: byWildcardOnly(granted) }),
    policy: leastPrivilege(used),
  };
}
