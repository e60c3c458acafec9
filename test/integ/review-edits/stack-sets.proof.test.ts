import { realtimeOrganization } from '../../scenarios/realtime';
import { breakingEdits } from './breaking-edits';
import { type Edit, EditedEstate, type EditedTemplate, wrongIn } from './edited-estate';
import { conditions, losses, removals, unlisted } from './single-edits';

const estate = new EditedEstate(realtimeOrganization.build);

/** The template of the stack set is a file of its own. */
function inStackSet(edit: Edit, path: string): Edit {
  return {
    ...edit,
    apply: (_, files) => {
      const template = JSON.parse(files.get(path) ?? '') as EditedTemplate;
      edit.apply(template, files);
      files.set(path, JSON.stringify(template));
    },
  };
}

test('what a stack set deploys is reviewed as a stack is', () => {
  const path = estate.paths().find((each) => each.endsWith('.stack-set.json')) ?? '';
  const template = estate.template(path);
  const wrong = [removals, conditions, losses, unlisted, breakingEdits].flatMap((edits) =>
    edits(template).flatMap((edit) => {
      const found = wrongIn(estate.review(inStackSet(edit, path)), edit);
      return found === undefined ? [] : [`${edit.name}: ${found}`];
    }),
  );
  expect(wrong).toEqual([]);
});
