import { typeOfArn } from '../../../lib/core/fact/targets/resource-kinds';
import { resourceOfText, resourceText, type Target } from '../../../lib/core/fact/targets/target';
import { isOfKind, nounOf } from '../../../lib/core/fact/targets/target-parts';
import { inCallOrder, partsOfCall, timeMsOf } from '../../../lib/core/lineage/call-order';
import { inAlphabet } from '../../../lib/core/safe-text/in-alphabet';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import { type Change, isByHand } from '../../../lib/core/scan/change/change';
import type { FoundChange } from '../../../lib/core/scan/change/file-hand-changes';
import type { ManagedResources, Manager } from '../../../lib/core/scan/change/managed-resources';
import { KnownValues, type SetValue, shorten } from '../../../lib/core/scan/change/values';
import { type ChangeOptions, readChanges } from '../../change/read-changes';
import { readConfigHistory } from '../../change/read-config-history';
import type { CommandIo } from '../../cli/command-io';
import { Diagnostics } from '../../outputs/diagnostics';
import { peopleIn, renderTable, toCell } from '../../outputs/table';
import { toStream } from '../../outputs/text-output';
import { toRecordTest } from '../../view/record-test';
import { type ResourceRow, setText, withStates } from './config-states';

/** The options of `trailwatch resource`, as the command line names them. */
export interface ResourceOptions extends ChangeOptions {
  /** Files of AWS Config. */
  readonly config?: readonly string[];
  readonly format?: 'table' | 'ndjson';
}

/** A resource, and the archives to search for it. */
export interface ResourceQuestion {
  /** An ARN, a name or an id. */
  readonly resource: string;
  readonly paths: readonly string[];
}

/** The maximum number of changes of a resource that are kept; if there are more, the last ones. */
const MAX_CHANGES = 10_000;
const WIDTHS = { time: 21, call: 30, means: 16 };
const MIN_COLUMNS = 100;

/** Prints the changes of a resource in the order of time: actor, tool, and the new settings. Returns the exit status. */
export async function resource(
  { resource: asked, paths }: ResourceQuestion,
  options: ResourceOptions,
  io: CommandIo,
): Promise<number> {
  const diagnostics = new Diagnostics(io);
  const isNamed = toRecordTest({ resource: [asked] });
  const found: FoundChange[] = [];
  let dropped = 0;
  const take = (each: FoundChange) => {
    if (isNamed(each.record) || hasResource(each, asked)) found.push(each);
    if (found.length > 2 * MAX_CHANGES) dropped += dropOldest(found);
  };
  const { managed, counts } = await readChanges(paths, options, { io, diagnostics, take });
  dropped += dropOldest(found);
  if (dropped > 0)
    diagnostics.problem(
      `only the last ${MAX_CHANGES} changes are shown, and ${dropped} before them are not; choose fewer records with --account, --start or --end`,
    );
  const states =
    options.config === undefined
      ? []
      : await readConfigHistory(options.config, { asked, options }, { io, diagnostics });
  if (found.length === 0 && states.length === 0 && diagnostics.problems === 0)
    diagnostics.problem(`no record changes the resource '${asked}'; name its ARN, its name or its id`);
  const rows = stepsOf(inOrder(found), asked, managed).map(toRow);
  diagnostics.clearProgress();
  await toStream(io.stdout).write(render(withStates(rows, states), options, io));
  diagnostics.finish(counts);
  return diagnostics.problems > 0 ? 2 : 0;
}

/** A change with its settings, and what manages the resource. */
interface Step extends FoundChange {
  readonly set: readonly SetValue[];
  readonly manager: Manager | undefined;
}

/** Calls that replace previous settings; others add to them or remove from them, as AttachRolePolicy does. */
const REPLACES = /^(?:Create|Update|Modify|Put|Set|Change|Replace|Configure|Edit)(?!Tags)/;

/** These take away what earlier calls set. */
const ENDS = /^(?:Delete|Remove|Reset|Terminate|Deregister)/;

function stepsOf(found: readonly FoundChange[], asked: string, managed: ManagedResources): readonly Step[] {
  const known = new Map<string, KnownValues>();
  return found.map(({ change, record }) => {
    const own = change.resources.find((each) => isCalled(change, each, asked));
    const isOwn = own !== undefined && change.error === '';
    const subject = own === undefined ? '' : subjectOf(change, own);
    if (isOwn && ENDS.test(change.call)) {
      const isWhole = isOfKind(nounOf(change.call), own);
      for (const key of known.keys())
        if (isWhole ? key.startsWith(subject) : key === subject + partsOf(change, own))
          known.get(key)?.forget(isWhole ? undefined : nounOf(change.call));
    }
    return {
      ...{ change, record },
      set:
        isOwn && replaces(change.call, own)
          ? knownOf(known, subject + partsOf(change, own)).set(change.values, nounOf(change.call))
          : [...change.values].map(([name, after]) => ({ name, after: shorten(after) })),
      manager: own === undefined ? undefined : managed.find(change, own),
    };
  });
}

