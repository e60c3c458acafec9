import { byWildcardOnly, grantedActions } from '../../lib/core/permission/granted-actions';
import { leastPrivilege, toCdkCode } from '../../lib/core/permission/least-privilege';
import { UsedPermissions } from '../../lib/core/permission/used-permissions';
import { toJsonText, toVisibleJson } from '../../lib/core/safe-text/json-text';
import { AskedActor } from '../actor/asked-actor';
import type { CommandIo } from '../cli/command-io';
import { renderReason, UserError } from '../cli/user-error';
import { Diagnostics } from '../outputs/diagnostics';
import { toStream } from '../outputs/text-output';
import { type PermissionsReport, permissionsText } from '../permissions/permissions-text';
import { readPolicies } from '../permissions/read-policies';
import { ArchiveRecords } from '../records/archive-records';
import { RecentTexts } from '../records/recent-texts';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';

/** The options of `trailwatch permissions`, as the command line names them. */
export interface PermissionsOptions extends PlaceOptions {
  readonly policy?: string;
  readonly format?: 'table' | 'json' | 'policy' | 'cdk';
}

/** Whose permissions are asked for, and the archives with the evidence. */
export interface PermissionsQuestion {
  /** An ARN, an access key, an account, or any other name. */
  readonly principal: string;
  readonly paths: readonly string[];
}

/** Prints which permissions a principal used, and the policy that allows them. Gives the exit status: 1 if a policy allows what was not used. */
export async function permissions(
  { principal, paths }: PermissionsQuestion,
  options: PermissionsOptions,
  io: CommandIo,
): Promise<number> {
  const fromMs = io.nowMs();
  const asked = new AskedActor(principal);
  const policies = options.policy === undefined ? undefined : readPolicies(options.policy, principal);
  const diagnostics = new Diagnostics(io);
  const archive = new ArchiveRecords({ paths, filter: RecordFilter.of(options) }, { io, diagnostics });
  const used = new UsedPermissions();
  const seen = new RecentTexts();
  let calls = 0;
  for await (const portion of archive.read())
    for (const { record } of portion) {
      if (!asked.isOwn(record) || !seen.add(JSON.stringify(record))) continue;
      calls += 1;
      used.take(record);
    }
  archive.reportNothing();
  if (calls === 0 && archive.records > 0) diagnostics.problem(`no record has the principal '${principal}'`);
  const granted =
    policies === undefined
      ? undefined
      : trying(options.policy as string, () => grantedActions(policies, used.actions));
  const report = { principal, used: used.actions, ...(granted === undefined ? {} : { granted }) };
  diagnostics.clearProgress();
  if (calls > 0) await toStream(io.stdout).write(render(report, options, io));
  const { files, pruned, records } = archive;
  diagnostics.finish(
    `files=${files} pruned=${pruned} records=${records} calls=${calls} seconds=${((io.nowMs() - fromMs) / 1000).toFixed(2)}`,
  );
  if (diagnostics.problems > 0) return 2;
  return granted?.some(({ verdict }) => verdict === 'unused') === true ? 1 : 0;
}

function trying<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UserError(`${path}: ${renderReason(error)}`);
  }
}

function render(report: PermissionsReport, { format }: PermissionsOptions, io: CommandIo): string {
  const chosen = format ?? (io.stdout.isTTY === true ? 'table' : 'json');
  const policy = leastPrivilege(report.used);
  switch (chosen) {
    case 'table':
      return permissionsText(report, io);
    case 'json':
      return `${toJsonText(toJson(report, policy))}\n`;
    case 'policy':
      return `${toVisibleJson(JSON.stringify(policy, undefined, 2))}\n`;
    case 'cdk':
      return toCdkCode(policy, report.used);
    default:
      return chosen satisfies never;
  }
}

function toJson({ principal, used, granted }: PermissionsReport, policy: object): object {
  return {
    principal,
    used: used.map(({ resources, isForAny, ...each }) => ({
      ...each,
      resources: isForAny ? ['*'] : [...resources].sort(),
    })),
    ...(granted === undefined ? {} : { granted, byWildcardOnly: byWildcardOnly(granted) }),
    policy,
  };
}
