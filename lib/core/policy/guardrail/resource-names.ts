/** One rule that a name must keep, and the words for a name that does not. */
interface NameRule {
  readonly fits: (name: string) => boolean;
  readonly rule: string;
}

const length = (least: number, most: number): NameRule => ({
  fits: (name) => name.length >= least && name.length <= most,
  rule: `it must have ${least} to ${most} characters`,
});

const pattern = (expression: RegExp, rule: string): NameRule => ({
  fits: (name) => expression.test(name),
  rule,
});

const IPV4_SHAPED = /^\d{1,3}(\.\d{1,3}){3}$/;

const NOT_IPV4_SHAPED: NameRule = {
  fits: (name) => !IPV4_SHAPED.test(name),
  rule: 'it must not look like an IPv4 address',
};

/** Trails, event data stores, channels and dashboards have the same. */
const CLOUDTRAIL_NAME: readonly NameRule[] = [
  length(3, 128),
  pattern(/^[A-Za-z0-9._-]*$/, 'it may contain only letters, digits, periods, underscores and hyphens'),
  pattern(/^[A-Za-z0-9]/, 'it must start with a letter or digit'),
  pattern(/[A-Za-z0-9]$/, 'it must end with a letter or digit'),
  pattern(/^(?!.*[._-]{2})/, 'periods, underscores and hyphens must not be next to each other'),
  NOT_IPV4_SHAPED,
];

/**
 * The rules of each kind of name.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
 * @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-observabilityadmin-telemetryrule.html
 * @see https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
 */
