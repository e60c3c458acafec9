import { resourceText, type Target } from '../../../lib/core/fact/targets/target';
import { inAlphabet } from '../../../lib/core/safe-text/in-alphabet';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import { type Change, isByHand } from '../../../lib/core/scan/change/change';
import type { Manager } from '../../../lib/core/scan/change/managed-resources';
import { shorten } from '../../../lib/core/scan/change/values';
import { type ChangeOptions, readChanges } from '../../change/read-changes';
import type { CommandIo } from '../../cli/command-io';
import { Diagnostics } from '../../outputs/diagnostics';
import { peopleIn, renderTable, toCell } from '../../outputs/table';
import { toStream, whileOpen } from '../../outputs/text-output';

/** The options of `trailwatch resource --by-hand`, as the command line names them. */
export interface ByHandOptions extends ChangeOptions {
  readonly format?: 'table' | 'ndjson';
}

/** A change by a person to a resource that a stack or a tool manages. */
interface ManualChange {
  readonly change: Change;
  readonly resource: Target;
  readonly manager: Manager;
}

/** The maximum number of manual changes that are kept until it is known what manages the resources. */
const MAX_CHANGES = 100_000;
const WIDTHS = { time: 21, call: 30, means: 10 };
const MIN_COLUMNS = 100;

/**
 * Prints manual changes to resources that CloudFormation, Terraform, OpenTofu or Pulumi manages, by stack. Returns the exit
 * status: 1 if there are any.
 */
export async function changesByHand(
  paths: readonly string[],
  options: ByHandOptions,
  io: CommandIo,
): Promise<number> {
  const diagnostics = new Diagnostics(io);
  const byHand: Change[] = [];
  const { managed, counts } = await readChanges(paths, options, {
    ...{ io, diagnostics },
    take: ({ change }) => {
      if (
        isByHand(change.means) &&
        change.error === '' &&
        change.resources.length > 0 &&
        byHand.length < MAX_CHANGES
      )
        byHand.push({
          ...change,
          values: new Map([...change.values].map(([name, value]) => [name, shorten(value)])),
        });
    },
  });
  if (byHand.length === MAX_CHANGES)
    diagnostics.problem(
      `only the first ${MAX_CHANGES} changes by hand are looked at; choose fewer records with --account or --start`,
    );
  const found = byHand.flatMap((change) =>
    change.resources.flatMap((resource): readonly ManualChange[] => {
      const manager = managed.find(change, resource);
      return manager === undefined ? [] : [{ change, resource, manager }];
    }),
  );
  found.sort(
    (one, other) =>
      inAlphabet(managerText(one.manager), managerText(other.manager)) ||
      inAlphabet(one.change.time, other.change.time),
  );
  diagnostics.clearProgress();
  await whileOpen(toStream(io.stdout)).write(render(found, options, io));
  diagnostics.finish(`${counts} by-hand=${found.length}`);
  if (diagnostics.problems > 0) return 2;
  return found.length > 0 ? 1 : 0;
}

function managerText({ kind, name }: Manager): string {
  if (name === '') return `${kind}, stack not known`;
  return kind === 'CloudFormation' ? `CloudFormation stack ${name}` : `${kind} as ${name}`;
}

function render(found: readonly ManualChange[], { format }: ByHandOptions, { stdout }: CommandIo): string {
  const chosen = format ?? (stdout.isTTY === true ? 'table' : 'ndjson');
  if (chosen === 'ndjson') return found.map((each) => `${toJsonText(toJson(each))}\n`).join('');
  const rest =
    Math.max(stdout.columns ?? MIN_COLUMNS, MIN_COLUMNS) - WIDTHS.time - WIDTHS.call - WIDTHS.means;
  const widths = [WIDTHS.time, WIDTHS.call, Math.floor(rest / 3), WIDTHS.means, rest - Math.floor(rest / 3)];
  const managers = [...new Set(found.map(({ manager }) => managerText(manager)))];
  return managers
    .map((manager) => {
      const own = found.filter((each) => managerText(each.manager) === manager);
      const rows = own.map(({ change, resource }) =>
        [change.time, change.call, change.actor, change.means, resourceText(resource)].map((text) =>
          toCell(text, text === change.actor ? peopleIn(text) : []),
        ),
      );
      const head = `${toCell(manager)}: ${own.length === 1 ? '1 change' : `${own.length} changes`} by hand\n`;
      return head + renderTable(widths, [['TIME', 'CALL', 'ACTOR', 'BY', 'RESOURCE'], ...rows]);
    })
    .join('\n');
}

function toJson({ change, resource, manager }: ManualChange): object {
  const { values, resources: _, ...rest } = change;
  return { managedBy: manager, resource: resourceText(resource), ...rest, set: Object.fromEntries(values) };
}
