import { OPERATORS, type Operator } from '../../core/selector/operator';
import { type AdvancedSelector, type FieldSelector, fieldSelectorsOf } from '../../core/selector/selection';

/** The fields of a record that selectors look at. Which of them a kind of events takes is checked at synth. */
export enum EventField {
  /** Such as `PutObject`; of data and network activity events. */
  EVENT_NAME = 'eventName',
  /** Such as `s3.amazonaws.com`; of data events. Network activity events take theirs from `networkActivity`. */
  EVENT_SOURCE = 'eventSource',
  /** `AwsApiCall`, `AwsServiceEvent`, …; of data events. */
  EVENT_TYPE = 'eventType',
  /** `true` or `false`; of management and data events. Rather use `readOnly()` and `writeOnly()`. */
  READ_ONLY = 'readOnly',
  /** The resource's ARN; of data events. */
  RESOURCE_ARN = 'resources.ARN',
  /** `true` for calls that a person makes in the console; of data events. */
  SESSION_CREDENTIAL_FROM_CONSOLE = 'sessionCredentialFromConsole',
  /** Who called; of a role the session, `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. Data and network activity events. */
  USER_IDENTITY_ARN = 'userIdentity.arn',
  /** `VpceAccessDenied` is the only value; of network activity events. Rather use `deniedOnly()`. */
  ERROR_CODE = 'errorCode',
  /** The VPC endpoint's id; of network activity events. */
  VPC_ENDPOINT_ID = 'vpcEndpointId',
}

/**
 * What a field must be. `equalTo`, `startsWith` and `endsWith` are alternatives, and so are their values; of the
 * others every one must hold, for each of its values. Letter case counts, and `*` is a star and nothing else.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */
export interface FieldMatch {
  /**
   * The field is one of these.
   *
   * @default - not asked
   */
  readonly equalTo?: string[];

  /**
   * The field begins with one of these.
   *
   * @default - not asked
   */
  readonly startsWith?: string[];

  /**
   * The field ends with one of these.
   *
   * @default - not asked
   */
  readonly endsWith?: string[];

  /**
   * The field is none of these.
   *
   * @default - not asked
   */
  readonly notEquals?: string[];

  /**
   * The field begins with none of these.
   *
   * @default - not asked
   */
  readonly notStartsWith?: string[];

  /**
   * The field ends with none of these.
   *
   * @default - not asked
   */
  readonly notEndsWith?: string[];
}

/**
 * The selector with one more condition on a field. Throws where the field is chosen already, and this would choose
 * it again: CloudTrail takes a field once, and both choices would become alternatives. What rules values out only
 * adds up.
 */
export function narrowSelector(
  selector: AdvancedSelector,
  field: string,
  match: FieldMatch,
): AdvancedSelector {
  const added = toOperators(match);
  const [existing] = fieldSelectorsOf(selector, field);
  if (existing === undefined) {
    return { ...selector, fieldSelectors: [...selector.fieldSelectors, { field, ...added }] };
  }
  if (chooses(existing) && chooses(added)) {
    throw new Error(
      `${field} is chosen twice in one event selection, and CloudTrail would take both as alternatives; ` +
        'give all of its values in one place, or join two selections by plus()',
    );
  }
  const both = joinOperators(existing, added);
  return {
    ...selector,
    fieldSelectors: selector.fieldSelectors.map((each) => (each === existing ? both : each)),
  };
}

type Conditions = Partial<Pick<FieldSelector, Operator>>;

/** CloudFormation's generated types say `equalTo`, since `equals` is taken in some languages. */
function toOperators({ equalTo, ...others }: FieldMatch): Conditions {
  return { ...(equalTo === undefined ? {} : { equals: equalTo }), ...others };
}

function chooses(conditions: Conditions): boolean {
  return OPERATORS.some(({ name, selects }) => selects && conditions[name] !== undefined);
}

function joinOperators(one: FieldSelector, other: Conditions): FieldSelector {
  const joined = OPERATORS.flatMap(({ name }) => {
    const values = [...(one[name] ?? []), ...(other[name] ?? [])];
    return one[name] === undefined && other[name] === undefined ? [] : [[name, values]];
  });
  return { field: one.field, ...Object.fromEntries(joined) };
}