const RULES = {
  'trail name': CLOUDTRAIL_NAME,
  'event data store name': CLOUDTRAIL_NAME,
  'channel name': CLOUDTRAIL_NAME,
  'dashboard name': CLOUDTRAIL_NAME,
  'bucket name': [
    length(3, 63),
    pattern(/^[a-z0-9.-]*$/, 'it may contain only lower-case letters, digits, periods and hyphens'),
    pattern(/^[a-z0-9]/, 'it must start with a lower-case letter or digit'),
    pattern(/[a-z0-9]$/, 'it must end with a lower-case letter or digit'),
    pattern(/^(?!.*(\.\.|\.-|-\.))/, 'a period in it may have neither a period nor a hyphen beside it'),
    NOT_IPV4_SHAPED,
    pattern(
      /^(?!xn--|sthree-|amzn-s3-demo-)/,
      "it must not begin with 'xn--', 'sthree-' or 'amzn-s3-demo-', which S3 reserves",
    ),
    pattern(
      /(?<!-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/,
      "it must not end with '-s3alias', '--ol-s3', '.mrap', '--x-s3' or '--table-s3', which S3 reserves",
    ),
  ],
  'key prefix': [
    length(1, 200),
    pattern(/^(?!\/)/, 'it must not start with a slash'),
    pattern(/(?<!\/)$/, 'it must not end with a slash'),
    pattern(/^(?!.*\/\/)/, 'it must not contain two slashes in a row'),
    pattern(/^(?!(.*\/)?AWSLogs(\/|$))/, "it must not contain the folder 'AWSLogs', which CloudTrail adds"),
    pattern(/^[!-~]*$/, 'it may contain only printable ASCII characters and no space'),
    pattern(
      /^[^*?${}\\]*$/,
      'it must not contain any of * ? $ { } \\, which mean something else in policies',
    ),
  ],
  'key alias': [
    length(1, 250),
    pattern(/^(?!alias\/)/, "it must be given without 'alias/'"),
    pattern(/^[A-Za-z0-9/_-]*$/, 'it may contain only letters, digits, slashes, underscores and hyphens'),
    pattern(/^(?!aws)/, "it must not begin with 'aws', which AWS reserves for its own keys"),
  ],
  'topic name': [
    length(1, 256),
    pattern(
      /^[A-Za-z0-9_-]*$/,
      'it may contain only letters, digits, underscores and hyphens, so no FIFO topic is possible',
    ),
  ],
  'table name': [
    length(3, 255),
    pattern(/^[A-Za-z0-9_.-]*$/, 'it may contain only letters, digits, underscores, periods and hyphens'),
  ],
  'log group name': [
    length(1, 512),
    pattern(
      /^[A-Za-z0-9_/.#-]*$/,
      'it may contain only letters, digits, underscores, slashes, periods, number signs and hyphens',
    ),
    pattern(/^(?!aws\/)/, "it must not begin with 'aws/', which AWS reserves for its own services"),
  ],
  'event bus name': [
    length(1, 256),
    pattern(/^[A-Za-z0-9._-]*$/, 'it may contain only letters, digits, periods, underscores and hyphens'),
    pattern(/^(?!default$)/, "it must not be 'default', which is the bus that AWS puts its own events on"),
  ],
  'event bus ARN': [
    pattern(
      /^arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[A-Za-z0-9._/-]+$/,
      "it must be the ARN of an event bus, such as 'arn:aws:events:eu-central-1:111122223333:event-bus/trailwatch-realtime'",
    ),
  ],
  'telemetry rule name': [
    length(1, 100),
    pattern(/^[A-Za-z0-9-]*$/, 'it may contain only letters, digits and hyphens'),
  ],
  'log group name pattern': [
    length(1, 512),
    pattern(
      /^([._\-/#A-Za-z0-9]|\$\{source\.(logGroup|accountId|region|org\.(id|ouId|rootId|path))\})*$/,
      'it may contain only letters, digits, periods, underscores, slashes, number signs, hyphens and the variables of a source',
    ),
  ],
  'database name': [
    length(1, 120),
    pattern(/^[a-z0-9_]*$/, 'it may contain only lower-case letters, digits and underscores'),
  ],
  'organizational unit id': [
    pattern(
      /^ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}$/,
      "it must be 'ou-', the id of the root without 'r-', and the unit's own id",
    ),
  ],
  'account id': [pattern(/^\d{12}$/, 'it must have 12 digits, leading zeros included')],
  'organization id': [
    pattern(/^o-[a-z0-9]{10,32}$/, "it must be 'o-' and then 10 to 32 lower-case letters or digits"),
  ],
  'policy target': [
    pattern(
      /^(r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|\d{12})$/,
      "it must be a root ('r-…'), an organizational unit ('ou-…-…') or an account of 12 digits",
    ),
  ],
  'external id': [
    length(2, 1224),
    pattern(/^[\w+=,.@:/-]*$/, 'it may contain only letters, digits and the characters _ + = , . @ : / -'),
  ],
  'role name': [
    length(1, 64),
    pattern(/^[\w+=,.@-]*$/, 'it may contain only letters, digits and the characters _ + = , . @ -'),
  ],
  'policy name': [
    length(1, 512),
    pattern(
      /^[\w+=,.@/-]*$/,
      'it may contain only letters, digits, slashes of a path and the characters _ + = , . @ -',
    ),
    pattern(/^[^/]/, 'it must not start with a slash'),
    pattern(/^(?!arn:)/, 'it must be a name and not an ARN'),
  ],
  'StackSet name': [
    length(1, 128),
    pattern(
      /^[A-Za-z][A-Za-z0-9-]*$/,
      'it may contain only letters, digits and hyphens, and must start with a letter',
    ),
  ],
  Region: [pattern(/^[a-z]{2,}(-[a-z]+)+-\d+$/, "it must be a Region's code, such as 'eu-central-1'")],
} as const satisfies Record<string, readonly NameRule[]>;

/** The kind of a name. */
export type NameKind = keyof typeof RULES;

/**
 * The rules that a name breaks, each as words that begin with "it"; none if the name is good. The name must be
 * known: a CDK token is for the caller to leave out.
 */
export function findBrokenNameRules(kind: NameKind, name: string): readonly string[] {
  return RULES[kind].filter(({ fits }) => !fits(name)).map(({ rule }) => rule);
}
