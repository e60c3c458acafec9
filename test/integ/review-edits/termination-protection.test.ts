import { type App, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlertTopic } from '../../../lib/index';
import { ACCOUNT, REGION } from '../../constructs/synthesize';
import { reviewOfApps } from './edited-estate';

function app(terminationProtection: boolean, isAudit = true): (app: App) => void {
  return (built) => {
    const stack = new Stack(built, 'Audit', {
      env: { account: ACCOUNT, region: REGION },
      terminationProtection,
    });
    if (isAudit) new AlertTopic(stack, 'Trailwatch', { emails: ['soc@example.com'] });
    else new Topic(stack, 'News');
  };
}

function changes(before: (app: App) => void, after: (app: App) => void): readonly string[] {
  return reviewOfApps(before, after).changes.map(
    ({ effect, subject, message }) => `${effect} ${subject}: ${message}`,
  );
}

test('termination protection that is off is weaker, on stronger, and of another stack nothing', () => {
  const subject = 'termination protection of stack Audit';
  expect(changes(app(true), app(false))).toEqual([`weaker ${subject}: on → off: one call deletes the stack`]);
  expect(changes(app(false), app(true))).toEqual([`stronger ${subject}: off → on`]);
  expect(changes(app(true, false), app(false, false))).toEqual([]);
});
