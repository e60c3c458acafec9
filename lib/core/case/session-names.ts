const ACCOUNT = /^arn:[^:]*:(?:iam|sts)::(\d{12}):/;
const USER = /^arn:[^:]*:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/;
const ROLE = /^arn:[^:]*:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/;
const SESSION = /^arn:[^:]*:sts::\d{12}:assumed-role\/([^/]+)/;

/** The ARN in the name of a node: its own, or that of the caller who took the session. */
export function arnOf(node: string): string | undefined {
  return node.split(' of ').find((part) => part.startsWith('arn:'));
}

/** The account in the ARN of an identity. */
export function accountOf(arn: string): string | undefined {
  return ACCOUNT.exec(arn)?.[1];
}

/** The name of the user whose ARN it is. */
export function userIn(arn: string): string | undefined {
  return USER.exec(arn)?.[1];
}

/** The name of the role whose ARN it is, or that of a session of it. */
export function roleIn(arn: string): string | undefined {
  return (ROLE.exec(arn) ?? SESSION.exec(arn))?.[1];
}
