import { isJsonObject, parseJson } from '../json/json-value';

/** The clock of an account's Region, as its scheduled rule sends it to the home bus. */
export interface RegionHeartbeat {
  /** 12 digits. EventBridge writes it, so that no account can send heartbeats for another one. */
  readonly account: string;
  readonly region: string;
  readonly timeMs: number;
}

/** The name of the hour that a time is in, under which heartbeats are kept: ISO 8601 in UTC. */
export function heartbeatHour(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 'yyyy-mm-ddThh'.length)}:00:00Z`;
}

const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;

/**
 * The heartbeat in an event of EventBridge's clock; undefined for any other message. Only AWS may put events with a source that
 * begins with `aws.` on a bus.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
export function parseRegionHeartbeat(body: string): RegionHeartbeat | undefined {
  if (!body.includes('"aws.events"')) return undefined;
  const event = parseJson(body);
  if (!isJsonObject(event) || event.source !== 'aws.events' || event['detail-type'] !== 'Scheduled Event') {
    return undefined;
  }
  const { account, region, time } = event;
  if (typeof account !== 'string' || !ACCOUNT.test(account)) return undefined;
  if (typeof region !== 'string' || !REGION.test(region) || typeof time !== 'string') return undefined;
  const timeMs = Date.parse(time);
  return Number.isNaN(timeMs) ? undefined : { account, region, timeMs };
}
