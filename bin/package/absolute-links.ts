/** The part of `package.json` that says where the repository is. */
interface Origin {
  readonly homepage: string;
  readonly version: string;
}

/**
 * Markdown of the repository's root as registries show it that do not know the repository: links lead to the files of this
 * version.
 */
export function withAbsoluteLinks(markdown: string, { homepage, version }: Origin): string {
  const repository = homepage.replace(/#.*$/, '');
  return markdown.replace(
    /\]\((?!https?:|#)([^)\s]+)\)/g,
    (_link, target: string) => `](${repository}/blob/v${version}/${target})`,
  );
}
