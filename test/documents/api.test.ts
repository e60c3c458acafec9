import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { API_FOLDER, renderApi } from '../../bin/generators/api-pages';
import { ROOT } from './code-blocks';

describe('API.md and its pages', () => {
  let pages: ReadonlyMap<string, string>;
  beforeAll(() => {
    if (!existsSync(join(ROOT, '.jsii'))) throw new Error('lib is not built; run npm run build');
    pages = renderApi();
  });

  test('are what jsii-docgen writes for the built assembly; else run npm run generate', () => {
    const committed = [
      'API.md',
      ...readdirSync(join(ROOT, API_FOLDER)).map((name) => `${API_FOLDER}/${name}`),
    ];
    expect(committed.sort()).toEqual([...pages.keys()].sort());
    for (const [path, text] of pages) expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
  });

  test('have what each of their links names', () => {
    const lost = [...pages].flatMap(([path, text]) =>
      [...text.matchAll(/(?:href="|\]\()([\w./-]*)#([\w.-]+)/g)]
        .map(([link, file = '', anchor = '']) => {
          const target = file === '' ? path : posix.join(posix.dirname(path), file);
          return { path, link, isThere: pages.get(target)?.includes(`id="${anchor}"`) === true };
        })
        .filter(({ isThere }) => !isThere),
    );
    expect(lost).toEqual([]);
  });

  test('are short enough for a browser, but for the list of types of data events', () => {
    const long = [...pages].filter(([, text]) => text.length > 100_000).map(([path]) => path);
    expect(long).toEqual([`${API_FOLDER}/DataEventType.md`]);
  });
});
