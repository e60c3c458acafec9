import { PrefilterModule } from '../../../lib/core/prefilter/prefilter-module';

/** The magic number and version of a WebAssembly module, and nothing else. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

test('fails on a module that was built from another layout, and names what it lacks', () => {
  const host = { describe: () => 0, answer: () => 0, hash: () => undefined };
  expect(() => PrefilterModule.of(EMPTY_MODULE)?.instantiate(host)).toThrow(
    'the prefilter does not export absentMasks, alikes, countedAlikes, countedRecords, countedTexts, countedTimes, early,',
  );
});
