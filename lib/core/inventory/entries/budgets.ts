import type { InventoryEntry } from '../model';

const COSTS = 'it is about costs; no alert depends on it';

/** Budgets tell of costs, and of nothing else. */
export const BUDGETS: Readonly<Record<string, InventoryEntry>> = {
  'AWS::Budgets::Budget': {
    ...{
      noun: 'budget',
      roles: ['shows'],
      gone: 'changed',
      goneWords: 'higher costs are no longer announced',
    },
    fixed: { replacedBy: ['NotificationsWithSubscribers'] },
    decides: {},
    neutral: { Budget: COSTS, NotificationsWithSubscribers: COSTS, ResourceTags: COSTS },
    links: [],
  },
};
