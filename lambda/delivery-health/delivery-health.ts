import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { problemsOf, readConditions, updateConditions } from '../../lib/core/delivery/condition';
import {
  type ArchiveTrail,
  readArchiveTrails,
  toArchiveTrail,
  trailsOfFolder,
} from '../../lib/core/delivery/volume/archive-trails';
import {
  dayBefore,
  raisedVolume,
  readHistory,
  toVolumeCondition,
  withDay,
} from '../../lib/core/delivery/volume/volume-condition';
import { awsErrorOf, failureOf } from '../../lib/core/failure/failure';
import { DELIVERY_WORK, type DeliveryWork } from '../../lib/core/settings/message/delivery-work';
import { requirePast } from '../../lib/core/settings/message/own-message';
import { processMessages } from '../raise/process-messages';
import { RetryLater, requireAll } from '../raise/retry-later';
import { checkDrift } from './check-drift';
import { checkTrails } from './check-trails';
import { accountFolders, accountOf, isOfOrganization, lookAtAccount } from './look-at-account';
import { type Invocation, readState, type State, writeState } from './ports';
import { raiseAgain, raiseProblems } from './raise-problems';
import { sampleDay } from './sample-day';

/** Under this name the selectors of the archive's trails are kept for the accounts of a day: CloudTrail answers few such calls a second. */
const SELECTORS = 'selectors';

interface Following {
  readonly folder: string;
  readonly day: string;
  readonly state: State;
}

/** The maximum delay of SQS; CloudTrail delivers about every five minutes. */
const SECOND_LOOK_SECONDS = 900;

/**
 * Processes a batch of messages, each independently: scheduled checks, changes of trails, and the accounts that it queued
 * itself. The response lists the messages to retry; it is never an exception.
 */
export function processBatch(event: SQSEvent, invocation: Invocation): Promise<SQSBatchResponse> {
  return processMessages(event, invocation, ({ body }) => processMessage(invocation, body));
}

async function processMessage(invocation: Invocation, body: string): Promise<void> {
  if (invocation.outOfTime.aborted) throw new RetryLater('time ran out before the message was processed');
  const work = DELIVERY_WORK.decode(body);
  if (work === undefined) throw new Error('the message is not a work message of this function');
  // A message with a future day would make it the latest known day, and no earlier day would be checked.
  requirePast('the message', Date.parse(work.at), invocation.ports.nowMs());
  await doWork(invocation, work);
}

async function doWork(invocation: Invocation, work: DeliveryWork): Promise<void> {
  switch (work.job) {
    case 'check':
      return check(invocation);
    case 'change': {
      // The change may show only when CloudTrail has tried to deliver. A second message of the same is harmless.
      const again = DELIVERY_WORK.encode({ job: 'check', at: work.at });
      await invocation.ports.sendMessage(again, SECOND_LOOK_SECONDS);
      return check(invocation);
    }
    case 'accounts':
      return queueAccounts(invocation, work.at, 'account');
    case 'volumes':
      return queueVolumes(invocation, work.at);
    case 'account':
      return lookAtAccount(invocation, work);
    case 'volume':
      return lookAtVolume(invocation, work);
    default:
      work satisfies never;
  }
}

/** The two checks are independent. */
async function check(invocation: Invocation): Promise<void> {
  const outcomes = await Promise.allSettled([checkTrails(invocation), checkDrift(invocation)]);
  requireAll(outcomes);
}

/**
 * Estimates how many events an account delivered on the day before, learns the most of a day, and raises an alert when a day is far
 * above it. A message that comes again finds the day done, and raises what is not raised yet.
 */
async function lookAtVolume(
  invocation: Invocation,
  { folder, at }: Extract<DeliveryWork, { readonly folder: string }>,
): Promise<void> {
  const day = dayBefore(Date.parse(at));
  const state = await readState(invocation, `${folder}volume`);
  const latest = readHistory(state.members.days).at(-1)?.day ?? '';
  const open = latest >= day ? openIn(state) : await followVolume(invocation, { folder, day, state });
  await raiseProblems(invocation, problemsOf(open, invocation.ports.nowMs()));
}

async function followVolume(invocation: Invocation, { folder, day, state }: Following) {
  const { ports, counts, log, rules } = invocation;
  const accountId = accountOf(folder);
  const trails = trailsOfFolder(await knownTrails(invocation), {
    ...{ accountId, isOfOrganization: isOfOrganization(folder) },
  });
  const sampled = await sampleDay(invocation, folder, { day, trails, rules: rules() });
  const { tally, files, readFiles, regions } = sampled;
  const isPriced = !regions.some((region) => region.startsWith('cn-'));
  const volume = { day, events: Math.round(tally.events), usd: isPriced ? tally.usd : 0 };
  const days = readHistory(state.members.days);
  const raised = raisedVolume(days, volume);
  const found =
    raised === undefined
      ? []
      : [toVolumeCondition({ accountId, folder, volume, raised, tally, files, readFiles, isPriced })];
  const open = updateConditions([], found, {
    nowMs: ports.nowMs(),
    isUnknown: () => false,
    isRight: () => false,
  });
  await raiseAgain(invocation, openIn(state));
  await writeState(invocation, state, { days: withDay(days, volume), open });
  counts.add('EventsPerDay', volume.events);
  counts.add('OpenConditions', open.length);
  log.info('the volume of a day estimated', { folder, ...volume, files, readFiles });
  return open;
}

function openIn({ members }: State) {
  return readConditions(members.open, ['volume-raised']);
}

/** Queues work on every account of the archive: a look at its newest files, or the estimate of its volume. */
async function queueAccounts(invocation: Invocation, at: string, job: 'account' | 'volume'): Promise<void> {
  const folders = await accountFolders(invocation);
  await invocation.ports.sendMessages(folders.map((folder) => DELIVERY_WORK.encode({ job, at, folder })));
}

/** Reads what the trails of the archive log, and queues the volume of each account. */
async function queueVolumes(invocation: Invocation, at: string): Promise<void> {
  const trails = await Promise.all(invocation.settings.trailArns.map((arn) => readTrail(invocation, arn)));
  await writeState(invocation, await readState(invocation, SELECTORS), { trails: trails.flat() });
  await queueAccounts(invocation, at, 'volume');
}

/** The trails of the archive whose selectors are known. */
async function knownTrails(invocation: Invocation): Promise<readonly ArchiveTrail[]> {
  return readArchiveTrails((await readState(invocation, SELECTORS)).members.trails);
}

async function readTrail(
  { ports, settings, log }: Invocation,
  arn: string,
): Promise<readonly ArchiveTrail[]> {
  try {
    const { properties } = await ports.readResource({ kind: 'trail', arn });
    return toArchiveTrail(arn, properties, settings);
  } catch (error) {
    const { isAbsent, isRefused } = failureOf(awsErrorOf(error));
    // A trail that is gone delivered until then, by selectors that are not known any more.
    if (!isAbsent && !isRefused) throw error;
    const { code } = awsErrorOf(error);
    log.warn('the selectors of a trail cannot be read; none are proposed for it', { arn, error: code });
    return [];
  }
}
