import { mayBeActor } from '../../lib/core/alert/from-record/actor-texts';
import { roleSessionOf } from '../../lib/core/compile/predicate/record-facts';
import { any } from '../../lib/core/fact/fact';
import { AskedActor } from '../../lib/core/lineage/asked-actor';
import { grantedActions } from '../../lib/core/policy/permission/granted-actions';
import { compactPolicy, toCdkCode } from '../../lib/core/policy/permission/least-privilege';
import { UsedPermissions } from '../../lib/core/policy/permission/used-permissions';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { Condition } from '../../lib/core/rule/condition';
import { toJsonText, toVisibleJson } from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import { MissingArgument, UserError } from '../cli/user-error';
import { Diagnostics } from '../outputs/diagnostics';
import { toStream, whileOpen } from '../outputs/text-output';
import {
  allPermissionsText,
  type JudgedReport,
  judgedReports,
  type PermissionsReport,
  permissionsJson,
  permissionsText,
} from '../permissions/permissions-text';
import { readCalls, UsedByPrincipal } from '../permissions/read-calls';
import { livePolicies, type PolicySource, readPolicies } from '../permissions/read-policies';
import type { CallSource } from '../permissions/remote-calls';
import { RecentTexts } from '../records/recent-texts';
import { readCallCatalogue } from '../rules/read-call-catalogue';

/** The options of `trailwatch permissions`, as the command line names them. */
export interface PermissionsOptions extends CallSource {
  readonly all?: boolean;
  readonly policy?: string;
  /** The policies are read from IAM. */
  readonly live?: boolean;
  readonly format?: 'table' | 'json' | 'policy' | 'cdk';
}

/**
 * Prints which permissions a principal used, and the policy that allows them; with `--all`, a verdict on each role and user.
 * Returns the exit status: 1 if a policy allows unused permissions.
 *
 * @param args the principal, unless `--all` is given, and paths: none with `--history`
 */
export async function permissions(
  args: readonly string[],
  options: PermissionsOptions,
  io: CommandIo,
): Promise<number> {
  const fromMs = io.nowMs();
  const { principal, paths } = questionOf(args, options);
  const source = await policiesOf(options, io);
  const diagnostics = new Diagnostics(io);
  const asked = principal === undefined ? new AskedAll(source) : new AskedOne(principal, source);
  const question = { paths, named: principal ?? '', asked: asked.condition };
  const reading = await readCalls(question, options, { io, diagnostics });
  const seen = new RecentTexts();
  let calls = 0;
  for await (const portion of reading.read())
    for (const record of portion)
      if (asked.isOwn(record) && seen.addRecord(record) && asked.take(record)) calls += 1;
  const answer = asked.answer(calls, diagnostics.problems === 0);
  // Where nothing could be read, that is what went wrong.
  if (answer.problem !== undefined && (reading.records > 0 || diagnostics.problems === 0))
    diagnostics.problem(answer.problem);
  diagnostics.clearProgress();
  if (calls > 0) await whileOpen(toStream(io.stdout)).write(answer.render(options, { io, diagnostics }));
  diagnostics.finish(`${reading.counts()} calls=${calls}`, fromMs);
  if (diagnostics.problems > 0) return 2;
  return answer.isUnused ? 1 : 0;
}

function questionOf(
  args: readonly string[],
  { all = false, history = false, organization = false, athena, lake, format, ...remote }: PermissionsOptions,
) {
  const principal = all ? undefined : args[0];
  const rest = all ? args : args.slice(1);
  if (organization && !history) throw new UserError('--organization requires --history; add it');
  if (!all && principal === undefined)
    throw new MissingArgument('name an ARN, an account or a name, or add --all');
  if (all && (format === 'policy' || format === 'cdk'))
    throw new UserError(`--format ${format} is for one principal; name it in place of --all`);
  const [first, second] = Object.entries({ history: history || undefined, athena, lake })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `--${name}`);
  if (second !== undefined)
    throw new UserError(`${first} and ${second} read different places; name one of them`);
  if (first !== undefined && rest.length > 0)
    throw new UserError(`${first} reads no files, and '${rest[0]}' is one; leave one out`);
  if (first === undefined && rest.length === 0)
    throw new MissingArgument('name log files, or add --history, --athena or --lake');
  if (remote.table !== undefined && athena === undefined)
    throw new UserError('--table requires --athena; add it');
  if ((remote.maxBytes ?? remote.timeout) !== undefined && athena === undefined && lake === undefined)
    throw new UserError('--max-bytes and --timeout require --athena or --lake; add one of them');
  return { principal, paths: rest };
}

async function policiesOf(
  { policy, live = false, roleArn = [], history = false }: PermissionsOptions,
  io: CommandIo,
): Promise<PolicySource | undefined> {
  if (!live) {
    if (roleArn.length > 0 && !history)
      throw new UserError('--role-arn requires --history or --live; add one of them');
    return policy === undefined ? undefined : readPolicies(policy);
  }
  if (policy !== undefined) throw new UserError('--live and --policy cannot be combined; leave one out');
  if (roleArn.length > 1) throw new UserError('--live reads one account; name one --role-arn');
  return livePolicies(roleArn[0], io);
}