/** The same name may belong to a role, a bucket and a function, and to resources in other accounts and Regions. */
function subjectOf({ account, region }: Change, { type, name }: Target): string {
  return `${account} ${region} ${type} ${name.split('/').at(-1)}\n`;
}

/** The sub-resource of a call: the inline policies of a role are different ones. */
function partsOf({ resources }: Change, own: Target): string {
  return resources
    .flatMap((each) => (each === own ? [] : [each.name]))
    .sort(inAlphabet)
    .join();
}

/** Whether a call sets anew what was set before. What creates something in a resource, such as a route in a table, adds to it. */
function replaces(call: string, { type }: Target): boolean {
  const [, made] = /^Create([A-Za-z]+)/.exec(call) ?? [];
  return (
    REPLACES.test(call) &&
    (made === undefined || made.toLowerCase() === type.split('::').at(-1)?.toLowerCase())
  );
}

function knownOf(known: Map<string, KnownValues>, key: string): KnownValues {
  const values = known.get(key) ?? new KnownValues();
  known.set(key, values);
  return values;
}

/** In the order of time; what makes the resource precedes what changes it in the same second. */
function inOrder(found: readonly FoundChange[]): readonly FoundChange[] {
  return inCallOrder(found, {
    timeMs: ({ record }) => timeMsOf(record),
    parts: ({ record }) => partsOfCall(record),
  });
}

/** Returns the number of dropped changes. */
function dropOldest(found: FoundChange[]): number {
  found.sort((one, other) => inAlphabet(one.change.time, other.change.time));
  return found.splice(0, found.length - MAX_CHANGES).length;
}

function hasResource({ change }: FoundChange, asked: string): boolean {
  return change.resources.some((each) => isCalled(change, each, asked));
}

function isCalled(change: Change, resource: Target, asked: string): boolean {
  const wanted = asked.toLowerCase();
  return (
    [resource.name, resourceText(resource)].some((text) => text.toLowerCase() === wanted) ||
    resource.arn?.toLowerCase().endsWith(`/${wanted}`) === true ||
    (resource.arn === undefined && isNameOf(change, resource, asked))
  );
}

/** Whether a call identifies the resource of an ARN by its name alone, as most IAM calls do. */
function isNameOf({ account, region }: Change, { type, name }: Target, arn: string): boolean {
  const [head, , , regionOfArn, accountOfArn] = arn.split(':');
  if (head !== 'arn' || type !== typeOfArn(arn) || accountOfArn !== account) return false;
  const [own, wanted] = [name.toLowerCase(), resourceOfText(type, arn).name.toLowerCase()];
  return (regionOfArn === '' || regionOfArn === region) && (own === wanted || wanted.endsWith(`/${own}`));
}

function render(rows: readonly ResourceRow[], { format }: ResourceOptions, { stdout }: CommandIo): string {
  const chosen = format ?? (stdout.isTTY === true ? 'table' : 'ndjson');
  if (chosen === 'ndjson') return rows.map(({ json }) => `${toJsonText(json)}\n`).join('');
  if (rows.length === 0) return '';
  const rest =
    Math.max(stdout.columns ?? MIN_COLUMNS, MIN_COLUMNS) - WIDTHS.time - WIDTHS.call - WIDTHS.means;
  const widths = [WIDTHS.time, WIDTHS.call, Math.floor(rest / 3), WIDTHS.means, rest - Math.floor(rest / 3)];
  const cells = rows.map(({ time, actor, texts }) =>
    [time, ...texts].map((text) =>
      text
        .split('\n')
        .map((line) => toCell(line, line === actor ? peopleIn(line) : []))
        .join('\n'),
    ),
  );
  return renderTable(widths, [['TIME', 'CALL', 'ACTOR, FROM', 'BY', 'SET'], ...cells]);
}

function toRow(step: Step): ResourceRow {
  const { time, call, error, actor, source, means } = step.change;
  const texts = [
    error === '' ? call : `${call}\n${error}`,
    source === '' || source === actor ? actor : `${actor}\n${source}`,
    isClickOps(step) ? `${means}\nby hand` : means,
    setText(step.set),
  ];
  return { time, actor, texts, json: toJson(step) };
}

/** Whether a person changed a resource that a stack or a tool manages. */
function isClickOps({ change, manager }: Step): boolean {
  return manager !== undefined && change.error === '' && isByHand(change.means);
}

function toJson(step: Step): object {
  const { values: _, resources, ...change } = step.change;
  return {
    ...change,
    resources: resources.map(resourceText),
    ...(step.manager === undefined ? {} : { managedBy: step.manager }),
    byHand: isClickOps(step),
    set: step.set,
  };
}
