/** The value of a context key that a policy variable names; undefined when the request has none. */
export type Variables = (key: string) => string | undefined;

/** How the text of a policy is to be read. */
export interface PatternReading {
  /** `*` and `?` stand for any characters and for any one; otherwise they are themselves. */
  readonly wildcards: boolean;
  readonly ignoreCase?: boolean;
  /** Absent in policies older than version 2012-10-17, where `${…}` is plain text. */
  readonly variables?: Variables;
}

// `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and `${*}`, `${?}`, `${$}` for the characters themselves
const VARIABLE = /\$\{([^}]*)\}/;
const VARIABLE_BODY = /^\s*([A-Za-z0-9-]+:[^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/;

/**
 * Whether a text fits a pattern of a policy. A variable without a value fits nothing: it is "effectively null"
 * (IAM User Guide, "Policy variables with no value"). Wildcards inside a variable's value are plain text.
 *
 * Throws on a `${…}` that is not a variable.
 */
export function matchesPattern(pattern: string, text: string, reading: PatternReading): boolean {
  const source = sourceOf(pattern, reading);
  if (source === undefined) return false;
  return new RegExp(`^${source}$`, reading.ignoreCase === true ? 'isu' : 'su').test(text);
}

/** Whether a text has a policy variable in it. */
export function hasVariable(text: string): boolean {
  return text.includes('${');
}

function sourceOf(pattern: string, reading: PatternReading): string | undefined {
  const { variables } = reading;
  if (variables === undefined || !hasVariable(pattern)) return plainSourceOf(pattern, reading.wildcards);
  // split() keeps the captured body of each variable at the odd places
  const parts = pattern.split(VARIABLE).map((part, place) => {
    if (place % 2 === 1) return variableSourceOf(part, pattern, variables);
    if (hasVariable(part)) throw new Error(`a policy variable is not closed: '${pattern}'`);
    return plainSourceOf(part, reading.wildcards);
  });
  return parts.some((part) => part === undefined) ? undefined : parts.join('');
}

function variableSourceOf(body: string, pattern: string, variables: Variables): string | undefined {
  if (['*', '?', '$'].includes(body)) return escaped(body);
  const [, key, fallback] = VARIABLE_BODY.exec(body) ?? [];
  if (key === undefined) throw new Error(`'\${${body}}' is not a policy variable, in '${pattern}'`);
  const value = variables(key) ?? fallback;
  return value === undefined ? undefined : escaped(value);
}

function plainSourceOf(text: string, wildcards: boolean): string {
  const source = escaped(text);
  return wildcards ? source.replaceAll('\\*', '.*').replaceAll('\\?', '.') : source;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
