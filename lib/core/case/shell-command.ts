import { isFollowable } from '../safe-text/inert-text';
import { toPrintable } from '../safe-text/printable';

/** Text that every shell takes as one argument, and that no command takes for an option; zsh reads `=ls` as a path. */
const PLAIN = /^[\w/+,.@:][\w+=,.@:/-]*$/;

/** The AWS CLI reads the file or the page that such a value names, and sends what is in it. */
const LOADED = /^[a-z]+:\/\//i;

/** What CloudTrail writes in the place of a value. */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** The maximum length of an argument; policies are the longest. */
const MAX_LENGTH = 6_144;

/**
 * A value from a record as an argument of a POSIX shell: as it is, or between single quotes. A placeholder stands for one that is not
 * known, that has anything invisible, that could be taken for an option, or that has an address in it.
 */
export function shellArgument(value: string | undefined, placeholder: string): string {
  if (value === undefined || value === '' || value === HIDDEN || value.length > MAX_LENGTH)
    return placeholder;
  // a terminal, or who is sent the command, would find it in quotes as well; a mail address alone is a person's name
  if (isFollowable(value, [value])) return placeholder;
  if (PLAIN.test(value)) return value;
  if (value.startsWith('-') || toPrintable(value) !== value) return placeholder;
  const quoted = `'${value.replaceAll("'", "'\\''")}'`;
  // a quotation mark may be the name before an @
  return isFollowable(quoted, [value]) ? placeholder : quoted;
}

/** An option of a command: its name, its value or values, and what stands for a value that is not known. */
export type CommandOption = readonly [
  name: string,
  value: string | readonly string[] | undefined,
  placeholder?: string,
];

/** A command of the AWS CLI, such as `aws iam delete-login-profile --user-name ann`. */
export function awsCommand(call: string, ...options: readonly CommandOption[]): string {
  const words = options.flatMap(([name, value, placeholder = placeholderOf(name)]) =>
    value === FLAG
      ? [name]
      : [name, ...valuesOf(value).map((one) => shellArgument(notLoaded(one), placeholder))],
  );
  return ['aws', call, ...words].join(' ');
}

function valuesOf(value: CommandOption[1]): readonly (string | undefined)[] {
  if (value === undefined || typeof value === 'string') return [value];
  return value.length === 0 ? [undefined] : value;
}

function notLoaded(value: string | undefined): string | undefined {
  return value !== undefined && LOADED.test(value) ? undefined : value;
}

/**
 * What to do where no command is safe or known: a comment of the shell, which does nothing if somebody runs it. An interactive zsh
 * knows no comments: the text has no operator of the shell, and what it has of records must be arguments.
 */
export function instead(text: string): string {
  return `# ${text}`;
}

/** The value of an option that has none. */
export const FLAG = '\0';

/** `--user-name` is `USER_NAME`. */
function placeholderOf(name: string): string {
  return name.replace(/^--/, '').replaceAll('-', '_').toUpperCase();
}
