/** A member of an object on the way to fields. */
export interface FieldEdge {
  readonly key: string;
  /** The number of the field whose path ends here; -1 if none does. */
  readonly field: number;
  /** The number of the node below; -1 if there is none. */
  readonly below: number;
  /** The fields that end here or further down are those from `first` up to, and without, `behind`. */
  readonly first: number;
  readonly behind: number;
}

/** Fields as a tree of keys. The first node is the record. */
export interface FieldTree {
  /** Paths in the order of their numbers, and the keys of each. */
  readonly fields: readonly string[];
  readonly keys: readonly (readonly string[])[];
  readonly nodes: readonly (readonly FieldEdge[])[];
}

interface Branch {
  isField: boolean;
  readonly members: Map<string, Branch>;
}

/**
 * Numbers fields so that those below one key are neighbours.
 *
 * @param first top-level keys that get the numbers 0, 1, 2 …, whether or not they are among the others
 * @param paths dotted paths; one that begins with a key of `first` must not lead below it
 */
export function toFieldTree(first: readonly string[], paths: readonly string[]): FieldTree {
  const root: Branch = { isField: false, members: new Map() };
  for (const path of [...first, ...paths]) {
    let branch = root;
    for (const key of path.split('.')) {
      const next = branch.members.get(key) ?? { isField: false, members: new Map() };
      branch.members.set(key, next);
      branch = next;
    }
    branch.isField = true;
  }
  const keys: (readonly string[])[] = [];
  const nodes: FieldEdge[][] = [];
  number(root, [], { keys, nodes });
  return { fields: keys.map((path) => path.join('.')), keys, nodes };
}

function number(
  branch: Branch,
  path: readonly string[],
  tree: { readonly keys: (readonly string[])[]; readonly nodes: FieldEdge[][] },
): number {
  const node = tree.nodes.length;
  const edges: FieldEdge[] = [];
  tree.nodes.push(edges);
  for (const [key, member] of branch.members) {
    const here = [...path, key];
    const first = tree.keys.length;
    const field = member.isField ? tree.keys.push(here) - 1 : -1;
    const below = member.members.size > 0 ? number(member, here, tree) : -1;
    edges.push({ key, field, below, first, behind: tree.keys.length });
  }
  return node;
}
