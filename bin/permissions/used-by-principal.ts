import { textAt } from '../../lib/core/alert/from-record/text-at';
import { type UsedAction, UsedPermissions } from '../../lib/core/policy/permission/used-permissions';
import type { CloudTrailRecord } from '../../lib/core/record/record';

/** The number of principals that are counted separately. */
const MAX_PRINCIPALS = 10_000;

const SESSION_ARN = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//;

/** What each role and user used. */
export class UsedByPrincipal {
  /** Records of principals beyond that number. */
  uncounted = 0;
  private readonly byArn = new Map<string, UsedPermissions>();

  /** By ARN, in the order of their names. */
  get principals(): readonly (readonly [arn: string, used: readonly UsedAction[]])[] {
    return [...this.byArn]
      .map(([arn, { actions }]) => [arn, actions] as const)
      .filter(([, actions]) => actions.length > 0)
      .sort(([one], [other]) => (one < other ? -1 : 1));
  }

  /** Counts a call. Gives whether it is one of a role or user. */
  take(record: CloudTrailRecord): boolean {
    const arn = principalOf(record);
    if (arn === undefined) return false;
    const used = this.byArn.get(arn) ?? new UsedPermissions();
    if (!this.byArn.has(arn)) {
      if (this.byArn.size >= MAX_PRINCIPALS) {
        this.uncounted += 1;
        return false;
      }
      this.byArn.set(arn, used);
    }
    used.take(record);
    return true;
  }
}

/** The role of a session, or the user. None of AWS services, of the root user, and of callers that records name by their account only. */
function principalOf(record: CloudTrailRecord): string | undefined {
  const issuer = textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn');
  const arn = issuer ?? textAt(record, 'userIdentity', 'arn');
  if (arn === undefined) return undefined;
  const [, partition, account, role] = SESSION_ARN.exec(arn) ?? [];
  const whole = role === undefined ? arn : `arn:${partition}:iam::${account}:role/${role}`;
  return /^arn:[^:]+:iam::\d{12}:(?:role|user)\//.test(whole) ? whole : undefined;
}
