import { toCdkCode } from '../../../../lib/core/policy/permission/least-privilege';

const HOSTILE = `arn:aws:s3:::it's "quoted" \\ \u001b[2J\u009b2J\u202e\u2028`;

test('names of resources are literals of their line, without what a terminal would obey', () => {
  const Statement = [{ Sid: 'S31', Effect: 'Allow' as const, Action: ['s3:GetObject'], Resource: [HOSTILE] }];
  const code = toCdkCode({ policy: { Version: '2012-10-17', Statement }, notes: [] }, []);
  expect(code).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  const resources = /resources: \[(.*)\],/.exec(code)?.[1] ?? '';
  expect(new Function(`return ${resources}`)()).toBe(HOSTILE);
});
