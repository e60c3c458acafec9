/**
 * A session of a role. The principal that assumes the role chooses the session's name, except for the roles of
 * IAM Identity Center, where it is the name of the person.
 */
const ROLE_SESSION = /^(arn:[^:]*:sts::\d{12}:assumed-role\/(?!(?:[^/]+\/)*AWSReservedSSO_).+)\/[^/]*$/;

/** The ARN of a role's session without the name of the session; any other text as it is. */
export function withoutSession(arn: string): string {
  return ROLE_SESSION.exec(arn)?.[1] ?? arn;
}
