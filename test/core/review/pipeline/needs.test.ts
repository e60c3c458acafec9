import type { EstateStack } from '../../../../lib/core/estate/estate';
import { pipelineSide } from '../../../../lib/core/review/pipeline/review-pipeline';
import { FURTHER_ESTATES, SCENARIOS } from '../../../scenarios/scenarios';
import { templatesOf } from '../../../scenarios/synthesized';
import { scenarioStacks } from './scenario-stacks';

const asked = new Set<string>();

test.each([...SCENARIOS, ...FURTHER_ESTATES])('each need of $name is met', (scenario) => {
  const stacks: readonly EstateStack[] = scenarioStacks(templatesOf(scenario));
  const { needs } = pipelineSide(stacks);
  for (const { path, action } of needs) asked.add(`${path} ${action}`);
  const unmet = needs
    .filter(({ ways }) => ways.length === 0)
    .map(
      ({ holder, path, who, action, what }) => `${holder.placed.logicalId} ${path}: ${who} ${action} ${what}`,
    );
  expect(unmet).toEqual([]);
});

test('the needs of every kind are asked', () => {
  const expected = [
    'S3BucketName s3:PutObject',
    'KMSKeyId kms:GenerateDataKey',
    'CloudWatchLogsLogGroupArn logs:PutLogEvents',
    'Targets[].Arn sqs:SendMessage',
    'EventSourceArn sqs:ReceiveMessage',
    'AlarmActions[] sns:Publish',
    'Endpoint lambda:InvokeFunction',
    'Environment.Variables.TRAILWATCH_TOPIC_ARN sns:Publish',
    'Environment.Variables.TRAILWATCH_TOPIC_ARN kms:GenerateDataKey',
    'Environment.Variables.TRAILWATCH_MAC_KEY_ARN kms:GenerateMac',
    'Role sts:AssumeRole',
  ];
  expect(expected.filter((each) => !asked.has(each))).toEqual([]);
});
