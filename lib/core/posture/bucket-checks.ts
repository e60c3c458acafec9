import { at, sure, Unknown, type Value } from '../estate/values/value';
import { customerKeysOf } from '../inventory/judges/bucket-settings';
import { earliestExpiryDays } from '../inventory/judges/expirations';
import { isList } from '../json/json-value';
import { fitsPatterns } from '../policy/evaluation/statement-match';
import { everyTextOf, matchesPattern } from '../policy/evaluation/text-pattern';
import { mayBeginKeys } from '../record/object-key';
import { isPublic, type PolicyStatement } from '../statement/statement';
import type { EvidenceBucket } from './evidence';
import { fail, judgeKnown, PASS, type PostureCheck, type PostureVerdict, unknown } from './posture-check';

/** A check on the value at a path of the properties. */
function ofProperty(
  path: string,
  fault: (known: Value | undefined) => string | undefined,
): PostureCheck<EvidenceBucket>['judge'] {
  return ({ properties }) => judgeKnown(sure(at(properties, ...path.split('.')), fault), (found) => found);
}

/** A check on the statements of the policy. */
function ofPolicy(
  fault: (statements: readonly PolicyStatement[], name: string) => string | undefined,
): PostureCheck<EvidenceBucket>['judge'] {
  return ({ policy, name }) => judgeKnown(policy, (statements) => fault(statements, name));
}

const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

function isOn(value: Value | undefined): boolean {
  return value === true || value === 'true';
}

/** CloudTrail's event history keeps so many days of management events without any trail. */
const MIN_EXPIRY_DAYS = 90;

