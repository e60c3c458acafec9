import { OPERATORS, type Operator } from '../../core/selector/operator';
import { type AdvancedSelector, type FieldSelector, fieldSelectorsOf } from '../../core/selector/selection';

/**
 * The fields of a record that selectors evaluate. Whether a category of events supports a field is checked at synthesis.
 * @stability stable
 */
export enum EventField {
  /** Such as `PutObject`; for data and network activity events. */
  EVENT_NAME = 'eventName',
  /** Such as `s3.amazonaws.com`; for data events. Network activity events are selected by service in `networkActivity`. */
  EVENT_SOURCE = 'eventSource',
  /** `AwsApiCall`, `AwsServiceEvent`, …; for data events. */
  EVENT_TYPE = 'eventType',
  /** `true` or `false`; for management and data events. Prefer `readOnly()` and `writeOnly()`. */
  READ_ONLY = 'readOnly',
  /** The resource's ARN; for data events. */
  RESOURCE_ARN = 'resources.ARN',
  /** `true` for calls that a person makes in the console; for data events. */
  SESSION_CREDENTIAL_FROM_CONSOLE = 'sessionCredentialFromConsole',
  /**
   * The caller's ARN; for a role, the session: `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. For data and network activity
   * events.
   */
  USER_IDENTITY_ARN = 'userIdentity.arn',
  /** `VpceAccessDenied` is the only value; for network activity events. Prefer `deniedOnly()`. */
  ERROR_CODE = 'errorCode',
  /** The VPC endpoint's id; for network activity events. */
  VPC_ENDPOINT_ID = 'vpcEndpointId',
}

/**
 * A condition on a field. `equalTo`, `startsWith` and `endsWith` are alternatives, and so are their values; all other operators
 * must match, with each of their values. Comparison is case-sensitive, and `*` is not a wildcard.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 * @stability stable
 */
export interface FieldMatch {
  /**
   * The field equals one of these.
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
   * The field equals none of these.
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
 * Adds a condition on a field to the selector. Throws if the field already has a selecting condition and this is another one:
 * CloudTrail allows a field once, and the two would become alternatives. Excluding conditions are combined.
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
      `${field} is selected twice in one event selection, and CloudTrail would treat them as alternatives; ` +
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

/** The generated CloudFormation types use `equalTo`, because `equals` is reserved in some languages. */
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
