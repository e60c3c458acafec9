/** Members of types and classes that nothing reads: a part of `npm run check:dead-code`. Knip finds exports, files and dependencies. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { publicNames } from './public-names';
import { type SourceText, unreadMembers } from './unread-members';

const ROOT = resolve(__dirname, '../..');
const PRODUCT = ['lib', 'lambda', 'processing', 'bin'];
const READERS = ['test', 'tools', 'examples'];
const ENTRIES = ['lib/index.ts', 'processing/index.ts'];

/** Files whose types describe what other programs read, and who does. */
const READ_ELSEWHERE: Readonly<Record<string, string>> = {
  'bin/outputs/sarif-document.ts': 'readers of SARIF',
  'lambda/aws/service-commands.ts': 'the protocol of the SDK',
  'lib/constructs/statement/acknowledge.ts': 'cdk-nag, from the metadata of a template',
  'lib/core/alert/message/chat-notification.ts': 'Amazon Q Developer in chat applications',
  'lib/core/record/seen/key-table.ts':
    'no one: a result is kept so that the compiler does not remove the reads before it',
  'lib/core/review/document/review-state.ts': 'users, as JSON',
  'lib/core/survey/coverage.ts': 'users, as JSON',
  'lib/core/survey/overview.ts': 'users, as JSON',
};

function sourcesOf(folders: readonly string[]): readonly SourceText[] {
  return folders
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[/\\](node_modules|cdk\.out|assembly)[/\\]/.test(path))
    .map((path) => ({
      path: relative(ROOT, path).replaceAll('\\', '/'),
      text: readFileSync(path, 'utf8'),
    }));
}

const product = sourcesOf(PRODUCT);
const unread = unreadMembers({
  product,
  readers: sourcesOf(READERS),
  publicTypes: publicNames(product, ENTRIES),
});
const problems = [
  ...unread
    .filter(({ path }) => READ_ELSEWHERE[path] === undefined)
    .map(
      ({ path, line, owner, name }) =>
        `${path}:${line} nothing reads '${name}' of ${owner}: delete it, and what computes it`,
    ),
  ...Object.keys(READ_ELSEWHERE)
    .filter((path) => !unread.some((member) => member.path === path))
    .map((path) => `${path} has no member that only others read: take it off the list in tools/dead-code`),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
