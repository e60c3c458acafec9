/**
 * The places of JSON null in a template, such as `Resources.Rule.Properties.EventPattern.detail.errorCode.1`. CloudFormation refuses every
 * template with one.
 *
 * @see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1378
 */
export function findNulls(value: unknown): readonly string[] {
  const found: string[] = [];
  const visit = (each: unknown, path: string): void => {
    if (each === null) found.push(path);
    else if (typeof each === 'object')
      for (const [key, member] of Object.entries(each)) visit(member, path === '' ? key : `${path}.${key}`);
  };
  visit(value, '');
  return found;
}
