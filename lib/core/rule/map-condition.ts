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

/** The fields of a record that a condition reads: not those of an element or a document, which start there. */
export function fieldsOf(condition: Condition): readonly string[] {
  const fields: string[] = [];
  addFields(condition, fields);
  return fields;
}

function addFields(condition: Condition, fields: string[]): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const each of condition.of) addFields(each, fields);
      return;
    case 'not':
      addFields(condition.of, fields);
      return;
    case 'keyword':
    case 'keywordMatches':
      return;
    case 'sameAs':
      fields.push(condition.field, condition.other);
      return;
    default:
      fields.push(condition.field);
  }
}
