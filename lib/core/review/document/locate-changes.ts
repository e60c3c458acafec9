import { constructPath, type EstateStack, resourceName, resourcesOf } from '../../estate/estate';
import type { StackPair } from '../evidence/counterparts';
import type { ReviewChange } from '../review-change';

/**
 * The changes with the paths of their constructs, the lines of the app that create them, and what is gone or new as a whole, as far as
 * the CDK wrote these; in their words, logical ids that the CDK made are the paths of constructs.
 */
export function locateChanges(
  changes: readonly ReviewChange[],
  pairs: readonly StackPair[],
): readonly ReviewChange[] {
  const inWords = wordsWithPaths(pairs);
  const scopes = scopesOf(pairs);
  const byFile = new Map<string, readonly EstateStack[]>();
  for (const { base, head } of pairs) {
    const sides = [head, base].filter((stack) => stack !== undefined);
    // what is in the template of the base alone may be reported of that of the head
    for (const { file } of sides) byFile.set(file, [...(byFile.get(file) ?? []), ...sides]);
  }
  return changes.map((change) => {
    const { subject, message, consequence } = change;
    const place = constructOf(change, byFile.get(change.file ?? '') ?? []);
    const scope = scopes.get(`${place.file ?? change.file} ${change.logicalId}`);
    return {
      ...{ ...change, ...place, subject: inWords(subject), message: inWords(message) },
      ...(consequence !== undefined && { consequence: inWords(consequence) }),
      ...(scope !== undefined && { scope }),
    };
  });
}

function constructOf(
  { logicalId }: ReviewChange,
  stacks: readonly EstateStack[],
): Pick<ReviewChange, 'file' | 'construct' | 'source'> {
  const [first] = stacks;
  if (first === undefined) return {};
  const { file } = first;
  const placed = stacks.flatMap((stack) => {
    const resource = logicalId === undefined ? undefined : stack.template.Resources[logicalId];
    return resource === undefined || logicalId === undefined ? [] : [{ stack, logicalId, resource }];
  })[0];
  const construct = placed === undefined ? first.path : constructPath(placed);
  // who removed a resource finds its stack
  const isThere = placed?.stack === first;
  const source = (isThere && first.constructs?.get(placed.logicalId)?.source) || first.source;
  return { file, ...(construct !== undefined && { construct }), ...(source && { source }) };
}

/** A logical id that the CDK made ends in the hash of a path; others are names that people gave. */
const MADE = /[A-Za-z][A-Za-z0-9]*?[0-9A-F]{8}(?![A-Za-z0-9])/g;

/** Such as `${ArchiveBucket1A2B3C4D.name}`. */
const REFERENCE = /\$\{([A-Za-z0-9]+)\.[A-Za-z0-9.]+\}/g;

function wordsWithPaths(pairs: readonly StackPair[]): (words: string) => string {
  const all = pairs.flatMap(({ base, head }) => [head, base].filter((stack) => stack !== undefined));
  const paths = new Map<string, string>();
  for (const placed of resourcesOf(all)) {
    const { logicalId } = placed;
    if (constructPath(placed) !== undefined && !paths.has(logicalId))
      paths.set(logicalId, resourceName(placed));
  }
  return (words) =>
    words
      .replace(REFERENCE, (whole, id: string) => paths.get(id) ?? whole)
      .replace(MADE, (id) => paths.get(id) ?? id);
}

/** By file and logical id, the outermost construct that is on one side alone; of a stack that is, the stack. */
function scopesOf(pairs: readonly StackPair[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { base, head, isRenamed = false } of pairs) {
    for (const [stack, other] of [[base, head] as const, [head, base] as const]) {
      if (stack === undefined) continue;
      const place = `${stack.account ?? ''} ${stack.region ?? ''}`.trim();
      const known = other && !isRenamed ? prefixesIn(other) : undefined;
      for (const placed of resourcesOf([stack])) {
        const key = `${stack.file} ${placed.logicalId}`;
        const path = constructPath(placed);
        if (known === undefined) found.set(key, place === '' ? stack.name : `${stack.name} in ${place}`);
        else if (other?.template.Resources[placed.logicalId] === undefined && path !== undefined) {
          const outer = prefixesOf(path).find((prefix) => !known.has(prefix));
          if (outer !== undefined) {
            found.set(key, outer);
            // what is gone may be reported of the template that lacks it
            found.set(`${other?.file} ${placed.logicalId}`, outer);
          }
        }
      }
    }
  }
  return found;
}

function prefixesIn(stack: EstateStack): ReadonlySet<string> {
  return new Set(resourcesOf([stack]).flatMap((placed) => prefixesOf(constructPath(placed) ?? '')));
}

/** The paths of a construct and of those that it is in, the outermost first. */
function prefixesOf(path: string): readonly string[] {
  const ids = path.split('/');
  return ids.map((_, place) => ids.slice(0, place + 1).join('/'));
}
