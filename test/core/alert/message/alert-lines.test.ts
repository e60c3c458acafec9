import { alertLines } from '../../../../lib/core/alert/message/alert-lines';
import { sampleAlert } from '../sample-alert';

const lineOf = (name: string, members: Record<string, unknown>) =>
  alertLines({ ...sampleAlert(), ...members }).find(([each]) => each === name)?.[1];

test.each([
  ['From', { sourceIPAddress: 'ec2.amazonaws.com', userAgent: 'ec2.amazonaws.com' }, 'ec2.amazonaws.com'],
  ['From', { sourceIPAddress: '198.51.100.7', userAgent: 'aws-cli' }, '198.51.100.7, aws-cli'],
  ['Rule', { ruleName: 'trailwatch-ending', ruleId: 'trailwatch-ending' }, 'trailwatch-ending'],
  ['Rule', { ruleName: 'trail-stopped', ruleId: '0b0f2a76' }, 'trail-stopped, 0b0f2a76'],
  ['Rule', { ruleName: undefined, ruleId: '0b0f2a76' }, '0b0f2a76'],
])('the line %s of %j says each thing once', (name, members, expected) => {
  expect(lineOf(name, members)).toBe(expected);
});

test('what is left out of resources and facts is told', () => {
  const resources = Array.from({ length: 13 }, (_, at) => `r${at}`);
  const details = { ranges: ['10.0.0.1/32', '10.0.0.2/32'], ports: ['tcp 22'], more: ['ranges'] };
  const lines = alertLines({ ...sampleAlert(), resources, details });
  expect(lines.filter(([name]) => name === 'Resource').map(([, value]) => value)).toEqual([
    ...resources.slice(0, 10),
    'and 3 more',
  ]);
  expect(lines.filter(([name]) => name === 'Detail').map(([, value]) => value)).toEqual([
    'ranges: 10.0.0.1/32, 10.0.0.2/32, and more',
    'ports: tcp 22',
  ]);
});

test('what an alert does not have takes no line', () => {
  expect(lineOf('Location', {})).toBeUndefined();
  expect(lineOf('From', { sourceIPAddress: '', userAgent: undefined })).toBeUndefined();
});
