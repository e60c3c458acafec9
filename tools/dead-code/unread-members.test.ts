import { publicNames } from './public-names';
import { type SourceText, unreadMembers } from './unread-members';

const namesOf = (text: string, readers: readonly string[] = [], publicTypes: readonly string[] = []) =>
  unreadMembers({
    product: [{ path: 'lib/product.ts', text }],
    readers: readers.map((reader, at) => ({ path: `test/reader-${at}.ts`, text: reader })),
    publicTypes: new Set(publicTypes),
  }).map(({ owner, name }) => `${owner}.${name}`);

const DECLARED = 'interface Claim { readonly owner: string }\n';

test.each([
  ['a literal', "const claim: Claim = { owner: 'a' };"],
  ['a shorthand', 'const toClaim = (owner: string): Claim => ({ owner });'],
  ['an assignment', "claim.owner = 'a';"],
  ['a type of the same name', "type owner = 'a';"],
])('a member that only %s writes is unread', (_, text) => {
  expect(namesOf(DECLARED + text)).toEqual(['Claim.owner']);
});

test.each([
  ['an access', 'console.log(claim.owner);'],
  ['an optional access', 'console.log(claim?.owner);'],
  ['a name in brackets', "console.log(claim['owner']);"],
  ['a pattern', 'const { owner } = claim;'],
  ['a pattern with another name', 'const { owner: by } = claim;'],
  ['a parameter', 'const nameOf = ({ owner }: Claim) => owner;'],
  ['a name as a text', "type Owned = Pick<Claim, 'owner'>;"],
  ['an operator that adds', "claim.owner += 'a';"],
])('a member that %s reads is read, in the product or elsewhere', (_, text) => {
  expect(namesOf(DECLARED + text)).toEqual([]);
  expect(namesOf(DECLARED, [text])).toEqual([]);
});

test('members of classes, of unions and of types within types are found, with their line', () => {
  const text = `
    class Table { used = 0; #size = 1; get isFull() { return true; } grow() {} }
    type Answer = { readonly kind: 'won'; readonly isRetaken: boolean } | { readonly kind: 'held' };
    interface Report { readonly sessions: { readonly followed: number } }
  `;
  const found = unreadMembers({
    ...{ product: [{ path: 'lib/a.ts', text }], readers: [], publicTypes: new Set<string>() },
  });
  expect(found.map(({ line, owner, name }) => `${line} ${owner}.${name}`)).toEqual([
    ...['2 Table.used', '2 Table.#size', '2 Table.isFull', '2 Table.grow'],
    ...['3 Answer.kind', '3 Answer.isRetaken', '3 Answer.kind', '4 Report.sessions', '4 Report.followed'],
  ]);
});

test('members that others read are not judged: of public types, of types of packages, and of AWS', () => {
  expect(namesOf(DECLARED, [], ['Claim'])).toEqual([]);
  expect(namesOf('class Token implements IResolvable { creationStack = []; }')).toEqual([]);
  expect(namesOf('class Base { a = 1; }\nclass Own extends Base { b = 1; }')).toEqual(['Base.a', 'Own.b']);
  expect(namesOf('interface Finding { readonly ProductArn: string }')).toEqual([]);
});

test('public names are those that entry points export, also by an asterisk', () => {
  const sources: readonly SourceText[] = [
    { path: 'lib/index.ts', text: "export { A, type B as C } from './a';\nexport type * from './core/d';" },
    {
      path: 'lib/core/d.ts',
      text: 'export interface D { readonly d: string }\ninterface E {}\nexport class F {}',
    },
  ];
  expect([...publicNames(sources, ['lib/index.ts'])]).toEqual(['A', 'B', 'D', 'F']);
  expect(() => publicNames(sources, ['lib/other.ts'])).toThrow('there is no lib/other.ts');
});
