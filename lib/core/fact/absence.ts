import type { Condition } from '../rule/condition';
import { all, any, isAnyOf, isExactly, isNull } from './fact';

const IS_CONSOLE = isAnyOf('eventSource', 'signin.amazonaws.com');

/**
 * The fields in which AWS writes an empty text for a value that there is not, and of which events: those of which a real record shows it.
 * To a metric filter an empty text is like any other, so no other event is asked for one.
 *
 * - The hosted UI of Amazon Cognito, whose event names end with the method of HTTP, writes it for the error code of a request that succeeded.
 * - A sign-in writes it for the ARN and the key of a person whose password is not verified yet.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/understanding-amazon-cognito-entries.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/understanding-sign-in-events.html
 */
const EMPTY_TEXTS: ReadonlyMap<string, Condition> = new Map([
  [
    'errorCode',
    all(isAnyOf('eventSource', 'cognito-idp.amazonaws.com'), {
      ...{ kind: 'endsWith', field: 'eventName', values: ['_GET', '_POST'], cased: false },
    }),
  ],
  ['userIdentity.arn', IS_CONSOLE],
  ['userIdentity.accessKeyId', IS_CONSOLE],
]);

/** Holds when a record does not have the field, has null there, or an empty text by which AWS means the same. */
export function isAbsent(field: string): Condition {
  const event = EMPTY_TEXTS.get(field);
  return event === undefined ? isNull(field) : any(isNull(field), all(event, isExactly(field, '')));
}
