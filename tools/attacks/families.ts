import { AI_SERVICES } from './ai-services';
import { BLINDING } from './blinding';
import { CONTAINERS } from './containers';
import { DATA_LEAVING } from './data-leaving';
import { DECIDING_VALUES } from './deciding-values';
import { DESTRUCTION } from './destruction';
import { IDENTITY } from './identity';
import { KINDS } from './kinds';
import { MISSING_KINDS } from './missing-kinds';
import { NETWORK_OPENINGS } from './network-openings';
import { REMOTE_CONTROL } from './remote-control';
import { RESOURCE_POLICIES } from './resource-policies';
import type { Sequence } from './sequence';
import { STOLEN_WORKLOADS } from './stolen-workloads';
import type { Story } from './story';
import { UNDONE_DEFENSES } from './undone-defenses';

/** Records that are made for one mechanism, by the family of what they are. */
export const STORIES: Readonly<Record<string, readonly Story[]>> = {
  'credentials of workloads used elsewhere': STOLEN_WORKLOADS,
  'policies on resources': RESOURCE_POLICIES,
  'data that leaves': DATA_LEAVING,
  blinding: BLINDING,
  'network openings': NETWORK_OPENINGS,
  'undone defenses, and credentials that leave jobs': UNDONE_DEFENSES,
};

/** Sessions of calls, by the family of what they are. */
export const SEQUENCES: Readonly<Record<string, readonly Sequence[]>> = {
  'AI services': AI_SERVICES,
  'Systems Manager as a remote control': REMOTE_CONTROL,
  'destruction in number': DESTRUCTION,
  'Kubernetes and containers': CONTAINERS,
  identity: IDENTITY,
  'kinds of calls': KINDS,
  'kinds that were missing': MISSING_KINDS,
  'values that decide': DECIDING_VALUES,
};
