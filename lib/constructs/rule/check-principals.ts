import { Token } from 'aws-cdk-lib';

/** What is wrong with an entry of a list of principals, which no record has. */
type Fault = (text: string) => string | undefined;

/** An ARN of IAM or STS: of an account, or of any by a wildcard. */
const OF_PRINCIPAL = /^arn:[\w*?-]+:(?:iam|sts|[*?]+)::(?:\d{12}:|[\d?*]*[?*][\d?*]*(?::|$))/;

/** The unique ids of roles and users, which are at `userIdentity.principalId`. */
const UNIQUE_ID = /^(A[A-Z]{2}A)[A-Z0-9]{12,}(?::|$)/;

function unknownArn(text: string): string | undefined {
  // A pattern may stand for any part of an ARN.
  if (OF_PRINCIPAL.test(text) || /^[^:]*[*?]/.test(text) || /^(?:arn:)?[^:]*:[*?]/.test(text))
    return undefined;
  return `has '${text}', which is not the ARN of a principal, such as 'arn:aws:iam::111122223333:role/deployer'`;
}

function ofRole(text: string): string | undefined {
  const [, id] = UNIQUE_ID.exec(text) ?? [];
  if (id !== undefined)
    return `has '${text}', which is the unique id of a principal; give the name or the ARN of the role`;
  if (text.startsWith('arn:')) {
    const isOther = /^arn:[^:]*:(?:iam|sts):[^:]*:[^:]*:(?!role\/|assumed-role\/)[\w-]+(?:[/:]|$)/.test(text);
    return isOther ? `has '${text}', which is not the ARN of a role` : unknownArn(text);
  }
  return text.includes('/')
    ? `has '${text}', but the name of a role has no '/'; give the name without path and session, or the ARN`
    : undefined;
}

function ofPrincipal(text: string): string | undefined {
  const [, role] = /^arn:[^:]*:sts::[^:]*:assumed-role\/([^/*?]+)$/.exec(text) ?? [];
  if (role !== undefined) return `has '${text}' without a session; give '${text}/*'`;
  const [, path] = /^arn:[^:]*:iam::[^:]*:role\/(.*)$/.exec(text) ?? [];
  if (path !== undefined)
    return `has '${text}', but calls of a role have the ARN of a session; give it to AllowList.roles`;
  return unknownArn(text);
}

const FAULTS = { roles: ofRole, principals: ofPrincipal } satisfies Record<string, Fault>;

/** Throws where no record can have an entry of a list of principals; what is known only at deployment is not judged. */
export function checkPrincipals(list: keyof typeof FAULTS, texts: readonly string[]): void {
  for (const text of texts) {
    const fault = Token.isUnresolved(text) ? undefined : FAULTS[list](text);
    if (fault !== undefined) throw new Error(`AllowList.${list} ${fault}`);
  }
}