/** Checks on a bucket that trails deliver to. */
export const BUCKET_CHECKS: readonly PostureCheck<EvidenceBucket>[] = [
  {
    ...{ name: 'bucket-not-public', severity: 'critical' },
    securityHub: ['CloudTrail.6'],
    cis: [],
    prowler: ['cloudtrail_logs_s3_bucket_is_not_publicly_accessible'],
    asks: 'Neither the policy nor the ACL of the bucket allows public access.',
    remedy:
      'turn on all four settings of Block Public Access, then remove what is public from policy and ACL',
    judge: judgePublic,
  },
  {
    ...{ name: 'bucket-public-access-block', severity: 'high' },
    ...{ securityHub: ['S3.8'], cis: ['2.1.4'], prowler: ['s3_bucket_level_public_access_block'] },
    asks: 'All four settings of Block Public Access of the bucket are on.',
    remedy: 'aws s3api put-public-access-block, with all four settings true',
    judge: ofProperty('PublicAccessBlockConfiguration', (block) => {
      const off = BLOCKS.filter((name) => !isOn(at(block, name)));
      return off.length === 0 ? undefined : `off: ${off.join(', ')}`;
    }),
  },
  {
    ...{ name: 'bucket-access-logging', severity: 'medium' },
    ...{ securityHub: ['CloudTrail.7', 'S3.9'], cis: ['3.4'] },
    prowler: ['cloudtrail_logs_s3_bucket_access_logging_enabled'],
    asks: 'Requests to the bucket are logged by server access logging.',
    remedy: 'aws s3api put-bucket-logging, to a bucket for access logs; LogArchive has one',
    judge: ofProperty('LoggingConfiguration', (logging) =>
      logging === undefined ? 'server access logging is off' : undefined,
    ),
  },
  {
    ...{ name: 'bucket-tls', severity: 'medium' },
    ...{ securityHub: ['S3.5'], cis: ['2.1.1'], prowler: ['s3_bucket_secure_transport_policy'] },
    asks: 'The policy of the bucket denies requests without TLS.',
    remedy:
      "add a statement that denies Principal '*' the action s3:* on the bucket and its objects where aws:SecureTransport is false; " +
      'LogArchive has one',
    judge: ofPolicy((statements, name) =>
      statements.some((statement) => deniesPlainHttp(statement, name))
        ? undefined
        : 'no statement denies requests without TLS',
    ),
  },
  {
    ...{ name: 'bucket-writers', severity: 'medium' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'The policy of the bucket lets CloudTrail write for known trails or accounts only.',
    remedy: 'bind the statement to aws:SourceArn; trailwatch trails policy bucket prints it',
    judge: ofPolicy((statements) =>
      letsAnyTrailWrite(statements)
        ? 'a statement lets CloudTrail write for trails of any account'
        : undefined,
    ),
  },
  {
    ...{ name: 'bucket-versioning', severity: 'medium' },
    ...{ securityHub: ['S3.14'], cis: [], prowler: ['s3_bucket_object_versioning'] },
    asks: 'Versioning is on, so an overwritten or deleted file can be restored.',
    remedy: 'aws s3api put-bucket-versioning --versioning-configuration Status=Enabled',
    judge: ofProperty('VersioningConfiguration.Status', (status) =>
      status === 'Enabled' ? undefined : 'versioning is off',
    ),
  },
  {
    ...{ name: 'bucket-object-lock', severity: 'low' },
    ...{ securityHub: ['S3.15'], cis: [], prowler: ['s3_bucket_object_lock'] },
    asks: 'Object Lock is on.',
    remedy:
      'aws s3api put-object-lock-configuration; a retention in compliance mode cannot be undone, so decide deliberately',
    judge: ofProperty('ObjectLockEnabled', (is) => (isOn(is) ? undefined : 'Object Lock is off')),
  },
  {
    ...{ name: 'bucket-customer-keys', severity: 'medium' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: 'S3 refuses objects that are encrypted with a key of whoever writes them (SSE-C), which nobody else can read.',
    remedy:
      'aws s3api put-bucket-encryption, with the present rule and BlockedEncryptionTypes={EncryptionType=[SSE-C]}; LogArchive has it',
    judge: ofProperty('BucketEncryption', (encryption) => {
      const { words, rank } = customerKeysOf(encryption);
      return rank === 0 ? words : undefined;
    }),
  },
  {
    ...{ name: 'bucket-mfa-delete', severity: 'low' },
    ...{ securityHub: ['S3.20'], cis: ['2.1.2'], prowler: ['cloudtrail_bucket_requires_mfa_delete'] },
    asks: 'MFA delete is on.',
    remedy:
      'only the root user can turn it on, and it excludes lifecycle rules; Object Lock (bucket-object-lock) is the stronger choice, ' +
      'with --exclude-check bucket-mfa-delete',
    judge: ofProperty('VersioningConfiguration.MFADelete', (is) =>
      is === 'Enabled' ? undefined : 'MFA delete is off',
    ),
  },
  {
    ...{ name: 'bucket-lifecycle', severity: 'low' },
    ...{ securityHub: ['S3.13'], cis: [], prowler: ['s3_bucket_lifecycle_enabled'] },
    asks: 'The bucket has a lifecycle rule.',
    remedy:
      'define when files move and expire: lifecycle of LogArchive, or aws s3api put-bucket-lifecycle-configuration',
    judge: ofProperty('LifecycleConfiguration.Rules', (rules) =>
      isList(rules) && rules.some((rule) => at(rule, 'Status') === 'Enabled')
        ? undefined
        : 'no lifecycle rule is enabled',
    ),
  },
  {
    ...{ name: 'bucket-expiration', severity: 'high' },
    ...{ securityHub: [], cis: [], prowler: [] },
    asks: `No lifecycle rule lets log files expire within ${MIN_EXPIRY_DAYS} days, as long as CloudTrail's own event history lasts.`,
    remedy:
      'let log files expire later, or not at all: lifecycleRules of LogArchive, or aws s3api put-bucket-lifecycle-configuration',
    judge: ({ properties, keyRoots }) => {
      const lifecycle = at(properties, 'LifecycleConfiguration');
      if (lifecycle instanceof Unknown) return unknown(lifecycle.words);
      const days = earliestExpiryDays(lifecycle, (prefix) =>
        keyRoots.some((root) => mayBeginKeys(prefix, root)),
      );
      return days < MIN_EXPIRY_DAYS
        ? fail(`log files expire after ${days} ${days === 1 ? 'day' : 'days'}`)
        : PASS;
    },
  },
];

/** Block Public Access makes what is public in a policy or an ACL ineffective. */
function judgePublic({ isPolicyPublic, publicGrantee, properties }: EvidenceBucket): PostureVerdict {
  const byPolicy = judgeKnown(isPolicyPublic, (is) => (is ? 'the policy is public' : undefined));
  const byAcl = judgeKnown(publicGrantee, (group) =>
    group === undefined ? undefined : `the ACL has a grant for ${group}`,
  );
  if (byPolicy.status === 'pass' && byAcl.status === 'pass') return PASS;
  const block = at(properties, 'PublicAccessBlockConfiguration');
  const open = [
    ...[{ verdict: byPolicy, closed: 'RestrictPublicBuckets' }],
    ...[{ verdict: byAcl, closed: 'IgnorePublicAcls' }],
  ].flatMap(({ verdict, closed }) => {
    const isClosed = sure(at(block, closed), isOn);
    if (isClosed instanceof Unknown) return verdict.status === 'pass' ? [] : [unknown(isClosed.words)];
    return isClosed ? [] : [verdict];
  });
  const found = open.flatMap((verdict) => (verdict.status === 'fail' ? [verdict.found] : []));
  if (found.length > 0) return fail(found.join('; '));
  return open.find(({ status }) => status === 'unknown') ?? PASS;
}

/** For everybody and every call: a statement for some of them, or under a further condition, lets the others send what they like. */
function deniesPlainHttp(
  { effect, isForEverybody, actions, resources, conditions }: PolicyStatement,
  bucket: string,
): boolean {
  const isWhole =
    isForEverybody && !actions.negated && actions.patterns.some((action) => /^(s3:)?\*$/i.test(action));
  return (
    isWhole &&
    effect === 'Deny' &&
    resources.some((pattern) => holdsObjects(pattern, bucket)) &&
    conditions.length > 0 &&
    conditions.every(
      ({ operator, key, values }) =>
        /^(Bool|BoolIfExists)$/i.test(operator) &&
        key === 'aws:securetransport' &&
        values.some((value) => value.toLowerCase() === 'false'),
    )
  );
}

/** Whether the pattern of a resource holds every object of a bucket. */
function holdsObjects(pattern: string, bucket: string): boolean {
  const [, start] = /^(?:arn:[^:]*:s3:::)?(.*)\*$/.exec(pattern) ?? [];
  return start !== undefined && `${bucket}/`.startsWith(start);
}

/** Without a condition that names the source, any customer's trail that names this bucket may write to it. */
function letsAnyTrailWrite(statements: readonly PolicyStatement[]): boolean {
  const ofTrails = statements.filter(isTrailWrite);
  const denied = ofTrails
    .filter((statement) => statement.effect === 'Deny' && deniesStrangers(statement))
    .flatMap(({ resources }) => resources);
  return ofTrails.some(
    ({ effect, conditions, resources }) =>
      effect === 'Allow' && !conditions.some(namesSource(ALLOWED)) && !areHeld(resources, denied),
  );
}

function isTrailWrite(statement: PolicyStatement): boolean {
  const { effect, services, isForEverybody, actions } = statement;
  const isOfEverybody = effect === 'Deny' ? isForEverybody : isPublic(statement);
  const isForTrails = services.includes('cloudtrail.amazonaws.com') || isOfEverybody;
  return (
    isForTrails &&
    fitsPatterns(actions, 's3:PutObject', (pattern, action) =>
      matchesPattern(pattern, action, { wildcards: true, ignoreCase: true }),
    )
  );
}

/** Whether all objects of the resources are among others. A resource without a wildcard or a slash is the bucket itself. */
function areHeld(resources: readonly string[], others: readonly string[]): boolean {
  const ofObjects = resources.filter((resource) => /[/*?]/.test(resource));
  return (
    ofObjects.length > 0 &&
    ofObjects.every((resource) =>
      others.some((other) => matchesPattern(other, everyTextOf(resource), { wildcards: true })),
    )
  );
}

/** A further condition, but one that holds of every call of a trail, leaves some strangers out. */
function deniesStrangers({ conditions }: PolicyStatement): boolean {
  const [named, others] = [
    conditions.filter(namesSource(DENIED)),
    conditions.filter((each) => !namesSource(DENIED)(each)),
  ];
  return named.length > 0 && others.every(holdsOfTrails);
}

/** CloudTrail is a service of AWS, and says in each call for which trail and account it is made. */
function holdsOfTrails({ operator, key, values }: PolicyStatement['conditions'][number]): boolean {
  const is = (wanted: string) => values.every((value) => value.toLowerCase() === wanted);
  return (
    (/^Bool(IfExists)?$/i.test(operator) && key === 'aws:principalisawsservice' && is('true')) ||
    (/^Null$/i.test(operator) && /^aws:source(arn|account)$/.test(key) && is('false'))
  );
}

/** Operators that name the source, and those among them that strangers outside of any organization pass: their calls have no organization. */
const ALLOWED = {
  naming: /^(ForAnyValue:)?(String|Arn)(Equals|EqualsIgnoreCase|Like)(IfExists)?$/i,
  withoutOrganization: /IfExists$/i,
};
const DENIED = {
  naming: /^(ForAllValues:|ForAnyValue:)?(String|Arn)Not(Equals|EqualsIgnoreCase|Like)(IfExists)?$/i,
  withoutOrganization: /^ForAnyValue:/i,
};

/** An account, an organization, or an ARN with its account: what a wildcard before or in it opens to others. */
const OWNED = /^(?:\d{12}$|o-[a-z0-9]{10,32}(?:\/|$)|arn:[^:]*:[^:]*:[^:]*:\d{12}:)/;

function namesSource({ naming, withoutOrganization }: typeof ALLOWED) {
  return ({ operator, key, values }: PolicyStatement['conditions'][number]): boolean => {
    const isNaming =
      naming.test(operator) &&
      (/^aws:source(arn|account)$/.test(key) ||
        (/^aws:sourceorg(id|paths)$/.test(key) && !withoutOrganization.test(operator)));
    return isNaming && values.every((value) => OWNED.test(value));
  };
}
