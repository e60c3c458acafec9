import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fencedBlocks, ROOT } from './code-blocks';

const PROJECTS = join(ROOT, 'tools/peers/languages/projects');

/** The same app in each language; its templates are compared where the tools of the language are. */
const APPS = [
  { language: 'python', file: 'python/account.py' },
  { language: 'java', file: 'java/src/main/java/com/example/AccountApp.java' },
  { language: 'go', file: 'go/account/main.go' },
];

test.each(APPS)(
  'docs/deploy/languages.md has the app in $language whose template is compared',
  ({ language, file }) => {
    const blocks = fencedBlocks('docs/deploy/languages.md').filter((block) => block.language === language);
    expect(blocks.map(({ text }) => text)).toEqual([readFileSync(join(PROJECTS, file), 'utf8')]);
  },
);

test('the apps of README are those whose templates the other languages are compared with', () => {
  const [account] = fencedBlocks('README.md').filter((block) => block.language === 'ts');
  const compared = readFileSync(join(PROJECTS, 'typescript/account.ts'), 'utf8').replace(
    '../../../../../lib/index',
    'cdk-trailwatch',
  );
  expect(compared).toBe(`${account?.text}\napp.synth();\n`);
});

test('docs/deploy/languages.md names each package as package.json does', () => {
  const page = readFileSync(join(ROOT, 'docs/deploy/languages.md'), 'utf8');
  const { name, jsii } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const { python, java, dotnet, go } = jsii.targets;
  for (const installation of [
    name,
    python.distName,
    `${java.maven.groupId}:${java.maven.artifactId}`,
    `${go.moduleName}/${go.packageName}`,
    dotnet.packageId,
  ]) {
    expect(page).toContain(`\`${installation}\``);
  }
});
