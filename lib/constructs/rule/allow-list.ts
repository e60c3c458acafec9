import type { Silence } from '../../core/rule/condition';
import type { Narrowing } from '../../core/rule/narrowed-condition';
import { allowedWhile, describeSilence } from '../../core/rule/silence';
import { someOf } from '../../core/safe-text/one-line';
import { unknownFieldsOf } from '../../core/sigma/detection/known-field';
import { Condition } from './condition';
import { isOver, toTime } from './end-time';

/** Properties of an entry that ends. */
export interface AllowListEntryProps {
  /** The calls that are allowed meanwhile. */
  readonly allow: AllowList;

  /**
   * The time in UTC, by the clock of the calls, from which on nothing is allowed any more: `2026-12-01`, or
   * `2026-12-01T06:30:00Z`.
   */
  readonly until: string;

  /** Why it is in order, for those who read it in a review or in the daily summary. One line, at most 200 characters. */
  readonly reason: string;

  /**
   * Where the decision is written down, such as `OPS-1234`. One line, at most 100 characters.
   * @default - none
   */
  readonly ticket?: string;

  /**
   * The time in UTC from which on it is allowed, in the form of `until`. Searches of older log files raise alerts of calls before.
   * @default - calls of any time before the end are allowed
   */
  readonly since?: string;
}

/**
 * Calls that are known to be in order, so that rules leave them out. It never changes, so it can be shared.
 *
 * A rule that has one keeps its id: what is allowed is left out of what it matches. Keep a list narrow, since what it
 * allows raises no alert whoever does it: a role by its ARN rather than its name, and from its network.
 */
export class AllowList {
  /** Calls of principals that belong to one of these accounts, by their twelve digits. */
  public static accounts(...accountIds: string[]): AllowList {
    checkAccounts(accountIds);
    const condition = Condition.equalTo('userIdentity.accountId', ...accountIds);
    return new AllowList(condition, { name: nameOf('accounts', accountIds), binding: BINDING });
  }

  /** Calls that were made in one of these accounts, whoever made them: sandboxes, for example. */
  public static recipientAccounts(...accountIds: string[]): AllowList {
    checkAccounts(accountIds);
    const name = nameOf('recipientAccounts', accountIds);
    return new AllowList(Condition.equalTo('recipientAccountId', ...accountIds), { name });
  }

  /**
   * Calls of sessions of these roles: ARNs of IAM roles with their paths, or names. `*` and `?` are wildcards. A name
   * stands for the roles of that name in every account, also those of others; an ARN for the one role. A name, and an ARN
   * without an account, raise a warning unless {@link allOf} binds them to an account or a network.
   */
  public static roles(...namesOrArns: string[]): AllowList {
    checkSome('roles', namesOrArns);
    const issuer = 'userIdentity.sessionContext.sessionIssuer';
    const arns = namesOrArns.filter((each) => each.startsWith('arn:'));
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

  /** Calls of principals with these ARNs: users, or sessions of roles. `*` and `?` are wildcards. */
  public static principals(...arns: string[]): AllowList {
    checkSome('principals', arns);
    return new AllowList(Condition.like('userIdentity.arn', ...arns), {
      name: nameOf('principals', arns),
      binding: bindingOf('principals', arns),
    });
  }

  /** Calls from these ranges of addresses. Calls that an AWS service makes on behalf of a principal have no address. */
  public static networks(...ranges: string[]): AllowList {
    checkSome('networks', ranges);
    const name = nameOf('networks', ranges);
    return new AllowList(Condition.cidr('sourceIPAddress', ...ranges), { name, binding: BINDING });
  }

  /** Calls that one of these services made on behalf of a principal, such as `cloudformation.amazonaws.com`. */
  public static invokedBy(...services: string[]): AllowList {
    checkSome('invokedBy', services);
    const name = nameOf('invokedBy', services);
    return new AllowList(Condition.like('userIdentity.invokedBy', ...services), { name });
  }

  /**
   * Calls with these user agents. `*` and `?` are wildcards. A user agent is what its sender says it is: combine it
   * with something that cannot be made up, by {@link allOf}.
   */
  public static userAgents(...patterns: string[]): AllowList {
    checkSome('userAgents', patterns);
    return new AllowList(Condition.like('userAgent', ...patterns), { name: nameOf('userAgents', patterns) });
  }

  /** Calls of which the condition holds. */
  public static where(condition: Condition): AllowList {
    const warnings = unknownFieldsOf(condition._tree).map((warning) => `AllowList.where: ${warning}`);
    return new AllowList(condition, { name: 'a condition', binding: { binds: false, warnings } });
  }

  /**
   * Calls that a list allows until a time. The end compares with `eventTime` of each record, so that it needs no deployment, and a search
   * of older log files comes to the same alerts as the processor did. The daily summary lists entries, an alert of medium severity
   * is sent a day or two before one ends, and `trailwatch review` shows what each leaves out. An entry that is over has no effect, and
   * a warning of the synth asks to remove it.
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

  /** Calls that one of the lists allows. */
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

  /** Calls that all of the lists allow: a role from its network, for example. */
  public static allOf(...lists: AllowList[]): AllowList {
    const binds = lists.some((list) => list.binding().binds);
    return new AllowList(Condition.allOf(...lists.map(({ condition }) => condition)), {
      name: lists.map(({ parts }) => parts.name).join(' and '),
      binding: { binds, warnings: binds ? [] : lists.flatMap((list) => list.binding().warnings) },
    });
  }

  /** What holds of a record that is allowed. */
  public readonly condition: Condition;

  private readonly parts: AllowListParts;

  private constructor(condition: Condition, parts: AllowListParts) {
    this.condition = condition;
    this.parts = parts;
  }

  /** What is too wide about the list. @internal */
  public _warnings(): readonly string[] {
    return this.binding().warnings;
  }

  /** What has to hold of a record that no entry allows. @internal */
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

/** What is known of a list beside its condition. */
interface AllowListParts {
  /** What counts of its records are called. */
  readonly name: string;
  /** The lists of which one has to allow a record; the list itself where it is absent. */
  readonly entries?: readonly AllowList[];
  /** Absent: it may hold for principals of any account. */
  readonly binding?: Binding;
}

/** How many values a name shows. */
const MAX_NAMED = 3;

function nameOf(factory: string, values: readonly string[]): string {
  return `${factory} ${someOf(values, MAX_NAMED)}`;
}

/** Whether a list holds only for principals of known accounts, or from known networks; and what is too wide about it. */
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
  if (values.length === 0) throw new Error(`AllowList.${name} needs one value or more`);
  const wide = values.find((value) => /^[*?]*$/.test(value));
  if (wide === undefined) return;
  throw new Error(
    `AllowList.${name} has '${wide}', which allows everything; RuleSet.without leaves a rule out`,
  );
}

function checkAccounts(accountIds: readonly string[]): void {
  if (accountIds.length === 0) throw new Error('an AllowList of accounts needs one account id or more');
  const wrong = accountIds.find((id) => !/^\d{12}$/.test(id));
  if (wrong !== undefined) throw new Error(`'${wrong}' is not an account id of twelve digits`);
}

/** How long texts may be that alerts, reviews and mails show. */
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
  return isOver(until)
    ? [`AllowList.entry: '${name}' is over since ${until} and has no effect; remove it`]
    : [];
}
