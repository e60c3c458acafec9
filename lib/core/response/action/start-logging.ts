import { textAt } from '../../alert/from-record/text-at';
import { isCallOf, type ResponseAction, refused } from '../response-action';

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
const TRAIL_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{1,126})[A-Za-z0-9]$/;

/** Logging of a trail is started again, by the ARN of the trail. */
export const startLogging: ResponseAction = {
  done: 'Logging was started again',
  change: 'logging started again',
  isRegional: true,
  isInAccount: true,
  plan: (record, { partition, accountId, region }) => {
    if (!isCallOf(record, 'cloudtrail.amazonaws.com', ['StopLogging'])) {
      return refused('only StopLogging is answered by starting the trail');
    }
    const start = `arn:${partition}:cloudtrail:${region}:${accountId}:trail/`;
    const given = textAt(record, 'requestParameters', 'name') ?? '';
    const name = given.startsWith(start) ? given.slice(start.length) : given;
    if (!TRAIL_NAME.test(name)) return refused('the record names no trail of its account and Region');
    const trailArn = start + name;
    return {
      kind: 'act',
      resource: trailArn,
      request: { trailArn },
      undo: `aws cloudtrail stop-logging --name ${trailArn} --region ${region}`,
    };
  },
  parameters: { 'Name.$': '$.request.trailArn' },
  already: [],
  statements: ({ partition, account }) => [
    {
      Effect: 'Allow',
      Action: 'cloudtrail:StartLogging',
      Resource: `arn:${partition}:cloudtrail:*:${account}:trail/*`,
    },
  ],
};
