import { Names, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * A name for what an account has once, such as a role: made of the stack's name, the path in it and the Region, so that stacks of one name
 * can be in several Regions. Where only the deployment knows the Region, it is left out.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html (RoleName)
 */
export function toGlobalName(scope: IConstruct, maxLength: number): string {
  const { region } = Stack.of(scope);
  const end = Token.isUnresolved(region) ? '' : `-${region}`;
  const path = Names.uniqueResourceName(scope, {
    maxLength: maxLength - end.length,
    allowedSpecialCharacters: '-',
  });
  return path + end;
}
