import { randomBytes } from 'node:crypto';
import { rulesKey, type SearchPlace } from '../../../lib/core/archive-search/search-place';
import { estimateCost } from '../../../lib/core/archive-search/search-price';
import { parseSearchRequest, type SearchRequest } from '../../../lib/core/archive-search/search-request';
import { MAX_SENT, sendingProblem } from '../../../lib/core/archive-search/sent-record';
import { sha256Hex } from '../../../lib/core/record/sha256';
import { dayOf } from '../../../lib/core/record/to-event-time';
import { withOwnAccounts } from '../../../lib/core/rule/own-accounts';
import type { Severity } from '../../../lib/core/rule/rule';
import { encodeRules, type RuleDocument } from '../../../lib/core/rule/rule-document';
import { ResultsBucket } from '../../archive-search/results-bucket';
import { checkEstimate, estimateSearch, renderEstimate } from '../../archive-search/search-estimate';
import { checkSearchName, SearchMachine } from '../../archive-search/search-machine';
import type { CommandIo } from '../../cli/command-io';
import { parseTimes } from '../../cli/time-range';
import { UserError } from '../../cli/user-error';
import { Diagnostics } from '../../outputs/diagnostics';
import { parseLateDays } from '../../records/record-filter';
import { type LoadTools, loadRules } from '../../rules/load-rules';
import { findOwnAccounts } from '../../rules/own-accounts';

