import { differencePage } from './difference-page';

const catalogue = (botocore: string, calls: readonly string[]) =>
  [
    '# botocore ',
    botocore,
    '\n# iam-data 0.1.1\n%eu-west-1\n@iam\tiam\n!NoSuchEntity\n',
    calls.join('\n'),
    '\n',
  ].join('');

const COMMITTED = catalogue('1.0.0', ['CreateUser\tw\tuser*\tUserName', 'GetUser\tr\tuser*\tUserName']);

test('the page of the same models at a newer release is none', () => {
  expect(differencePage(COMMITTED, COMMITTED.replace('1.0.0', '1.0.1'))).toBeUndefined();
});

test('the page has what is new and what is gone, and what somebody has to decide', () => {
  const newest = catalogue('1.0.1', [
    'CreateUser\tw\tuser*\tUserName Tags',
    'LendRole\tw\trole*\tRoleArn LendRoleTo',
    'TakeUser\tw\tuser*\tUserName',
  ]).replace('%eu-west-1', '%eu-west-1 eu-west-9');
  const page = differencePage(COMMITTED, newest);
  expect(page?.split('\n').filter((line) => /^(?:##|-|botocore) /.test(line))).toEqual([
    expect.stringContaining('botocore 1.0.0 and iam-data 0.1.1 → botocore 1.0.1 and iam-data 0.1.1'),
    ...['## Regions', '- new: `eu-west-9`', '## iam', '- new: `CreateUser.Tags`', '- new: `LendRole`'],
    ...['- new: `LendRole.RoleArn` (role)', '- new: `LendRole.LendRoleTo` **decide**'],
    ...['- new: `TakeUser`', '- new: `TakeUser.UserName`'],
    ...['- gone: `GetUser`', '- gone: `GetUser.UserName`'],
  ]);
});

test('the page of other types of resources says that only they differ', () => {
  expect(differencePage(COMMITTED, COMMITTED.replace('\tuser*\t', '\tperson*\t'))).toContain(
    'Only types of resources',
  );
});
