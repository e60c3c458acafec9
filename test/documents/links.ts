/** A link of a document to another file, or to a heading. */
export interface Link {
  /** Without its anchor; empty for one within the document. */
  readonly target: string;
  /** Without the hash sign; empty without one. */
  readonly anchor: string;
}

/** The links of a Markdown text that are not addresses. Code is left out. */
export function relativeLinks(text: string): readonly Link[] {
  return [...withoutCode(text).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)#?([^)\s]*)[^)]*\)/g)].map(
    ([, target = '', anchor = '']) => ({ target, anchor }),
  );
}

/** The anchors of a Markdown text, as GitHub makes them from headings, and those that it sets itself. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const seen = new Map<string, number>();
  for (const [, heading = ''] of withoutFences(text).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const slug = toSlug(heading);
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    anchors.add(before === 0 ? slug : `${slug}-${before}`);
  }
  for (const [, id = ''] of text.matchAll(/<a (?:name="[^"]+" )?(?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

function toSlug(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]*>/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

function withoutCode(text: string): string {
  return withoutFences(text).replace(/`[^`\n]*`/g, '');
}

function withoutFences(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '');
}
