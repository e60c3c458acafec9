import { parseSigmaFiles, type SigmaFile } from '../../lib/core/sigma/sigma-file';
import { readRuleTexts } from './read-rule-texts';

/** A file of Sigma rules as it stands on disk. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
  readonly content: SigmaFile;
}

/**
 * The rule files of some folders, as {@link readRuleTexts} finds them. They are read together, so that correlations and
 * filters find the rules that they name.
 */
export async function* readRuleFiles(...paths: readonly string[]): AsyncGenerator<RuleFile, void> {
  const sources = await readRuleTexts(paths);
  for (const [at, content] of parseSigmaFiles(sources).entries()) {
    const { file = '', text = '' } = sources[at] ?? {};
    yield { path: file, text, content };
  }
}
