/**
 * Whether a text is the ARN of a role, or a pattern of such ARNs that does not match every role. The account may be `*`. At least
 * three characters of a name with `*` or `?` are known; a name without them may be shorter.
 */
export function isRolePattern(arn: string): boolean {
  const [, name] = /^arn:(?:aws[a-z-]*|\*):iam::(?:\d{12}|\*):role\/(.+)$/.exec(arn) ?? [];
  return name !== undefined && /^([^*?]+|[^*?]{3}.*)$/.test(name);
}
