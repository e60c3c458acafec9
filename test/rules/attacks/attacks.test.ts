import { AI_SERVICES } from './ai-services';
import { CONTAINERS } from './containers';
import { DESTRUCTION } from './destruction';
import { IDENTITY } from './identity';
import { REMOTE_CONTROL } from './remote-control';
import { loudOf, type Sequence } from './sequence';

const FAMILIES: Readonly<Record<string, readonly Sequence[]>> = {
  'AI services': AI_SERVICES,
  'Systems Manager as a remote control': REMOTE_CONTROL,
  'destruction in number': DESTRUCTION,
  'Kubernetes and containers': CONTAINERS,
  identity: IDENTITY,
};

describe.each(Object.entries(FAMILIES))('%s', (_family, sequences) => {
  test.each(sequences.map((sequence) => [sequence.name, sequence] as const))(
    '%s: raised, and its benign twin is quiet',
    (_name, { by, calls, raises, twin }) => {
      expect(loudOf(by, calls)).toContain(raises);
      expect(loudOf(twin.by ?? by, twin.calls ?? calls)).toEqual([]);
    },
  );
});