/** The options of `trailwatch archive search start`, as the command line names them. */
export interface ArchiveSearchStartOptions {
  readonly stateMachine: string;
  readonly start: string;
  readonly end: string;
  readonly lateDays?: string;
  readonly account?: readonly string[];
  readonly region?: readonly string[];
  readonly rules?: readonly string[];
  readonly builtin: boolean;
  readonly ownAccounts?: readonly string[];
  readonly minSeverity?: Severity;
  readonly send?: Severity;
  readonly sendRule?: readonly string[];
  readonly learn?: boolean;
  readonly name?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Searches that cost more require `--yes`. */
const MAX_USD_WITHOUT_YES = 1;

/** Starts a search of an archive, after printing its estimated cost. Returns the exit status. */
export async function archiveSearchStart(options: ArchiveSearchStartOptions, io: CommandIo): Promise<number> {
  const diagnostics = new Diagnostics(io);
  const request = toRequest(options);
  if (options.name !== undefined) checkSearchName(options.name);
  const rules = await chosenRules(options, { diagnostics, io });
  if (rules !== undefined && options.send !== undefined)
    throw new UserError(
      '--send sends alerts of the deployed rules only; leave out --rules, --no-builtin, --own-accounts and --min-severity',
    );
  if (diagnostics.problems > 0) return 2;
  // What is wrong in a file is said before AWS is called.
  const named = options.ownAccounts && (await findOwnAccounts(options.ownAccounts, [], { diagnostics, io }));
  const machine = new SearchMachine(options.stateMachine, io);
  try {
    const place = await machine.place();
    const asked = withLateDays(options, request, { place, diagnostics });
    checkSending(asked, place, io);
    const estimate = await estimateSearch(place, asked, { region: machine.region, io, diagnostics });
    checkEstimate(estimate);
    const cost = estimateCost(estimate, place);
    diagnostics.info(renderEstimate(estimate, cost));
    if (asked.send !== undefined) diagnostics.info(renderSending(asked));
    if (asked.learn === true)
      diagnostics.info(
        'the log processor will learn from all their records; messages in its queue and its dead-letter queue then report nothing as new: redrive and process them first',
      );
    if (options.dryRun === true) return 0;
    if (cost.totalUsd > MAX_USD_WITHOUT_YES && options.yes !== true)
      throw new UserError(`the search costs more than $${MAX_USD_WITHOUT_YES}; add --yes to start it`);
    const input =
      rules === undefined
        ? asked
        : {
            ...asked,
            rules: await upload(place, rules, { named, diagnostics, io, region: machine.region }),
          };
    const name = options.name ?? newName(io);
    await machine.start(name, input);
    io.stdout.write(`${name}\n`);
    return 0;
  } finally {
    machine.close();
  }
}

const DAY_MS = 86_400_000;

function toRequest({
  start,
  end,
  account,
  region,
  send,
  sendRule,
  learn,
}: ArchiveSearchStartOptions): SearchRequest {
  // `--end` is exclusive, as in every command; the last day of a request is inclusive.
  const { endMs = 0 } = parseTimes({ start, end });
  const { request, problem } = parseSearchRequest({
    ...{ start, end: /T/.test(end) ? end : dayOf(endMs - DAY_MS) },
    ...(account === undefined ? {} : { accounts: [...account] }),
    ...(region === undefined ? {} : { regions: [...region] }),
    ...(send === undefined ? {} : { send }),
    ...(sendRule === undefined ? {} : { sendRules: [...sendRule] }),
    ...(learn === undefined ? {} : { learn }),
  });
  if (request === undefined) throw new UserError(inOptions(problem));
  return request;
}

/** The request with the days on which late records are searched, as far as the state machine that is deployed knows of them. */
function withLateDays(
  { lateDays: text }: ArchiveSearchStartOptions,
  request: SearchRequest,
  { place, diagnostics }: { readonly place: SearchPlace; readonly diagnostics: Diagnostics },
): SearchRequest {
  const lateDays = parseLateDays(text, 0);
  if (place.lateDays !== undefined || lateDays === 0)
    return lateDays === 0 ? request : { ...request, lateDays };
  if (text !== undefined)
    throw new UserError(
      '--late-days is not known to this state machine, which an earlier release deployed; deploy this one, or search later days of --end',
    );
  diagnostics.info(
    'records that were delivered after --end are not searched: an earlier release deployed this state machine',
  );
  return request;
}

/** The problems of a request, with the names of the options instead of its members. */
function inOptions(problem: string): string {
  return problem
    .replace(/^(start|end)\b/, '--$1')
    .replaceAll(/\blearn\b/g, '--learn')
    .replaceAll(/\bsend(Rules)?\b/g, (_, rules?: string) => (rules === undefined ? '--send' : '--send-rule'));
}

function checkSending(request: SearchRequest, place: SearchPlace, io: CommandIo): void {
  const problem = sendingProblem(request, place, io.currentTime().getTime());
  if (problem !== undefined) throw new UserError(inOptions(problem));
}

function renderSending({ send, sendRules }: SearchRequest): string {
  const rules = sendRules === undefined ? '' : ` of ${sendRules.join(', ')}`;
  return `alerts${rules} at or above ${send} that were not sent before will be sent to the topic, ${MAX_SENT} at most`;
}

/** The rule document that the options select; undefined if the state machine's rules are used. */
async function chosenRules(
  { rules, builtin: builtIn, minSeverity, ownAccounts }: ArchiveSearchStartOptions,
  tools: LoadTools,
): Promise<RuleDocument | undefined> {
  if (rules === undefined && builtIn && minSeverity === undefined && ownAccounts === undefined)
    return undefined;
  return loadRules({ folders: rules ?? [], builtIn, minSeverity }, tools);
}

interface UploadTools {
  /** The accounts that the option lists. */
  readonly named: readonly string[] | undefined;
  readonly diagnostics: Diagnostics;
  readonly io: CommandIo;
  readonly region: string;
}

/** Writes the rules, with the accounts that the option lists or the archive contains. */
async function upload(
  { archiveBucket, root, resultsBucket }: SearchPlace,
  rules: RuleDocument,
  { named, diagnostics, io, region }: UploadTools,
): Promise<string> {
  const archive = `s3://${archiveBucket}/${root}`;
  const accounts = named ?? (await findOwnAccounts(undefined, [archive], { diagnostics, io, region }));
  const document = encodeRules(withOwnAccounts(rules, accounts));
  const sha256 = sha256Hex(document);
  const results = await ResultsBucket.open(resultsBucket, { region, io });
  try {
    await results.write(rulesKey(sha256), document);
  } finally {
    results.close();
  }
  return sha256;
}

/** Such as `2026-11-20T12-00-00Z-1a2b3c4d`. */
function newName(io: CommandIo): string {
  const time = io
    .currentTime()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  return `${time}-${randomBytes(4).toString('hex')}`;
}
