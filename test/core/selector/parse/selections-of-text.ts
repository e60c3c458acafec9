import type { EstateStack } from '../../../../lib/core/estate/estate';
import { Resolver } from '../../../../lib/core/estate/resolver';
import { toTemplate } from '../../../../lib/core/estate/source/parse-template';
import {
  type ParsedSelections,
  parseSelections,
  selectionsOfStack,
} from '../../../../lib/core/selector/parse/parse-selections';

/** The selections of a document, or of the trails of a template, as the command line reads them. */
export function selectionsOf(
  document: unknown,
  given: ReadonlyMap<string, string> = new Map(),
): ParsedSelections {
  const template = toTemplate(document);
  const stack: EstateStack = {
    ...{ name: 'Stack', file: 'template.json', account: undefined, partition: undefined },
    ...{ region: given.get('AWS::Region'), given },
    template: 'value' in template ? template.value : { Resources: {} },
  };
  const resolver = new Resolver([stack]);
  return 'value' in template
    ? selectionsOfStack(stack, resolver)
    : parseSelections(resolver.value(document, stack));
}
