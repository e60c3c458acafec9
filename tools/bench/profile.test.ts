import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bench-world';
import { PARTS } from './profile';

const FILES = ['lib', 'bin'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
    (path) => `${folder}/${path.replaceAll('\\', '/')}`,
  ),
);

test.each(PARTS.filter(([part]) => part !== 'garbage collection'))(
  'the profile finds the files of its part %s',
  (_, pattern) => {
    expect(FILES.filter((file) => pattern.test(file))).not.toEqual([]);
  },
);
