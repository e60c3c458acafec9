import type { Silence } from '../../core/rule/condition';
import type { Narrowing } from '../../core/rule/narrowed-condition';
import { allowedWhile, describeSilence } from '../../core/rule/silence';
import { someOf } from '../../core/safe-text/one-line';
import { checkPrincipals } from './check-principals';
import { Condition } from './condition';
import { isOver, toTime } from './end-time';
import { judgedInCode } from './judged-in-code';

/**
 * Properties of a temporary entry.
 * @stability stable
 */
export interface AllowListEntryProps {
  /** The calls that are allowed until then. */
  readonly allow: AllowList;

  /** The end of the entry in UTC, compared with the event time: `2026-12-01`, or `2026-12-01T06:30:00Z`. */
  readonly until: string;

  /** The reason, for reviews and the daily summary. One line, at most 200 characters. */
  readonly reason: string;

  /**
   * A reference to the decision, such as `OPS-1234`. One line, at most 100 characters.
   * @default - none
   */
  readonly ticket?: string;

  /**
   * The start of the entry in UTC, in the format of `until`. Searches of older log files raise alerts for earlier calls.
   * @default - calls of any time before the end are allowed
   */
  readonly since?: string;
}

/**
 * Known legitimate calls that rules exclude. Allow lists are immutable, and can be shared.
 *
 * A rule with an allow list keeps its id: allowed calls are excluded from its matches. Keep a list narrow, because allowed
 * calls raise no alert for any caller: specify a role by its ARN rather than its name, and with its network.
 * @stability stable
 */
export class AllowList {
  /** Calls of principals of these accounts, 12 digits each. */
  public static accounts(...accountIds: string[]): AllowList {
    checkAccounts(accountIds);
    const condition = Condition.equalTo('userIdentity.accountId', ...accountIds);
    return new AllowList(condition, { name: nameOf('accounts', accountIds), binding: BINDING });
  }

  /** Calls in these accounts, by any principal: sandboxes, for example. */
  public static recipientAccounts(...accountIds: string[]): AllowList {
    checkAccounts(accountIds);
    const name = nameOf('recipientAccounts', accountIds);
    return new AllowList(Condition.equalTo('recipientAccountId', ...accountIds), { name });
  }

  /**
   * Calls of sessions of these roles: ARNs of IAM roles with their paths, or names. `*` and `?` are wildcards. A name matches
   * the roles of that name in every account, including foreign ones; an ARN matches a single role. A name, or an ARN without an
   * account, adds a warning unless {@link allOf} limits it to an account or a network. The ARN of a session, as
   * `userIdentity.arn` of a record has it (`arn:aws:sts::111122223333:assumed-role/deployer/session`), stands for the role of that
   * name in that account, whatever its path: all sessions of it.
   */
  public static roles(...namesOrArns: string[]): AllowList {
    checkSome('roles', namesOrArns);
    checkPrincipals('roles', namesOrArns);
    const issuer = 'userIdentity.sessionContext.sessionIssuer';
    const arns = namesOrArns.filter((each) => each.startsWith('arn:')).flatMap(rolesOf);
    const names = namesOrArns.filter((each) => !each.startsWith('arn:'));
    const isRole = Condition.equalTo(`${issuer}.type`, 'Role');
    const ways = [
      ...(arns.length > 0 ? [Condition.like(`${issuer}.arn`, ...arns)] : []),
      ...(names.length > 0 ? [Condition.like(`${issuer}.userName`, ...names)] : []),
    ];
    return new AllowList(Condition.allOf(isRole, Condition.anyOf(...ways)), {
      name: nameOf('roles', namesOrArns),
      binding: bindingOf('roles', namesOrArns),
    });
  }

  /** Calls of principals with these ARNs: users, or role sessions. `*` and `?` are wildcards. */
  public static principals(...arns: string[]): AllowList {
    checkSome('principals', arns);
    checkPrincipals('principals', arns);
    return new AllowList(Condition.like('userIdentity.arn', ...arns), {
      name: nameOf('principals', arns),
      binding: bindingOf('principals', arns),
    });
  }

