import type { Condition } from './condition';

/** A condition that has no conditions in it. */
type Leaf = Exclude<Condition, { readonly of: unknown }>;

/** The tree with each of its leaves changed. */
export function mapLeaves(tree: Condition, change: (leaf: Leaf) => Condition): Condition {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return { ...tree, of: tree.of.map((each) => mapLeaves(each, change)) };
    case 'not':
    case 'element':
    case 'document':
      return { ...tree, of: mapLeaves(tree.of, change) };
    default:
      return change(tree);
  }
}
