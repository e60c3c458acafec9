import { anchorsOf, relativeLinks } from './links';

test('links are found outside of code, with their anchors', () => {
  const text =
    'See [a](a.md), [b](../b.md#part) and [c](#c).\n`[d](d.md)`\n```md\n[e](e.md)\n```\n[f](https://f.example/)';
  expect(relativeLinks(text)).toEqual([
    { target: 'a.md', anchor: '' },
    { target: '../b.md', anchor: 'part' },
    { target: '', anchor: 'c' },
  ]);
});

test('anchors are those that GitHub makes', () => {
  const text =
    '# What `Rule` is\n## Two, or 3?\n## [Link](a.md)\n## Link\n```sh\n# no heading\n```\n<a id="own"></a>';
  expect([...anchorsOf(text)]).toEqual(['what-rule-is', 'two-or-3', 'link', 'link-1', 'own']);
});
