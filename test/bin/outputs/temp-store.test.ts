import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openTempStore } from '../../../bin/outputs/temp-store';
import { folderForEachTest } from '../../test-folder';

const folder = folderForEachTest();
test('a store reads what was written, from a file without a name', () => {
  const store = openTempStore(folder);
  expect(readdirSync(folder)).toEqual([]);
  store.append(Buffer.from('first'));
  const offset = store.append(Buffer.from('second'));
  expect(Buffer.from(store.read(offset, 6)).toString()).toBe('second');
});

test('fails with the folder, the reason and the way out where there is no such folder', () => {
  const gone = join(folder, 'gone');
  expect(() => openTempStore(gone)).toThrow(
    `the folder for temporary files, ${gone}, cannot be written: no such file or folder; name another one in TMPDIR`,
  );
  expect(() => openTempStore(gone)).toThrow(expect.objectContaining({ name: 'UserError' }));
});
