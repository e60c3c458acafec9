import { Aws, type Stack } from 'aws-cdk-lib';
import { generatedNameStart } from '../resource/generated-name';
import { DataEventType } from './data-event-type';
import { EventField } from './event-field';
import { EventSelection } from './event-selection';

/** Which tables are written to, and whose functions write to them. */
export interface ClaimWrites {
  readonly tableArns: readonly string[];
  /** The stacks whose functions write. */
  readonly stacks: readonly Stack[];
}

/**
 * Writes to tables of claims by anyone but the functions of some stacks, denied ones too. Functions are known by the start of
 * their role's name, as the rules of `TamperDetection` know them: whoever creates a role of such a name raises an alert.
 *
 * The functions' own writes are left out, so that no delivery of the trail causes another.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
 */
export function claimWrites({ tableArns, stacks }: ClaimWrites): EventSelection {
  const sessions = stacks.map(sessionsOf);
  return EventSelection.dataEvents(DataEventType.DYNAMODB_TABLE)
    .writeOnly()
    .forResources(...tableArns)
    .where(EventField.USER_IDENTITY_ARN, { notStartsWith: [...new Set(sessions)] })
    .named('Writes to the tables of trailwatch by others');
}

/** How ARNs of sessions of a stack's roles begin. */
function sessionsOf(stack: Stack): string {
  return `arn:${Aws.PARTITION}:sts::${stack.account}:assumed-role/${generatedNameStart(stack)}`;
}
