import { awsCommand } from '../../../lib/core/case/shell-command';

test.each([
  'file:///home/me/.aws/credentials',
  'fileb:///etc/passwd',
  'http://169.254.169.254/latest',
  'HTTPS://evil.example/x',
])('no value makes the AWS CLI read what it names: %s', (name) => {
  expect(awsCommand('ec2 delete-key-pair', ['--key-name', name])).toBe(
    'aws ec2 delete-key-pair --key-name KEY_NAME',
  );
  expect(awsCommand('ec2 stop-instances', ['--instance-ids', ['i-1', name]])).toBe(
    'aws ec2 stop-instances --instance-ids i-1 INSTANCE_IDS',
  );
});

test.each([
  ['=ls', "'=ls'"],
  ['a=b', 'a=b'],
  ['~root', "'~root'"],
  ['arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/a'],
])('no shell expands a value: %s', (name, argument) => {
  expect(awsCommand('iam get-user', ['--user-name', name])).toBe(`aws iam get-user --user-name ${argument}`);
});

test('an option of several values has a placeholder where there is none', () => {
  expect(awsCommand('ec2 stop-instances', ['--instance-ids', []])).toBe(
    'aws ec2 stop-instances --instance-ids INSTANCE_IDS',
  );
});
