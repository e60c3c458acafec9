import { OpenedInput } from '../../../bin/inputs/opened-input';
import { numbered } from '../../core/record/log-file-reading';

/** A log file in pieces; its source reports that it is closed. */
function endless(onClosed: () => void): () => AsyncGenerator<Uint8Array> {
  return async function* () {
    try {
      yield Buffer.from('{"Records":[');
      for (let at = 0; ; at++) yield Buffer.from(`${at === 0 ? '' : ','}${JSON.stringify(numbered(at))}`);
    } finally {
      onClosed();
    }
  };
}

test('an input is closed by who stops reading in the middle of its first file', async () => {
  let isClosed = false;
  const open = endless(() => {
    isClosed = true;
  });
  const input = new OpenedInput({ name: 'a.json', source: {}, named: true, open });
  for await (const file of input.files()) {
    expect((await file.next()).done).toBe(false);
    await file.stop();
    break;
  }
  expect(isClosed).toBe(true);
});
