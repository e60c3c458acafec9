import { controlStatements } from '../judges/control-statements';
import { list } from '../judges/lists';
import { text } from '../judges/references';
import type { InventoryEntry } from '../model';
import { DESCRIPTION, TAGS } from './neutral';

const UNGUARDED = 'member accounts can stop, change or empty what it protected';

/** Policies of the organization that protect the pipeline. */
export const ORGANIZATIONS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Organizations::Policy': {
    ...{ noun: 'organization policy', roles: ['permits'] },
    kinds: ['organizationPolicy'],
    fixed: { replacedBy: ['Type'], name: 'Name' },
    ...{ gone: 'weaker', goneWords: UNGUARDED },
    decides: {
      Type: { area: 'access', says: 'type', judge: text, weaker: UNGUARDED },
      Content: { area: 'access', says: 'statements', judge: controlStatements, weaker: UNGUARDED },
      TargetIds: {
        ...{ area: 'access', says: 'roots, units and accounts', judge: list },
        weaker: UNGUARDED,
      },
    },
    neutral: { Description: DESCRIPTION, Name: DESCRIPTION, Tags: TAGS },
    links: [],
  },
};
