import { SEQUENCES, STORIES } from './families';
import { loudOf } from './raised';
import { recordsBy } from './sequence';
import { recordsOf } from './story';

describe.each(Object.entries(STORIES))('%s', (_family, stories) => {
  test.each(stories.map((each) => [each.title, each] as const))(
    'raise medium or more, and what only looks alike raises none: %s',
    (_title, { attack, benign }) => {
      expect(loudOf(recordsOf(attack))).not.toEqual([]);
      expect(loudOf(recordsOf(benign))).toEqual([]);
    },
  );
});

describe.each(Object.entries(SEQUENCES))('%s', (_family, sequences) => {
  test.each(sequences.map((sequence) => [sequence.name, sequence] as const))(
    '%s: raised, and its benign twin is quiet',
    (_name, { by, calls, raises, twin }) => {
      expect(loudOf(recordsBy(by, calls))).toContain(raises);
      expect(loudOf(recordsBy(twin.by ?? by, twin.calls ?? calls))).toEqual([]);
    },
  );
});
