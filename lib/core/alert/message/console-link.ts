import { REGION_NAME } from '../../record/region-name';
import type { Alert } from '../alert';

/** The domain of the console in each partition that has one we know, by what its Regions begin with; the rest is AWS's own. */
const DOMAINS: readonly (readonly [start: string, domain: string])[] = [
  ['cn-', 'console.amazonaws.cn'],
  ['us-gov-', 'console.amazonaws-us-gov.com'],
  ['us-iso', ''],
  ['eu-iso', ''],
  ['eusc-', ''],
  ['', 'console.aws.amazon.com'],
];

/** CloudTrail's ids of events. Any other text may come from a caller and is not put into a link. */
const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The address of the record in CloudTrail's event history, for whoever signs in to its account; undefined for what is not
 * there: all but management events, and alerts that trailwatch raises about its own work.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-console.html
 */
export function toConsoleLink({ record, awsRegion, eventID }: Alert): string | undefined {
  if (record.managementEvent !== true && record.eventCategory !== 'Management') return undefined;
  if (!REGION_NAME.test(awsRegion) || !EVENT_ID.test(eventID)) return undefined;
  const domain = DOMAINS.find(([start]) => awsRegion.startsWith(start))?.[1] ?? '';
  if (domain === '') return undefined;
  return `https://${awsRegion}.${domain}/cloudtrailv2/home?region=${awsRegion}#/events/${eventID}`;
}
