import { isJsonObject, type Json, type JsonObject } from '../../lib/core/json/json-value';
import { acceptanceWords, withAcceptances } from '../../lib/core/review/acceptance';
import type { UsedByPrincipal, UsedCalls } from '../../lib/core/review/access/used-changes';
import { type ReviewDocument, reviewDocument } from '../../lib/core/review/document/review-document';
import { failingChanges, unknownName } from '../../lib/core/review/review-change';
import { toJsonText } from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import { packageVersion } from '../cli/package-root';
import { UserError } from '../cli/user-error';
import { readCounts } from '../cost/read-counts';
import { readDocument, readEstate } from '../estate/read-estate';
import { Diagnostics } from '../outputs/diagnostics';
import { whileOpen } from '../outputs/text-output';
import { openOutput } from '../outputs/to-file';
import { type AcceptanceOptions, readAcceptances, writeAcceptances } from '../review/acceptances';
import { causesOf } from '../review/review-causes';
import { reviewMarkdown } from '../review/review-markdown';
import { reviewSarif } from '../review/review-sarif';
import { reviewText } from '../review/review-text';
import { sourceWords, withSources } from '../review/with-sources';
import { readBuiltInRules, readHandlerHashes } from '../rules/built-in-rules';

/** The options of `trailwatch review`, as the command line names them. */
export interface ReviewOptions extends AcceptanceOptions {
  readonly base?: string;
  readonly format?: keyof typeof RENDERERS;
  readonly out?: string;
  readonly force?: boolean;
  readonly failOn?: readonly string[];
  readonly counts?: string;
  readonly used?: string;
  readonly account?: string;
  readonly region?: string;
}

const RENDERERS = { markdown: reviewMarkdown, text: reviewText, json: reviewJson, sarif: reviewSarif };

/** Prints the effects of a change on logging, detection, access, evidence and cost. Returns the exit status. */
export async function review(head: string, options: ReviewOptions, io: CommandIo): Promise<number> {
  const policy = policyOf(options);
  const diagnostics = new Diagnostics(io);
  const counts = options.counts === undefined ? {} : await readCounts(options.counts, diagnostics);
  const { base } = options;
  const used = options.used === undefined ? undefined : usedOf(options.used, base);
  const reviewed = reviewDocument({
    head: readEstate(head, options),
    ...(base === undefined ? {} : { base: readEstate(base, options) }),
    counts,
    library: { version: packageVersion(), builtIn: readBuiltInRules, handlers: readHandlerHashes },
    ...(used && { used: used.principals }),
  });
  const acceptances = readAcceptances(options);
  const changes = withSources(
    withAcceptances(reviewed.changes, acceptances, io.currentTime()),
    process.cwd(),
  );
  if (options.accept !== undefined) {
    writeAcceptances(changes, acceptances, options);
    return 0;
  }
  const document = { ...reviewed, changes, unknowns: [...reviewed.unknowns, ...(used?.unknowns ?? [])] };
  const output = whileOpen(await openOutput(options, io));
  await output.write(RENDERERS[options.format ?? 'markdown'](document));
  await output.finish();
  for (const problem of document.problems) diagnostics.problem(problem);
  const failing = failingChanges(document.changes, policy);
  for (const change of failing.slice(0, MAX_NAMED)) {
    const { kind, subject, message, fingerprint } = change;
    const [words, line] = [acceptanceWords(change), sourceWords(change)];
    const name = options.accepted === undefined ? '' : ` [${fingerprint}]`;
    const place = line === undefined ? '' : ` (${line})`;
    diagnostics.info(
      `${kind}: ${subject}: ${message}${place}${words === undefined ? '' : `; ${words}`}${name}`,
    );
  }
  const more = failing.length - MAX_NAMED;
  if (more > 0) diagnostics.info(`${more} more ${more === 1 ? 'change' : 'changes'} that --fail-on names`);
  diagnostics.finish(totals(document, failing.length));
  if (diagnostics.problems > 0) return 2;
  return failing.length > 0 ? 1 : 0;
}

/** The maximum number of changes on standard error, where the rest is counted; the output contains all. */
const MAX_NAMED = 20;

function usedOf(path: string, base: string | undefined) {
  if (base === undefined)
    throw new UserError('--used is for changes; name the state before the change with --base');
  return readUsed(path);
}

function policyOf({ base, failOn = [] }: ReviewOptions): readonly string[] {
  const names = failOn.flatMap((list) => list.split(',')).map((name) => name.trim());
  const [wrong] = names.flatMap((name) => unknownName(name) ?? []);
  if (wrong !== undefined) throw new UserError(`--fail-on: ${wrong}; docs/review/review.md lists them`);
  if (names.length > 0 && base === undefined)
    throw new UserError('--fail-on is for changes; name the state before the change with --base');
  return names;
}

/** A contract that scripts read. */
function totals({ verdict, changes, unknowns }: ReviewDocument, failing: number): string {
  const count = (effect: string): number => changes.filter((change) => change.effect === effect).length;
  const counts = (['weaker', 'stronger', 'changed', 'unknown'] as const).map(
    (effect) => `${effect}=${count(effect)}`,
  );
  const refused = count('refused');
  const last = refused === 0 ? '' : ` refused=${refused}`;
  return `verdict=${verdict} ${counts.join(' ')} failing=${failing} not-known=${unknowns.length}${last}`;
}

/** The review as one JSON document; docs/review/review.md describes it. */
function reviewJson(document: ReviewDocument): string {
  const causes = causesOf(document.changes).map(({ effect, words, changes }) => ({
    ...{ effect, words },
    changes: changes.flatMap(({ fingerprint }) => fingerprint ?? []),
  }));
  return `${toJsonText({ ...document, causes })}\n`;
}

/** What principals used, and what is not known of it. */
interface UsedPermissions {
  readonly principals: readonly UsedByPrincipal[];
  readonly unknowns: readonly string[];
}

/**
 * The permissions that principals used, from the output of `trailwatch permissions --format json`, for one principal or all.
 *
 * @throws {@link UserError} if the file is not its output
 */
function readUsed(path: string): UsedPermissions {
  const document = readDocument(path);
  if (!isJsonObject(document)) throw notUsed(path);
  const { principals, problems } = document;
  const reports = principals === undefined ? [document] : principals;
  if (!Array.isArray(reports)) throw notUsed(path);
  return {
    principals: reports.map((report) => {
      if (!isJsonObject(report)) throw notUsed(path);
      const { principal, used } = report;
      if (typeof principal !== 'string' || !Array.isArray(used)) throw notUsed(path);
      return { principal, used: used.map((each) => toCalls(each, path)) };
    }),
    unknowns:
      problems === undefined
        ? []
        : [`${path}: not all records were read, so more permissions may have been used than it lists`],
  };
}

function toCalls(each: Json, path: string): UsedCalls {
  if (!isJsonObject(each)) throw notUsed(path);
  const { action, calls, first, last } = each as JsonObject;
  if (typeof action !== 'string' || typeof calls !== 'number') throw notUsed(path);
  return { action, calls, first: textOf(first), last: textOf(last) };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function notUsed(path: string): UserError {
  return new UserError(`${path}: it is not what trailwatch permissions --format json prints`);
}
