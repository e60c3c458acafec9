import type { Stack } from 'aws-cdk-lib';
import { resourcesOf, type Statement } from './synthesize';

/** The statements of the policies of a role, by the beginning of its logical id. */
function statementsOf(stack: Stack, roleId: string): readonly Statement[] {
  return resourcesOf(stack, 'AWS::IAM::Policy')
    .filter(({ Properties }) => Properties.Roles[0].Ref.startsWith(roleId))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** What a role may do and where, with the ARNs of resources shortened to their logical ids. */
export function allowed(stack: Stack, roleId: string): readonly string[] {
  return statementsOf(stack, roleId).map(({ Action, Resource, Condition }) => {
    const places = [Resource].flat().map(shortened).join(' ');
    return `${[Action].flat().join(' ')} on ${places}${Condition === undefined ? '' : ` if ${shortened(Condition)}`}`;
  });
}

function shortened(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll(/\{"Fn::GetAtt":\["(\w+?)[0-9A-F]{8}","Arn"\]\}/g, '$1')
    .replaceAll(/\{"Ref":"(\w+?)[0-9A-F]{8}"\}/g, '$1')
    .replaceAll('{"Ref":"AWS::Partition"}', 'PARTITION')
    .replaceAll(/\{"Fn::Join":\["",\[(.*?)\]\]\}/g, (_join, parts: string) => parts.replaceAll(/"?,"?/g, ''))
    .replaceAll('"', '');
}
