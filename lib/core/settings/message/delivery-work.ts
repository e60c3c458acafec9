import type { JsonObject } from '../../json/json-value';
import { ownMessageCodec } from './own-message';

/** A piece of work on the queue of the delivery monitor; `at` is ISO 8601. */
export type DeliveryWork =
  /** Read the status of every trail. A scheduled rule of `DeliveryMonitor` sends it. */
  | { readonly job: 'check'; readonly at: string }
  /** The same, and once more when CloudTrail has tried to deliver: a trail, its bucket or its key was changed. */
  | { readonly job: 'change'; readonly at: string }
  /** List the accounts of the archive, and queue each. A scheduled rule sends it. */
  | { readonly job: 'accounts'; readonly at: string }
  /** The same, for the volume of the day before. A scheduled rule sends it. */
  | { readonly job: 'volumes'; readonly at: string }
  /** Look for the newest files of an account, or estimate its volume of the day before. */
  | {
      readonly job: 'account' | 'volume';
      readonly at: string;
      /** What the keys of its files begin with; ends with a slash. */
      readonly folder: string;
    };

/** What rules send. */
export type DeliveryTrigger = Exclude<DeliveryWork['job'], 'account' | 'volume'>;

const KIND = 'delivery';

/** The messages of the queue. */
export const DELIVERY_WORK = ownMessageCodec<DeliveryWork>({ kind: KIND, read });

/** The members of the message that EventBridge sends; the time is its input path `$.time`. */
export function deliveryMessage<Time>(
  job: DeliveryTrigger,
  at: Time,
): Readonly<Record<string, string | number | Time>> {
  return { trailwatch: KIND, version: 1, job, at };
}

function read({ job, at, folder }: JsonObject): DeliveryWork | undefined {
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
  if (job === 'check' || job === 'change' || job === 'accounts' || job === 'volumes') return { job, at };
  return (job === 'account' || job === 'volume') && typeof folder === 'string' && folder.endsWith('/')
    ? { job, at, folder }
    : undefined;
}
