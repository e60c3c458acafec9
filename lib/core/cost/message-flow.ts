import { TRAIL_TYPES } from '../settings/organization-trail';
/** How many messages reach a queue, function or topic in a month, as the resources of its stack are connected. */
import type { Costing } from './charge';
import type { CostedResource } from './costed-stack';
import { type Amount, counted, known, plus } from './counts';
import { isOfFiles, noticesOf } from './file-notices';

/** The messages that reach a resource: notices of files of the archive, and all. */
export interface Flow {
  readonly files: Amount;
  readonly all: Amount;
  /** Whether anything in the stack sends to it. */
  readonly isReached: boolean;
}

const NOTHING: Flow = { files: known(0), all: known(0), isReached: false };

const MINUTES_A_MONTH = 30 * 24 * 60;
const MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };

/** The messages that reach the resource with this logical id. */
export function flowTo(logicalId: string, costing: Costing, seen: ReadonlySet<string> = new Set()): Flow {
  if (seen.has(logicalId)) return NOTHING;
  const through = new Set([...seen, logicalId]);
  const { resources } = costing.stack;
  const ofFiles = resources.filter(
    (resource) => isRuleTo(logicalId, resource) && isOfFiles(resource.properties),
  );
  return resources
    .filter((resource) => !ofFiles.includes(resource))
    .map((resource) => flowFrom(resource, { logicalId, costing, through }))
    .filter((flow) => flow !== NOTHING)
    .reduce(joined, fileFlow(ofFiles, costing));
}

/** Rules that take different files of an archive share its files: they are not each of them. */
function fileFlow(rules: readonly CostedResource[], { counts }: Costing): Flow {
  if (rules.length === 0) return NOTHING;
  const files = noticesOf(
    rules.map(({ properties }) => properties),
    counts,
  );
  return { files, all: files, isReached: true };
}

function isRuleTo(logicalId: string, { type, properties }: CostedResource): boolean {
  const targets = type === 'AWS::Events::Rule' ? properties.items('Targets') : [];
  return targets.some((target) => target.id('Arn') === logicalId);
}

interface Way {
  readonly logicalId: string;
  readonly costing: Costing;
  readonly through: ReadonlySet<string>;
}

function flowFrom(resource: CostedResource, { logicalId, costing, through }: Way): Flow {
  const { type, properties } = resource;
  switch (type) {
    case 'AWS::Events::Rule':
      return isRuleTo(logicalId, resource) ? ruleFlow(resource, costing) : NOTHING;
    case 'AWS::SNS::Subscription': {
      if (properties.id('Endpoint') !== logicalId) return NOTHING;
      const topic = properties.id('TopicArn');
      return topic === undefined ? NOTHING : topicFlow(topic, costing);
    }
    case 'AWS::Lambda::EventSourceMapping': {
      const source = properties.id('EventSourceArn');
      if (properties.id('FunctionName') !== logicalId || source === undefined) return NOTHING;
      return flowTo(source, costing, through);
    }
    default:
      return NOTHING;
  }
}

function joined(one: Flow, other: Flow): Flow {
  return {
    files: plus(one.files, other.files),
    all: plus(one.all, other.all),
    isReached: one.isReached || other.isReached,
  };
}

/** How often a function is invoked: for each message that reaches it, at most. */
export function invocationsOf(logicalId: string, costing: Costing): Amount {
  const { all, isReached } = flowTo(logicalId, costing);
  return isReached ? all : counted(costing.counts, 'invocations');
}

/** The messages of a trail's topic, or of any other topic: alerts. */
export function topicFlow(topicId: string, { stack, counts }: Costing): Flow {
  const isOfTrail = stack.resources.some(
    ({ type, properties }) => TRAIL_TYPES.includes(type) && properties.id('SnsTopicName') === topicId,
  );
  if (!isOfTrail) return { files: known(0), all: counted(counts, 'alerts'), isReached: true };
  const files = counted(counts, 'logFiles');
  return { files, all: files, isReached: true };
}

function ruleFlow({ properties }: CostedResource, { counts }: Costing): Flow {
  if (properties.has('ScheduleExpression')) {
    const runs = runsAMonth(properties.at('ScheduleExpression'));
    return { files: known(0), all: known(runs), isReached: true };
  }
  return { files: known(0), all: counted(counts, 'matchedEvents'), isReached: true };
}

/** A `cron` expression, and one that only the deployment knows, is assumed to run once a day. */
export function runsAMonth(schedule: unknown): number {
  const [, count = '1', unit = 'day'] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(schedule)) ?? [];
  return MINUTES_A_MONTH / Math.max(1, Number(count) * (MINUTES[unit] ?? 1));
}
