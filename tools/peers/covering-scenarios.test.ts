import type { TemplateResource } from '../../test/access/template/intrinsic';
import { coveringScenarios } from './covering-scenarios';
import type { SynthesizedTemplate } from './scenario-templates';

/** A scenario with one queue of these properties. */
function scenario(
  name: string,
  Properties: NonNullable<TemplateResource['Properties']>,
): SynthesizedTemplate {
  const template = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties } } };
  const place = { path: name, after: [], stackName: name, accountId: '111122223333', region: 'us-east-1' };
  return { scenario: name, ...place, file: `${name}.json`, template };
}

describe('scenarios that cover all', () => {
  test('leave out what has only properties that another has', () => {
    const all = [
      scenario('small', { DelaySeconds: 1 }),
      scenario('large', { DelaySeconds: 2, KmsMasterKeyId: { Ref: 'Key' } }),
      scenario('other', { KmsMasterKeyId: 'alias/aws/sqs' }),
    ];
    expect([...coveringScenarios(all)].sort()).toEqual(['large', 'other']);
  });

  test.each([
    ['none', [], ['a']],
    ['one', ['a'], ['a', 'b']],
  ])('keep a list of %s beside longer ones', (_, short, long) => {
    const all = [scenario('short', { Tags: short }), scenario('long', { Tags: long })];
    expect([...coveringScenarios(all)].sort()).toEqual(['long', 'short']);
  });

  test('keep one of those that are alike', () => {
    const all = [scenario('a', { Tags: ['a', 'b'] }), scenario('b', { Tags: ['c', 'd', 'e'] })];
    expect(coveringScenarios(all).size).toBe(1);
  });

  test('keep a scenario whose type of resource has no property elsewhere', () => {
    const plain = scenario('plain', {});
    expect(coveringScenarios([plain]).size).toBe(1);
  });
});
