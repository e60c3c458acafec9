import { nearestWord } from '../problem/nearest-word';
import { isAddressRange } from '../rule/ip-range';
import { UNLOGGED } from './unlogged-actions';
import { maybe, type NameContext, type NameFault, never, type WrittenName } from './written-name';

/** Judges a name: undefined if CloudTrail writes it. */
export type Judge = (name: WrittenName, context: NameContext) => NameFault | undefined;

/**
 * What CloudTrail writes at fields of few values.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  readOnly: ['true', 'false'],
  managementEvent: ['true', 'false'],
  sessionCredentialFromConsole: ['true', 'false'],
  'userIdentity.sessionContext.attributes.mfaAuthenticated': ['true', 'false'],
  'userIdentity.sessionContext.sessionIssuer.type': ['Role', 'IAMUser', 'Root', 'FederatedUser'],
  'additionalEventData.MFAUsed': ['Yes', 'No'],
  'additionalEventData.MobileVersion': ['Yes', 'No'],
  'responseElements.ConsoleLogin': ['Success', 'Failure'],
  'insightDetails.insightType': ['ApiCallRateInsight', 'ApiErrorRateInsight'],
  'insightDetails.state': ['Start', 'End'],
  'tlsDetails.tlsVersion': ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
};

function answer(field: string, known: readonly string[]): Judge {
  const isBoolean = known.includes('true');
  return (name) => {
    if (known.some(name.fits)) return undefined;
    const message = `'${name.text}' is never at '${field}': CloudTrail writes ${known.map((each) => `'${each}'`).join(' or ')}`;
    return isBoolean ? never(message) : maybe(message);
  };
}

/** Forms of whole values, and an example of each. An empty value is of any form: some services leave fields empty. */
const FORMS: Readonly<Record<string, readonly [form: RegExp, example: string]>> = {
  // S3 writes `anonymous` for callers without credentials.
  ...Object.fromEntries(
    [
      'recipientAccountId',
      'userIdentity.accountId',
      'userIdentity.sessionContext.sessionIssuer.accountId',
    ].map((field) => [field, [/^(?:\d{12}|anonymous)$/, '111122223333']]),
  ),
  apiVersion: [/^\d{4}([-_]?)\d\d\1\d\d$/, '2012-08-10'],
  eventID: [/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/, '3038ebd2-c98a-4c65-9b6e-e22506292313'],
  eventTime: [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/i, '2026-11-01T09:00:00Z'],
  eventVersion: [/^1\.\d\d$/, '1.11'],
  'userIdentity.accessKeyId': [/^(?!A[A-Z]{2}A)|^A[BKS]IA[A-Z\d]{12,}$|^ACCA/i, 'AKIAIOSFODNN7EXAMPLE'],
  // A provider of OpenID Connect is written as its host, or as its ARN.
  'userIdentity.identityProvider': [/^(?!https?:)/i, 'token.actions.githubusercontent.com'],
  // Of sessions and callers from elsewhere, a name follows behind a colon.
  'userIdentity.principalId': [/^A[A-Z]{2}A[A-Z\d]+$|^\d{12}$|^anonymous$|:/i, 'AIDAIOSFODNN7EXAMPLE'],
  vpcEndpointId: [/^vpce-/i, 'vpce-1a2b3c4d'],
};

function form(field: string, [known, example]: readonly [form: RegExp, example: string]): Judge {
  return ({ text, isWhole }) =>
    !isWhole || text === '' || known.test(text)
      ? undefined
      : maybe(`'${text}' is not of the form that '${field}' has in records, such as '${example}'`);
}

const TYPE_EXAMPLE = 'AWS::S3::Bucket';
const judgeTypeForm = form('resources.type', [/^AWS::\w+::\w+$/i, TYPE_EXAMPLE]);

/** Types that records of management events have, beside those of data events. */
const MANAGED_TYPES = (
  'S3::Bucket IAM::Role IAM::User IAM::Group IAM::Policy KMS::Key KMS::Alias SecretsManager::Secret SQS::Queue EC2::Instance EC2::Volume ' +
  'RDS::DBInstance RDS::DBCluster STS::AssumedRole CloudTrail::Trail CloudTrail::EventDataStore'
)
  .split(' ')
  .map((name) => `AWS::${name}`);

