import type { Alert, AlertSource } from '../../../lib/core/alert/alert';
import {
  isWithoutKinds,
  KnownKinds,
  kindsOf,
  LISTED,
  listedKindsOf,
  SENT_FIRST,
} from '../../../lib/core/alert/alert-kinds';
import { FAILED_CALLS, toStormAlert } from '../../../lib/core/alert/operational/operational-alert';
import { isFailure } from '../../../lib/core/fact/outcome';
import { toEventTime } from '../../../lib/core/record/to-event-time';

/** The defaults of `LogProcessor`: alerts of one rule and account in an hour. */
const WINDOW_MINUTES = 60;
const MAX_SINGLE = 20;
const MAX_SINGLE_CRITICAL = 500;

/** The maximum number of locations of a storm that are kept. */
const MAX_EXAMPLES = 10;

/** The alerts of one rule and account in the current hour, with failed calls separate. */
interface OpenStorm {
  readonly first: Alert;
  single: number;
  grouped: number;
  /** The distinguishing values of the alerts that are shown individually. */
  readonly shown: KnownKinds;
  /** The distinguishing values of the grouped alerts. */
  readonly listed: KnownKinds;
  readonly examples: AlertSource[];
}

/**
 * Groups storms of alerts like the log processor: of one rule, account and hour, the first are shown individually, and those
 * with a new actor, call, Region or resource; one alert represents the others. Memory is limited to one hour.
 */
export class AlertGrouper {
  private windowStart = '';
  private readonly storms = new Map<string, OpenStorm>();

  /** The alerts that are shown once the next one is known. They come in the order of time. */
  *next(alert: Alert): Generator<Alert, void> {
    const start = windowStartOf(alert.eventTime);
    if (start !== this.windowStart) yield* this.end();
    this.windowStart = start;
    const storm = this.stormOf(alert);
    const kinds = kindsOf(alert);
    const isNew = !isWithoutKinds(storm.shown.unknownOf(kinds));
    if (storm.single < maxSingle(alert) || isNew) {
      storm.single += 1;
      storm.shown.add(kinds);
      yield alert;
      return;
    }
    storm.grouped += 1;
    storm.listed.add(listedKindsOf(alert));
    if (storm.examples.length < MAX_EXAMPLES) storm.examples.push(alert.source);
  }

  /** The alerts that stand for those that were not shown. */
  *end(): Generator<Alert, void> {
    for (const storm of this.storms.values()) if (storm.grouped > 0) yield this.report(storm);
    this.storms.clear();
  }

  private stormOf(alert: Alert): OpenStorm {
    const key = JSON.stringify([alert.ruleId, alert.recipientAccountId, isFailure(alert.outcome)]);
    const known = this.storms.get(key);
    if (known !== undefined) return known;
    const lists = { shown: new KnownKinds(SENT_FIRST), listed: new KnownKinds(LISTED) };
    const storm = { first: alert, single: 0, grouped: 0, ...lists, examples: [] };
    this.storms.set(key, storm);
    return storm;
  }

  private report({ first, grouped, listed, examples }: OpenStorm): Alert {
    const { ruleId, ruleName = ruleId, title, severity, tags, firstSteps = [], outcome, route } = first;
    const { recipientAccount } = first;
    const [region, ...others] = listed.kinds.regions;
    const alert = toStormAlert({
      rule: { id: ruleId, name: ruleName, title, severity, tags, firstSteps },
      recipientAccountId: first.recipientAccountId,
      ...{ windowStart: this.windowStart, windowMinutes: WINDOW_MINUTES, count: grouped },
      cause: isFailure(outcome) ? FAILED_CALLS : undefined,
      ...{ kinds: listed.kinds, examples, route, isScanned: true },
      ...(region === undefined || others.length > 0 ? {} : { awsRegion: region }),
    });
    return recipientAccount === undefined ? alert : { ...alert, recipientAccount };
  }
}

function maxSingle({ severity }: Alert): number {
  return severity === 'critical' ? MAX_SINGLE_CRITICAL : MAX_SINGLE;
}

/** Windows are aligned to 1970. */
function windowStartOf(eventTime: string): string {
  const timeMs = Date.parse(eventTime);
  if (Number.isNaN(timeMs)) return eventTime;
  const windowMs = WINDOW_MINUTES * 60_000;
  return toEventTime(Math.floor(timeMs / windowMs) * windowMs);
}
