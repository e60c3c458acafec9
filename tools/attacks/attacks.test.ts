import { AI_SERVICES } from './ai-services';
import { BLINDING } from './blinding';
import { CONTAINERS } from './containers';
import { DATA_LEAVING } from './data-leaving';
import { DESTRUCTION } from './destruction';
import { IDENTITY } from './identity';
import { NETWORK_OPENINGS } from './network-openings';
import { loudOf } from './raised';
import { REMOTE_CONTROL } from './remote-control';
import { RESOURCE_POLICIES } from './resource-policies';
import { loudBy, type Sequence } from './sequence';
import { STOLEN_WORKLOADS } from './stolen-workloads';
import { recordsOf, type Story } from './story';

/** Records that are made for one mechanism, by the family of what they are. */
const STORIES: Readonly<Record<string, readonly Story[]>> = {
  'credentials of workloads used elsewhere': STOLEN_WORKLOADS,
  'policies on resources': RESOURCE_POLICIES,
  'data that leaves': DATA_LEAVING,
  blinding: BLINDING,
  'network openings': NETWORK_OPENINGS,
};

/** Sessions of calls, by the family of what they are. */
const SEQUENCES: Readonly<Record<string, readonly Sequence[]>> = {
  'AI services': AI_SERVICES,
  'Systems Manager as a remote control': REMOTE_CONTROL,
  'destruction in number': DESTRUCTION,
  'Kubernetes and containers': CONTAINERS,
  identity: IDENTITY,
};

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
      expect(loudBy(by, calls)).toContain(raises);
      expect(loudBy(twin.by ?? by, twin.calls ?? calls)).toEqual([]);
    },
  );
});