  /** Calls from these IP ranges. Calls that an AWS service makes on behalf of a principal have no IP address. */
  public static networks(...ranges: string[]): AllowList {
    checkSome('networks', ranges);
    const name = nameOf('networks', ranges);
    return new AllowList(Condition.cidr('sourceIPAddress', ...ranges), { name, binding: BINDING });
  }

  /** Calls that one of these services made on behalf of a principal, such as `cloudformation.amazonaws.com`. */
  public static invokedBy(...services: string[]): AllowList {
    checkSome('invokedBy', services);
    const condition = Condition.like('userIdentity.invokedBy', ...services);
    const warnings = judgedInCode('AllowList.invokedBy', condition._tree);
    return new AllowList(condition, {
      name: nameOf('invokedBy', services),
      binding: { binds: false, warnings },
    });
  }

  /**
   * Calls with these user agents. `*` and `?` are wildcards. The caller chooses the user agent: combine it with a condition
   * that cannot be forged, using {@link allOf}.
   */
  public static userAgents(...patterns: string[]): AllowList {
    checkSome('userAgents', patterns);
    return new AllowList(Condition.like('userAgent', ...patterns), { name: nameOf('userAgents', patterns) });
  }

  /** Calls that match the condition. */
  public static where(condition: Condition): AllowList {
    const warnings = judgedInCode('AllowList.where', condition._tree);
    return new AllowList(condition, { name: 'a condition', binding: { binds: false, warnings } });
  }

  /**
   * Calls that a list allows until a given time. The end is compared with the `eventTime` of each record, so that it takes
   * effect without a deployment, and a search of older log files raises the same alerts as the processor did. The daily summary
   * lists entries, an alert of medium severity is sent a day or two before one ends, and `trailwatch review` shows what each
   * excludes. An entry that has ended has no effect, and adds a synthesis warning to remove it.
   */
  public static entry(props: AllowListEntryProps): AllowList {
    const { allow, reason, ticket } = props;
    const until = toTime('AllowList.entry: until', props.until);
    const from = props.since === undefined ? undefined : toTime('AllowList.entry: since', props.since);
    if (from !== undefined && from >= until)
      throw new Error(`AllowList.entry: since '${from}' is not before until '${until}'`);
    checkLine('reason', reason, MAX_REASON);
    if (ticket !== undefined) checkLine('ticket', ticket, MAX_TICKET);
    const { name } = allow.parts;
    const silence: Silence = {
      ...{ name, until, reason },
      ...(from === undefined ? {} : { from }),
      ...(ticket === undefined ? {} : { ticket }),
    };
    return new AllowList(Condition._of(allowedWhile(allow.condition._tree, silence)), {
      name: `${name} ${describeSilence(silence)}`,
      binding: { ...allow.binding(), warnings: [...allow.binding().warnings, ...overWarnings(silence)] },
    });
  }

  /** Calls that any of the lists allows. */
  public static anyOf(...lists: AllowList[]): AllowList {
    return new AllowList(Condition.anyOf(...lists.map(({ condition }) => condition)), {
      name: lists.map(({ parts }) => parts.name).join(' or '),
      entries: lists.flatMap((list) => list.entries()),
      binding: {
        binds: lists.every((list) => list.binding().binds),
        warnings: lists.flatMap((list) => list.binding().warnings),
      },
    });
  }

  /** Calls that all of the lists allow: a role in its network, for example. */
  public static allOf(...lists: AllowList[]): AllowList {
    const binds = lists.some((list) => list.binding().binds);
    return new AllowList(Condition.allOf(...lists.map(({ condition }) => condition)), {
      name: lists.map(({ parts }) => parts.name).join(' and '),
      binding: { binds, warnings: binds ? [] : lists.flatMap((list) => list.binding().warnings) },
    });
  }

  /** The condition that an allowed record meets. */
  public readonly condition: Condition;

