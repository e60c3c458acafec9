import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ResponderRole, ResponseAction } from '../../../lib/index';
import { changesOf, type Json } from '../../core/review/edited-template';

function memberTemplate(): Json {
  const stack = new Stack(new App(), 'Audit', { env: { account: '111122223333', region: 'eu-west-1' } });
  new ResponderRole(stack, 'Role', {
    ...{ responderAccount: '444455556666', actions: [ResponseAction.DISABLE_ACCESS_KEY] },
  });
  return Template.fromStack(stack).toJSON();
}

const roleOf = ({ Resources }: Json): Json =>
  Object.values<Json>(Resources).find(({ Type }) => Type === 'AWS::IAM::Role');

test.each<[string, RegExp, (template: Json) => void]>([
  [
    'lets in everybody',
    /^weaker access-widened: anyone may take role/,
    (template) => {
      roleOf(template).Properties.AssumeRolePolicyDocument.Statement = [
        { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' },
      ];
    },
  ],
  [
    'is gone',
    /^weaker pipeline-interrupted: role/,
    (template) => {
      template.Resources = {};
    },
  ],
  [
    'has another name',
    /^unknown setting-unknown: name of/,
    (template) => {
      roleOf(template).Properties.RoleName = 'Other';
    },
  ],
])(
  'a role that a responder of another account takes by its name and that %s is no detail',
  (_words, found, edit) => {
    expect(changesOf(memberTemplate(), edit)).toContainEqual(expect.stringMatching(found));
  },
);
