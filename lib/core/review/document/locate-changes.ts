import { constructPath, type EstateStack } from '../../estate/estate';
import type { StackPair } from '../evidence/counterparts';
import type { ReviewChange } from '../review-change';

/** The changes with the paths of their constructs, and the lines of the app that create them, as far as the CDK wrote these. */
export function locateChanges(
  changes: readonly ReviewChange[],
  pairs: readonly StackPair[],
): readonly ReviewChange[] {
  const byFile = new Map<string, readonly EstateStack[]>();
  for (const { base, head } of pairs) {
    const sides = [head, base].filter((stack) => stack !== undefined);
    // what is in the template of the base alone may be reported of that of the head
    for (const { file } of sides) byFile.set(file, [...(byFile.get(file) ?? []), ...sides]);
  }
  return changes.map((change) => {
    const stacks = byFile.get(change.file ?? '') ?? [];
    return { ...change, ...constructOf(change, stacks) };
  });
}

function constructOf(
  { logicalId }: ReviewChange,
  stacks: readonly EstateStack[],
): Pick<ReviewChange, 'construct' | 'source'> {
  const [first] = stacks;
  if (first === undefined) return {};
  const placed = stacks.flatMap((stack) => {
    const resource = logicalId === undefined ? undefined : stack.template.Resources[logicalId];
    return resource === undefined || logicalId === undefined ? [] : [{ stack, logicalId, resource }];
  })[0];
  const construct = placed === undefined ? first.path : constructPath(placed);
  // who removed a resource finds its stack
  const isThere = placed?.stack === first;
  const source = (isThere && first.constructs?.get(placed.logicalId)?.source) || first.source;
  return { ...(construct !== undefined && { construct }), ...(source && { source }) };
}
