import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import { RealtimeAlerts, RuleSeverity, type SilenceOptions, Trailwatch } from '../../../lib/index';
import { newStack, oneRule, resourceOf, resourcesOf, TRAIL } from '../synthesize';
import { synthesize } from './synthesize-processor';

const RULE = 'alert-silence-changed';

type Statement = { readonly Action: string | readonly string[]; readonly Resource: unknown };

const ssmStatements = (stack: Stack, idStart = '') =>
  resourcesOf(stack, 'AWS::IAM::Policy', idStart)
    .flatMap(({ Properties }) => Properties?.PolicyDocument.Statement as Statement[])
    .filter(({ Action }) => JSON.stringify(Action).includes('ssm:'))
    .map(({ Action, Resource }) => [Action, JSON.stringify(Resource)]);

/** Where silences are, as the function knows it. */
function pathOf(stack: Stack, id = 'ProcessorFunction'): string | undefined {
  const { Properties } = resourceOf(stack, 'AWS::Lambda::Function', id);
  return Properties?.Environment.Variables.TRAILWATCH_SILENCES;
}

test('without silences nothing is different, and no one can be let', () => {
  const { stack, processor } = synthesize();
  expect(pathOf(stack)).toBeUndefined();
  expect(ssmStatements(stack)).toEqual([]);
  expect(processor._rules.rules.map(({ ruleName }) => ruleName)).not.toContain(RULE);
  const role = Role.fromRoleName(stack, 'OnCall', 'oncall');
  expect(() => processor.grantSilence(role)).toThrow('grantSilence needs silences');
});

test('the functions of log files and events read the one path, and may do no more', () => {
  const { stack, processor } = synthesize({ silences: {} });
  new RealtimeAlerts(stack, 'Realtime', { alertTopic: processor._alertTopic, processor });
  const path = pathOf(stack) ?? '';
  expect(path).toMatch(/^\/trailwatch\/[\w-]+\/silences\/medium$/);
  expect(pathOf(stack, 'RealtimeFunction')).toBe(path);
  const reading = ['ssm:GetParametersByPath', expect.stringContaining(`parameter${path}"`)];
  expect(ssmStatements(stack)).toEqual([reading, reading]);
});

test('who is granted it writes and deletes below the path, and nowhere else', () => {
  const stack = newStack();
  const trailwatch = new Trailwatch(stack, 'Trailwatch', {
    ...{ identity: TRAIL, rules: oneRule(), silences: { maximumSeverity: RuleSeverity.HIGH } },
  });
  trailwatch.grantSilence(Role.fromRoleName(stack, 'OnCall', 'oncall'));
  const path = pathOf(stack, 'TrailwatchProcessorFunction') ?? '';
  expect(path).toMatch(/\/silences\/high$/);
  expect(ssmStatements(stack, 'OnCall')).toEqual([
    ['ssm:GetParametersByPath', expect.stringContaining(`parameter${path}"`)],
    [['ssm:DeleteParameter', 'ssm:PutParameter'], expect.stringContaining(`parameter${path}/*"`)],
  ]);
  const outputs = Object.values(Template.fromStack(stack).findOutputs('*', {}));
  expect(JSON.stringify(outputs)).toContain(`parameter${path}`);
});

test.each<[string, object, boolean]>([
  ['a silence', { eventName: 'PutParameter', requestParameters: { name: 'PATH/id' } }, true],
  ['its end', { eventName: 'DeleteParameter', requestParameters: { name: 'PATH/id' } }, true],
  [
    'the end of several',
    { eventName: 'DeleteParameters', requestParameters: { names: ['/x', 'PATH/id'] } },
    true,
  ],
  ['another parameter', { eventName: 'PutParameter', requestParameters: { name: '/app/key' } }, false],
  ['a look at it', { eventName: 'GetParameter', requestParameters: { name: 'PATH/id' } }, false],
])('%s is an alert of severity medium: %s', (_, members, isAlert) => {
  const { stack, processor } = synthesize({ silences: {} });
  const rule = processor._rules.rules.find(({ ruleName }) => ruleName === RULE)?._toDocument();
  const path = pathOf(stack) ?? '';
  const record = JSON.parse(
    JSON.stringify({ eventSource: 'ssm.amazonaws.com', ...members }).replaceAll('PATH', path),
  );
  expect(rule?.severity).toBe('medium');
  expect(rule && toPredicate(rule.condition)(record)).toBe(isAlert);
});

test('fails for critical alerts, which are never silenced', () => {
  const silences: SilenceOptions = { maximumSeverity: RuleSeverity.CRITICAL };
  expect(() => synthesize({ silences })).toThrow('alerts of critical severity are never silenced');
});
