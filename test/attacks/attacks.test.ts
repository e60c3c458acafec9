import { BLINDING } from './blinding';
import { DATA_LEAVING } from './data-leaving';
import { NETWORK_OPENINGS } from './network-openings';
import { loudOf } from './raised';
import { RESOURCE_POLICIES } from './resource-policies';
import { STOLEN_WORKLOADS } from './stolen-workloads';
import { recordsOf, type Story } from './story';

/** Stories by the family of what they are. */
const FAMILIES: Readonly<Record<string, readonly Story[]>> = {
  'credentials of workloads used elsewhere': STOLEN_WORKLOADS,
  'policies on resources': RESOURCE_POLICIES,
  'data that leaves': DATA_LEAVING,
  blinding: BLINDING,
  'network openings': NETWORK_OPENINGS,
};

describe.each(Object.entries(FAMILIES))('%s', (_family, stories) => {
  it.each(stories.map((each) => [each.title, each] as const))(
    'raise medium or more, and what only looks alike raises none: %s',
    (_title, { attack, benign }) => {
      expect(loudOf(recordsOf(attack))).not.toEqual([]);
      expect(loudOf(recordsOf(benign))).toEqual([]);
    },
  );
});
