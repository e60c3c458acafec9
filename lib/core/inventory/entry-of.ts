import { INVENTORY } from './index';
import type { InventoryEntry } from './model';

/** The entry of a type of resource, as a template names it; `undefined`: the inventory has none. */
export function entryOf(type: string): InventoryEntry | undefined {
  return Object.hasOwn(INVENTORY, type) ? INVENTORY[type] : undefined;
}
