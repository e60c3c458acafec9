import { type Estate, resourcesOf } from '../../lib/core/estate/estate';
import { isJsonObject } from '../../lib/core/json/json-value';
import { CHANGES, toChange } from '../../lib/core/scan/change/change';
import type { FoundChange } from '../../lib/core/scan/change/file-hand-changes';
import { ManagedResources, type StackFinder } from '../../lib/core/scan/change/managed-resources';
import type { CommandIo } from '../cli/command-io';
import { readEstate, reportUnread } from '../estate/read-estate';
import type { Diagnostics } from '../outputs/diagnostics';
import { ArchiveRecords } from '../records/archive-records';
import { RecentTexts } from '../records/recent-texts';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';

/** The command-line options of commands that read changes. */
export interface ChangeOptions extends PlaceOptions {
  /** `cdk.out` or a template. */
  readonly template?: string;
}

/**
 * Passes each change of archives to `take`, once, in the order of the files. Returns what manages the resources, which is known
 * at the end, and the line of counts.
 */
export async function readChanges(
  paths: readonly string[],
  options: ChangeOptions,
  { io, diagnostics, take }: { io: CommandIo; diagnostics: Diagnostics; take: (found: FoundChange) => void },
): Promise<{ readonly managed: ManagedResources; readonly counts: string }> {
  const fromMs = io.nowMs();
  const managed = new ManagedResources(stackFinder(options.template, diagnostics));
  const source = { paths, filter: RecordFilter.of(options), asked: CHANGES };
  const archive = new ArchiveRecords(source, { io, diagnostics });
  const seen = new RecentTexts();
  let changes = 0;
  for await (const portion of archive.read())
    for (const { record } of portion) {
      const change = toChange(record);
      if (change === undefined || !seen.addRecord(record)) continue;
      changes += 1;
      managed.learn(change, record);
      take({ change, record });
    }
  archive.reportNothing();
  if (managed.isFull)
    diagnostics.problem(
      'there are too many managed resources to track; choose fewer records with --account or --start',
    );
  const { files, pruned, records } = archive;
  const seconds = ((io.nowMs() - fromMs) / 1000).toFixed(2);
  return {
    managed,
    counts: `files=${files} pruned=${pruned} records=${records} changes=${changes} seconds=${seconds}`,
  };
}

function stackFinder(template: string | undefined, diagnostics: Diagnostics): StackFinder {
  if (template === undefined) return () => undefined;
  const estate = readEstate(template);
  reportUnread(estate, diagnostics);
  return templateNames(estate);
}

/** Properties that give a resource its own name; others, such as `RoleName` of a policy, name another one. */
const OWN_NAME = /^(?:Name|Id|Identifier)$/;

/** CloudFormation shortens names that are too long for a service, keeping at least this number of characters of each part. */
const MIN_CUT_LENGTH = 12;

/**
 * The stack that contains a resource with a name: either the template's explicit name, or the name that CloudFormation
 * generates from stack and logical id.
 */
function templateNames({ stacks }: Estate): StackFinder {
  const placed = resourcesOf(stacks).map(({ stack, logicalId, resource }) => ({
    ...{ stack: stack.name.replaceAll('/', '-'), logicalId },
    type: resource.Type,
    given: givenName(resource.Type, resource.Properties),
  }));
  return ({ type, name }) => {
    // A role is not a log group of the same name. The kind of some resources in records is not known.
    const isOf = (one: string) => one === type || type === 'Other';
    const given = placed.find((one) => one.given === name && isOf(one.type))?.stack;
    if (given !== undefined) return given;
    const made = /^(.+)-([A-Za-z0-9]+)-[A-Za-z0-9]{12,13}$/.exec(name);
    if (made === null) return undefined;
    const [, stackPart = '', idPart = ''] = made;
    return placed.find(({ stack, logicalId }) => isCut(stackPart, stack) && isCut(idPart, logicalId))?.stack;
  };
}

/** `BucketName` of a bucket, `FunctionName` of a function, `Name` of anything; only a literal is known. */
function givenName(type: string, properties: unknown): string | undefined {
  if (!isJsonObject(properties)) return undefined;
  const kind = type.split('::').at(-1) ?? '';
  const found = Object.entries(properties).find(
    ([name]) => OWN_NAME.test(name.replace(kind, '')) && !/^Id/.test(name),
  );
  return typeof found?.[1] === 'string' ? found[1] : undefined;
}

function isCut(part: string, whole: string): boolean {
  const [short, long] = [part.toLowerCase(), whole.toLowerCase()];
  return short === long || (short.length >= MIN_CUT_LENGTH && long.startsWith(short));
}
