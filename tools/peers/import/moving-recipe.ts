import { fencedBlocks } from '../../../test/documents/code-blocks';
import { runExample } from '../../../test/documents/run-example';
import type { ImportTemplate, ResourceToImport } from './import-problems';

/** An import of docs/deploy/moving.md. */
export interface ImportStep {
  /** Of the cloud assembly. */
  readonly assembly: string;
  readonly template: ImportTemplate;
  readonly imports: readonly ResourceToImport[];
}

type Mapping = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The examples of docs/deploy/moving.md, each with the mapping that follows it; AWS chose the id of the key. */
export function readRecipe(stackName: string, keyId: string): readonly ImportStep[] {
  const blocks = fencedBlocks('docs/deploy/moving.md');
  const mappings = blocks
    .filter(({ language }) => language === 'json')
    .map(({ text }): Mapping => JSON.parse(text));
  return blocks
    .filter(({ language }) => language === 'ts')
    .map((block, index) => {
      const assembly = runExample(block).synth();
      const template = assembly.getStackByName(stackName).template as ImportTemplate;
      const imports = Object.entries(mappings[index] ?? {}).map(([logicalId, identifier]) => ({
        logicalId,
        type: template.Resources?.[logicalId]?.Type ?? '',
        identifier: 'KeyId' in identifier ? { KeyId: keyId } : identifier,
      }));
      return { assembly: assembly.directory, template, imports };
    });
}
