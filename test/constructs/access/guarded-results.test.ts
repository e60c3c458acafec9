import { AuditGuardrails } from '../../../lib/index';
import { everythingInOneStack } from '../everything-in-one-stack';

test('what own roles write, guardrails do not deny to them', () => {
  const stack = everythingInOneStack();
  const guardrails = new AuditGuardrails(stack, 'Guardrails', {
    ...{ stacks: [stack], trails: [], exemptRoleArns: ['arn:aws:iam::*:role/deployment/*'] },
  });
  const kept = guardrails
    .documents()
    .flatMap(({ json }) => JSON.parse(json).Statement)
    .filter(({ Sid }) => Sid === 'KeepLogFiles')
    .flatMap(({ Resource }) => Resource)
    .join('\n');
  expect(kept).toMatch(/trailwatcharchivebucket|trailwatcharch/);
  expect(kept).not.toMatch(/searchresults|tableresults|compactionbucket|findingsdeliverybucket/);
});
