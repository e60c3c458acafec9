/** What was asked for cannot be searched, however often it is tried. Step Functions shows the name as the error. */
export class SearchRefused extends Error {
  override readonly name = 'SearchRefused';
}
