import { Aws, type Stack } from 'aws-cdk-lib';
import { generatedNameStart } from '../resource/generated-name';
import { DataEventType } from './data-event-type';
import { EventField } from './event-field';
import { EventSelection } from './event-selection';

/** The claims tables, and the stacks of the functions that write to them. */
export interface ClaimWrites {
  readonly tableArns: readonly string[];
  /** The stacks of the functions. */
  readonly stacks: readonly Stack[];
}

/**
 * Writes to claims tables by any principal except the functions of certain stacks, including denied ones. Functions are
 * identified by the prefix of their role's name, as in the rules of `TamperDetection`: creating a role with such a name raises
 * an alert.
 *
 * The functions' own writes are excluded, so that no delivery of the trail causes another.
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

/** The ARN prefix of the sessions of a stack's roles. */
function sessionsOf(stack: Stack): string {
  return `arn:${Aws.PARTITION}:sts::${stack.account}:assumed-role/${generatedNameStart(stack)}`;
}
