import type { Outcome } from '../outcome';
import { CloudFormationStack } from './cloudformation-stack';
import type { LocalStack } from './start-localstack';

/**
 * CloudFormation refuses a template with a null in it (`'null' values are not allowed in templates`), and so does this engine, with an
 * error of its own: otherwise it would prove nothing of the templates that it takes.
 */
export async function checkNull(engine: LocalStack, outcome: Outcome): Promise<void> {
  const answerTo = async (stackName: string, errorCode: readonly unknown[]) => {
    const place = { accountId: '111122223333', region: 'eu-central-1' };
    const Properties = { EventPattern: { detail: { errorCode } } };
    const Resources = { Rule: { Type: 'AWS::Events::Rule', Properties } };
    const stack = new CloudFormationStack(engine, { ...place, stackName });
    const template = { body: JSON.stringify({ Resources }), parameters: [] };
    return stack.create(template).then(({ status }) => status, String);
  };
  const [without, withNull] = [
    await answerTo('WithoutNull', [{ exists: false }]),
    await answerTo('WithNull', [{ exists: false }, null]),
  ];
  const isRefused = withNull !== 'CREATE_COMPLETE' && without === 'CREATE_COMPLETE';
  outcome.check(isRefused, 'a template with a null is refused, the same without one is not', [
    withNull,
    without,
  ]);
}