  private readonly parts: AllowListParts;

  private constructor(condition: Condition, parts: AllowListParts) {
    this.condition = condition;
    this.parts = parts;
  }

  /** The problems of a list that is too broad. @internal */
  public _warnings(): readonly string[] {
    return this.binding().warnings;
  }

  /** The condition that a record meets if no entry allows it. @internal */
  public _narrowings(): readonly Narrowing[] {
    return this.entries().map(({ condition, parts: { name } }) => ({
      name: `allow list ${name}`,
      condition: { kind: 'not', of: condition._tree },
    }));
  }

  private entries(): readonly AllowList[] {
    return this.parts.entries ?? [this];
  }

  private binding(): Binding {
    return this.parts.binding ?? { binds: false, warnings: [] };
  }
}

/** Properties of a list in addition to its condition. */
interface AllowListParts {
  /** The name of its record counts. */
  readonly name: string;
  /** The lists of which at least one must allow a record; the list itself if absent. */
  readonly entries?: readonly AllowList[];
  /** Absent: it may match principals of any account. */
  readonly binding?: Binding;
}

/** The maximum number of values in a name. */
const MAX_NAMED = 3;

function nameOf(factory: string, values: readonly string[]): string {
  return `${factory} ${someOf(values, MAX_NAMED)}`;
}

/**
 * The ARNs of a role, as patterns, that a role or a session is of. The ARN of a session has no path.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
function rolesOf(arn: string): readonly string[] {
  const [, partition, account, name] = /^arn:([^:]*):sts::([^:]*):assumed-role\/([^/]+)/.exec(arn) ?? [];
  if (name === undefined) return [arn];
  const role = `arn:${partition}:iam::${account}:role/`;
  return [`${role}${name}`, `${role}*/${name}`];
}

/** Whether a list matches only principals of known accounts, or known networks; and how it is too broad. */
interface Binding {
  readonly binds: boolean;
  readonly warnings: readonly string[];
}

const BINDING: Binding = { binds: true, warnings: [] };

/** An ARN of a known account. */
const OF_ACCOUNT = /^arn:[^:]*:(iam|sts)::\d{12}:/;

function bindingOf(name: string, namesOrArns: readonly string[]): Binding {
  const unbound = namesOrArns.filter((each) => !OF_ACCOUNT.test(each));
  return {
    binds: unbound.length === 0,
    warnings: unbound.map(
      (each) =>
        `AllowList.${name} has '${each}', which names no account, so a role of that name in any account is allowed; ` +
        'give its ARN, or combine it with AllowList.accounts or AllowList.networks by AllowList.allOf',
    ),
  };
}

function checkSome(name: string, values: readonly string[]): void {
  if (values.length === 0) throw new Error(`AllowList.${name} needs at least one value`);
  const wide = values.find((value) => /^[*?]*$/.test(value));
  if (wide === undefined) return;
  throw new Error(
    `AllowList.${name} has '${wide}', which allows everything; RuleSet.without leaves a rule out`,
  );
}

function checkAccounts(accountIds: readonly string[]): void {
  if (accountIds.length === 0) throw new Error('an AllowList of accounts needs at least one account id');
  const wrong = accountIds.find((id) => !/^\d{12}$/.test(id));
  if (wrong !== undefined) throw new Error(`'${wrong}' is not an account id of twelve digits`);
}

/** The maximum lengths of texts in alerts, reviews and e-mails. */
const MAX_REASON = 200;
const MAX_TICKET = 100;

function checkLine(name: string, text: string, maximum: number): void {
  const isLine = text.trim() !== '' && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
  if (isLine && text.length <= maximum) return;
  throw new Error(
    `AllowList.entry: ${name} must be one line of at most ${maximum} characters, and not empty`,
  );
}

function overWarnings({ name, until }: Silence): readonly string[] {
  return isOver(until) ? [`AllowList.entry: '${name}' ended at ${until} and has no effect; remove it`] : [];
}
