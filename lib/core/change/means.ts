import { textAt } from '../alert/from-record/text-at';
import { roleSession } from '../alert/from-record/to-actor';
import type { CloudTrailRecord } from '../record/record';

/** By what a call was made. `console`, and `person` with a program of theirs, are changes by hand. */
export type Means =
  | 'CloudFormation'
  | 'Terraform'
  | 'OpenTofu'
  | 'Pulumi'
  | 'service'
  | 'console'
  | 'person'
  | 'program';

const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/** As their providers write it; a caller may write anything, so it says what a call was most probably made by. */
const TOOLS = [
  [/\bterraform\b/i, 'Terraform'],
  [/\bopentofu\b/i, 'OpenTofu'],
  [/\bpulumi\b/i, 'Pulumi'],
] as const;

/** User agents of the console, before records had `sessionCredentialFromConsole`. */
const CONSOLE =
  /^\[?(?:S3Console\/|AWSCloudTrail, |(?:console|signin|cloudtrail|ec2|lambda)\.amazonaws\.com)/i;

/** By what a record's call was made. */
export function toMeans(record: CloudTrailRecord): Means {
  const agent = textAt(record, 'userAgent') ?? '';
  const by = textAt(record, 'userIdentity', 'invokedBy');
  if ([by, agent, textAt(record, 'sourceIPAddress')].includes(CLOUDFORMATION)) return 'CloudFormation';
  const tool = TOOLS.find(([pattern]) => pattern.test(agent));
  if (tool !== undefined) return tool[1];
  if (by !== undefined && by !== 'AWS Internal') return 'service';
  if (isOfService(record)) return 'service';
  if (textAt(record, 'sessionCredentialFromConsole') === 'true' || CONSOLE.test(agent)) return 'console';
  return isPerson(record) ? 'person' : 'program';
}

/** Whether a change was made by a person, past what manages the resource. */
export function isByHand(means: Means): means is 'console' | 'person' {
  return means === 'console' || means === 'person';
}

function isOfService(record: CloudTrailRecord): boolean {
  return textAt(record, 'userIdentity', 'type') === 'AWSService';
}

/** People are users, the root user, and sessions of IAM Identity Center; what takes another role is a program until the console says otherwise. */
function isPerson(record: CloudTrailRecord): boolean {
  const type = textAt(record, 'userIdentity', 'type') ?? '';
  return (
    ['IAMUser', 'Root', 'FederatedUser'].includes(type) || roleSession(record)?.isIdentityCenter === true
  );
}
