import { withoutIndirect } from '../../../bin/package/package-builders';
import { oldestOf, withAbsoluteLinks } from '../../../bin/package/stage-module';

test('links of the README lead to the files of the release, for registries that do not have them', () => {
  const origin = { homepage: 'https://github.com/example/project#readme', version: '1.2.3' };
  expect(withAbsoluteLinks('[a](docs/a.md#b) [b](#b) [c](https://example.com) [d](bin/app.ts)', origin)).toBe(
    '[a](https://github.com/example/project/blob/v1.2.3/docs/a.md#b) [b](#b) [c](https://example.com) ' +
      '[d](https://github.com/example/project/blob/v1.2.3/bin/app.ts)',
  );
});

test('the oldest version of a range is the one that it names', () => {
  expect(oldestOf('^2.230.0')).toBe('2.230.0');
});

test.each(['>=2.0.0', '2.x', '^2', '~2.1.0'])('fails for the range %s, which names none', (range) => {
  expect(() => oldestOf(range)).toThrow(`the range '${range}' is not of the form ^1.2.3`);
});

test('the module for Go requires the CDK for Go, which requires what it needs', () => {
  const cdk = '\tgithub.com/aws/aws-cdk-go/awscdk/v2 v2.230.0\n';
  const needed = '\tgithub.com/cdklabs/awscdk-asset-awscli-go/awscliv1/v2 v2.2.242 // indirect\n';
  expect(withoutIndirect(`require (\n${cdk}${needed})\n`)).toBe(`require (\n${cdk})\n`);
});
