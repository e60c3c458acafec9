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
