import type { Alert } from '../../../lib/core/alert/alert';
import { linkLines, toLinks } from '../../../lib/core/alert/console-links';
import { renderMail } from '../../../lib/core/alert/message/alert-message';
import { toChatNotification } from '../../../lib/core/alert/message/chat-notification';
import { toPlan, toResponseAlert } from '../../../lib/core/response/response-plan';
import { sampleAlert } from './sample-alert';

const EVENT = '6f1d1d5e-7c1f-4f5a-9a53-2f7f3f6f1a01';

function linksOf(members: Partial<Alert>) {
  return toLinks({ ...sampleAlert(), ...members });
}

test.each([
  ['eu-west-1', 'eu-west-1.console.aws.amazon.com'],
  ['cn-north-1', 'cn-north-1.console.amazonaws.cn'],
  ['us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
])('the pages of %s are those of the console of its partition', (awsRegion, host) => {
  const events = `https://${host}/cloudtrailv2/home?region=${awsRegion}#/events`;
  expect(linksOf({ awsRegion })).toEqual({
    record: `${events}/${EVENT}`,
    actor: `${events}?Username=alice`,
  });
});

test.each<[string, Partial<Alert>]>([
  ['a Region of a partition whose console is not known', { awsRegion: 'us-iso-east-1' }],
  ['a Region that is the text of a caller', { awsRegion: 'eu-west-1.example.com/' }],
  ['no Region', { awsRegion: '' }],
])('there are none for %s', (_name, members) => {
  expect(linksOf(members)).toEqual({});
});

test.each<[string, string | undefined, string | undefined]>([
  ['admin/jane.doe@example.com', 'AssumedRole', 'jane.doe%40example.com'],
  ['admin', 'AssumedRole', 'admin'],
  ['root', 'Root', 'root'],
  ['alice', undefined, undefined],
  ['ec2.amazonaws.com', 'AWSService', undefined],
  ['444455556666', 'AWSAccount', undefined],
  ['alice&region=x#', 'IAMUser', undefined],
  ['a'.repeat(1_000_000), 'IAMUser', undefined],
])('the history of %.40s of type %s is asked for by its user name', (name, type, userName) => {
  const { actor } = linksOf({ actor: { name, ...(type === undefined ? {} : { type }) } });
  expect(actor?.split('Username=')[1]).toBe(userName);
});

test('only a management event with an id of CloudTrail is in the event history', () => {
  const isLinked = (members: Partial<Alert>) => linksOf(members).record !== undefined;
  expect(isLinked({ record: { eventCategory: 'Management' } })).toBe(true);
  expect(isLinked({ record: { eventCategory: 'Data', managementEvent: false } })).toBe(false);
  expect(isLinked({ eventID: '../../x' })).toBe(false);
});

test.each(['alice', 'alice and 2 more', 'alice and at least 99 more'])(
  'of %s the first actor is linked',
  (name) => {
    const record = { knownWhenRaised: { records: [{ awsRegion: 'eu-west-1', managementEvent: true }] } };
    const alert = { record, awsRegion: 'eu-west-1', eventID: '', actor: { type: 'IAMUser', name } };
    expect(toLinks(alert).actor).toMatch(/\?Username=alice$/);
  },
);

test.each([
  ['arn:aws:dynamodb:eu-west-1:111122223333:table/responder', true],
  ['arn:aws:dynamodb:eu-west-1:111122223333:table/x --table y', false],
  ['x; curl https://evil.example', false],
  [undefined, false],
])('a report of a responder links to what was done for its alert, with the table %s: %s', (tableArn, has) => {
  const plan = toPlan(sampleAlert(), 'start-logging');
  const report = toResponseAlert({ outcome: 'done', plan, ...(tableArn === undefined ? {} : { tableArn }) });
  const command = `trailwatch response ${sampleAlert().id} --table ${tableArn}`;
  expect(linkLines(report).filter(([name]) => name === 'Outcome')).toEqual(has ? [['Outcome', command]] : []);
  expect(renderMail(report).includes(`\nOutcome: ${command}\n`)).toBe(has);
  const { nextSteps = [] } = toChatNotification(report).content;
  expect(nextSteps.includes(`What was done for the alert: \`${command}\``)).toBe(has);
});
