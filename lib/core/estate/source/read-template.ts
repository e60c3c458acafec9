import type { Estate } from '../estate';
import { addStack, newReading, type ReadText, type StackDefaults } from './add-stack';
import { type Parsed, toTemplate } from './parse-template';

/**
 * Takes a parsed document as the one template of an estate, with the templates in its resources and those of its folder that the CDK
 * names in the metadata. Others are unknown.
 *
 * @param path names the stack, and is for messages
 * @param read reads files of the folder that the template is in
 */
export function readTemplate(
  document: unknown,
  path: string,
  { account, region, given }: StackDefaults,
  read?: ReadText,
): Parsed<Estate> {
  const template = toTemplate(document);
  if ('problem' in template) return template;
  const [file = path] = path.split(/[/\\]/).slice(-1);
  const name = file.replace(/(\.template)?\.(json|ya?ml)$/, '');
  const folder = path.slice(0, path.length - file.length);
  const reading = newReading(folder, read);
  const place = {
    ...{ name, account, region, partition: undefined },
    ...(given === undefined ? {} : { given }),
  };
  addStack({ template: template.value, path: file, place, depth: 0 }, reading);
  const { stacks, messages, unknowns, unread, problems } = reading;
  return {
    value: {
      ...{ kind: 'template', path, stacks, messages, unread, unknowns },
      problems: problems.map((each) => `${folder}${each}`),
    },
  };
}

/** Larger files are not read: a template has at most 1 MB, and a state of Terraform a few MB. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** The access to a folder, as `node:fs` and `node:path` have it. */
interface FolderAccess {
  readonly sep: string;
  join(folder: string, path: string): string;
  relative(from: string, to: string): string;
  realpathSync(path: string): string;
  statSync(path: string): { readonly size: number };
  readFileSync(path: string, encoding: 'utf8'): string;
}

/** Reads files of a folder, and none outside it that a link leads to. */
export function readerWithin(
  folder: string,
  access: FolderAccess,
  renderReason: (error: unknown) => string,
): ReadText {
  return (path) => {
    try {
      const root = access.realpathSync(folder);
      const file = access.realpathSync(access.join(root, path));
      const within = access.relative(root, file);
      if (within === '..' || within.startsWith(`..${access.sep}`))
        return { problem: 'a link leads out of the folder' };
      const { size } = access.statSync(file);
      if (size > MAX_FILE_BYTES)
        return { problem: `it has ${size} bytes; at most ${MAX_FILE_BYTES} are read` };
      return { text: access.readFileSync(file, 'utf8') };
    } catch (error) {
      return { problem: renderReason(error) };
    }
  };
}