interface RenderTools {
  readonly io: CommandIo;
  readonly diagnostics: Diagnostics;
}

/** The output, and the result that determines the exit status. */
interface Answer {
  readonly isUnused: boolean;
  readonly problem?: string;
  render(options: PermissionsOptions, tools: RenderTools): string;
}

/** A permission set of IAM Identity Center: its role in each account has a different suffix. */
const ASKED_SET = /^AWSReservedSSO_((?!.*_[0-9a-f]{16}$).+)$/;

function setOf(record: CloudTrailRecord): string | undefined {
  const session = roleSessionOf(record);
  return session?.isIdentityCenter === true ? session.role : undefined;
}

class AskedOne {
  private readonly used = new UsedPermissions(readCallCatalogue);
  private readonly actor: AskedActor;
  private readonly set: string | undefined;
  private readonly policies: ReturnType<PolicySource['of']>;

  constructor(
    private readonly principal: string,
    source: PolicySource | undefined,
  ) {
    this.set = ASKED_SET.exec(principal)?.[1];
    this.policies = source?.of(principal) ?? (this.set === undefined ? undefined : source?.of(this.set));
    if (source !== undefined && this.policies === undefined)
      throw new UserError(`the policies have no role or user '${principal}'; name its ARN or its name`);
    // Others of the name, in other accounts, have policies of their own.
    const { name = principal } = this.policies ?? {};
    this.actor = new AskedActor(name.startsWith('arn:') ? name : principal);
  }

  /** Holds for every own record, and for some others. */
  get condition(): Condition {
    const { actor, set } = this;
    if (set === undefined) return actor.condition;
    return any(actor.condition, mayBeActor([set]));
  }

  isOwn(record: CloudTrailRecord): boolean {
    return this.actor.isOwn(record) || (this.set !== undefined && setOf(record) === this.set);
  }

  take(record: CloudTrailRecord): boolean {
    this.used.take(record);
    return true;
  }

  answer(calls: number, isWhole: boolean): Answer {
    const { principal, policies, used } = this;
    const granted = policies === undefined ? undefined : grantedActions(policies, used.actions, isWhole);
    const report = { principal, used: used.actions, ...(granted === undefined ? {} : { granted }) };
    return {
      isUnused: granted?.some(({ verdict }) => verdict === 'unused') === true,
      ...(calls === 0 ? { problem: `no record has the principal '${principal}'` } : {}),
      render: (options, tools) => renderOne(report, options, tools),
    };
  }
}

class AskedAll {
  readonly condition = undefined;
  private readonly used = new UsedByPrincipal();

  constructor(private readonly source: PolicySource | undefined) {}

  isOwn(): boolean {
    return true;
  }

  take(record: CloudTrailRecord): boolean {
    return this.used.take(record);
  }

  answer(calls: number, isRead: boolean): Answer {
    const { uncounted } = this.used;
    const reports = judgedReports(this.used.principals, this.source, isRead && uncounted === 0);
    const problem =
      uncounted > 0
        ? `there are more principals than this command lists: ${uncounted} calls are not counted; choose fewer with --account, --start or --end`
        : 'no record has a role or user';
    return {
      isUnused: reports.some(({ verdict }) => verdict === 'unused'),
      ...(calls === 0 || uncounted > 0 ? { problem } : {}),
      render: (options, tools) => renderAll(reports, options, tools),
    };
  }
}

function renderOne(
  report: PermissionsReport,
  { format }: PermissionsOptions,
  { io, diagnostics }: RenderTools,
): string {
  const chosen = format ?? (io.stdout.isTTY === true ? 'table' : 'json');
  const compact = () => {
    const compacted = compactPolicy(report.used);
    for (const note of compacted.notes) diagnostics.info(note);
    return compacted;
  };
  switch (chosen) {
    case 'table':
      return permissionsText(report, io);
    case 'json':
      return `${toJsonText({ ...permissionsJson(report), ...diagnostics.incompleteness })}\n`;
    case 'policy':
      return `${toVisibleJson(JSON.stringify(compact().policy, undefined, 2))}\n`;
    case 'cdk':
      return toCdkCode(compact(), report.used);
    default:
      return chosen satisfies never;
  }
}

function renderAll(
  reports: readonly JudgedReport[],
  { format }: PermissionsOptions,
  { io, diagnostics }: RenderTools,
): string {
  const chosen = format ?? (io.stdout.isTTY === true ? 'table' : 'json');
  if (chosen === 'table') return allPermissionsText(reports, io);
  return `${toJsonText({ principals: reports.map(permissionsJson), ...diagnostics.incompleteness })}\n`;
}
