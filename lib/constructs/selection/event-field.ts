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
