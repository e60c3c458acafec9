import { maybe, type NameContext, type NameFault, never, type WrittenName } from './written-name';

/** Judges a name: undefined if CloudTrail writes it. */
export type Judge = (name: WrittenName, context: NameContext) => NameFault | undefined;

/** What CloudTrail writes at fields of two values: Booleans, and what sign-ins say. @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  readOnly: ['true', 'false'],
  managementEvent: ['true', 'false'],
  'userIdentity.sessionContext.attributes.mfaAuthenticated': ['true', 'false'],
  'additionalEventData.MFAUsed': ['Yes', 'No'],
  'additionalEventData.MobileVersion': ['Yes', 'No'],
  'responseElements.ConsoleLogin': ['Success', 'Failure'],
};

function answer(field: string, known: readonly string[]): Judge {
  const isBoolean = known.includes('true');
  return (name) => {
    if (known.some(name.fits)) return undefined;
    const message = `'${name.text}' is never at '${field}': CloudTrail writes ${known.map((each) => `'${each}'`).join(' or ')}`;
    return isBoolean ? never(message) : maybe(message);
  };
}

/** The ARN of a role, and of one of its sessions. */
const ROLE = /^arn:[a-z-]+:iam::\d{12}:role\/.*?([^/]+)$/i;
const SESSION = /^(arn:[a-z-]+):sts::(\d{12}):assumed-role\/([^/]+)/i;

function judgeCaller({ text, isWhole }: WrittenName): NameFault | undefined {
  const [, role] = (isWhole && ROLE.exec(text)) || [];
  return role === undefined
    ? undefined
    : maybe(
        `the calls of a role have the ARN of a session, such as '…:assumed-role/${role}/…', at 'userIdentity.arn'; '${text}' is at 'userIdentity.sessionContext.sessionIssuer.arn'`,
      );
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
  'userIdentity.arn': judgeCaller,
  'userIdentity.sessionContext.sessionIssuer.arn': judgeIssuer,
};

/** Fields of values with a known form, and what judges them; without the catalogue of calls they are not judged, as names are not. */
export const VALUES: Readonly<Record<string, Judge>> = Object.fromEntries(
  Object.entries(JUDGES).map(([field, judge]): [string, Judge] => [
    field,
    (name, context) => (context.calls === undefined ? undefined : judge(name, context)),
  ]),
);
