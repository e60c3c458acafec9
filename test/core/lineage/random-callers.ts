import fc from 'fast-check';

/** Names that callers have in common, with letters whose small forms have other lengths. */
export const NAME = fc.constantFrom(
  'ali',
  'Ali',
  'ALİ',
  'mallory',
  'unknown',
  'root',
  'a/li',
  'AWSReservedSSO_Ali_0123456789abcdef',
);

/** How records name callers. */
export const TEXT = fc.oneof(
  NAME,
  NAME.map((name) => `arn:aws:iam::111122223333:user/team/${name}`),
  NAME.map((name) => `arn:aws:sts::111122223333:assumed-role/${name}/session-of-${name}`),
  NAME.map((name) => `AROAEXAMPLE:${name}`),
  fc.constantFrom('198.51.100.7', '2001:db8::1', '2001:0DB8:0::1', '111122223333', 'ec2.amazonaws.com', ''),
);

/** Any of some members. */
export const object = (names: readonly string[], values: fc.Arbitrary<unknown> = TEXT) =>
  fc.record(Object.fromEntries(names.map((name) => [name, fc.option(values, { nil: undefined })])));

/** The `userIdentity` of a record. */
export const IDENTITY = fc
  .tuple(
    object(['arn', 'userName', 'accessKeyId', 'principalId', 'invokedBy', 'accountId']),
    fc.constantFrom(
      'Root',
      'IAMUser',
      'AssumedRole',
      'AWSService',
      'AWSAccount',
      'Unknown',
      'IdentityCenterUser',
    ),
    object(['sourceIdentity', 'sessionIssuer'], fc.oneof(TEXT, object(['arn', 'userName']))),
    object(['userId']),
  )
  .map(([parts, type, sessionContext, onBehalfOf]) => ({ ...parts, type, sessionContext, onBehalfOf }));
