/**
 * The items, in their order, in groups that fit: each takes as many as it can. A group has one item at least,
 * whether it fits or not. No items make one empty group.
 */
export function toGroupsThatFit(
  items: readonly string[],
  fits: (group: readonly string[]) => boolean,
): readonly (readonly string[])[] {
  let last: string[] = [];
  const groups = [last];
  for (const item of items) {
    if (last.length > 0 && !fits([...last, item])) {
      last = [];
      groups.push(last);
    }
    last.push(item);
  }
  return groups;
}