const TYPES: readonly string[] = [
  ...new Set(
    [...MANAGED_TYPES, ...Object.values(UNLOGGED).flatMap(Object.keys)].filter((type) => type !== ''),
  ),
];

/** The name is nearly one of the same service, or the service nearly one with the same name: `SCN::Instance` is not `EC2::Instance`. */
function nearestType(text: string): string | undefined {
  const [, service = '', name = ''] = text.split('::');
  const within = TYPES.filter((type) => type.startsWith(`AWS::${service}::`));
  const others = TYPES.filter((type) => type.endsWith(`::${name}`)).map((type) => type.split('::')[1] ?? '');
  const near = nearestWord(service, others);
  return nearestWord(text, within) ?? (near && `AWS::${near}::${name}`);
}

/** Other types are right, too: only what is nearly one of these is told. */
function judgeType(name: WrittenName, context: NameContext): NameFault | undefined {
  const fault = judgeTypeForm(name, context);
  if (fault !== undefined || !name.isWhole || name.text === '' || TYPES.some(name.fits)) return fault;
  const hint = nearestType(name.text);
  return hint === undefined
    ? undefined
    : maybe(`'${name.text}' is not a type of resource that is known; did you mean '${hint}'?`);
}

/** Addresses, names of services; anything else than these may be the name of a host. */
function judgeAddress({ text, isWhole }: WrittenName): NameFault | undefined {
  if (!isWhole || !/^[\d.]+$|\//.test(text)) return undefined;
  if (!isAddressRange(text.replaceAll(/\b0+(?=\d)/g, '')))
    return never(`'${text}' is no address, and never at 'sourceIPAddress'`);
  return text.includes('/')
    ? never(
        `'sourceIPAddress' has one address and never a range such as '${text}': compare it as a range ('|cidr' in a file, Condition.cidr in code)`,
      )
    : undefined;
}

/** The ARN of a role, and of one of its sessions. */
const ROLE = /^arn:[a-z-]+:iam::(?:\d{12}|\*):role\/.*?([^/]+)$/i;
const SESSION = /^(arn:[a-z-]+):sts::(\d{12}):assumed-role\/([^/]+)/i;

/** What is wrong with the ARN of a caller, which may have wildcards: shared by conditions and lists of principals. */
export function judgeCaller({ text }: Pick<WrittenName, 'text'>): NameFault | undefined {
  const [, role] = ROLE.exec(text) ?? [];
  return role === undefined
    ? undefined
    : maybe(
        `the calls of a role have the ARN of a session, such as '…:assumed-role/${role}/…', at 'userIdentity.arn'; '${text}' is at 'userIdentity.sessionContext.sessionIssuer.arn'`,
      );
}

function judgeWholeCaller(name: WrittenName): NameFault | undefined {
  const isName = name.isWhole && name.text !== '' && !/^arn:|\*/i.test(name.text);
  return isName
    ? maybe(`'userIdentity.arn' has ARNs, and '${name.text}' is none; names are at 'userIdentity.userName'`)
    : judgeCaller(name);
}

function judgeIssuer({ text, isWhole }: WrittenName): NameFault | undefined {
  const [, start, account, role] = (isWhole && SESSION.exec(text)) || [];
  return role === undefined
    ? undefined
    : never(
        `'${text}' is the ARN of a session, which is at 'userIdentity.arn'; the issuer of a session is its role, such as '${start?.toLowerCase()}:iam::${account}:role/${role}'`,
      );
}

const JUDGES: Readonly<Record<string, Judge>> = {
  ...Object.fromEntries(Object.entries(ANSWERS).map(([field, known]) => [field, answer(field, known)])),
  ...Object.fromEntries(Object.entries(FORMS).map(([field, known]) => [field, form(field, known)])),
  'resources.type': judgeType,
  sourceIPAddress: judgeAddress,
  'userIdentity.arn': judgeWholeCaller,
  'userIdentity.sessionContext.sessionIssuer.arn': judgeIssuer,
};

/** Fields of values with a known form, and what judges them; without the catalogue of calls they are not judged, as names are not. */
export const VALUES: Readonly<Record<string, Judge>> = Object.fromEntries(
  Object.entries(JUDGES).map(([field, judge]): [string, Judge] => [
    field,
    (name, context) => (context.calls === undefined ? undefined : judge(name, context)),
  ]),
);
