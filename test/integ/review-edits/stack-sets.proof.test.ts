import { realtimeOrganization } from '../../scenarios/realtime';
import { breakingEdits } from './breaking-edits';
import { EditedEstate, wrongIn } from './edited-estate';
import { conditions, losses, removals, unlisted } from './single-edits';

const estate = new EditedEstate(realtimeOrganization.build);

test('what a stack set deploys is reviewed as a stack is', () => {
  const path = estate.paths().find((each) => each.endsWith('.stack-set.json')) ?? '';
  const template = estate.template(path);
  const wrong = [removals, conditions, losses, unlisted, breakingEdits].flatMap((edits) =>
    edits(template).flatMap((edit) => {
      const found = wrongIn(estate.review(estate.inFile(edit, path)), edit);
      return found === undefined ? [] : [`${edit.name}: ${found}`];
    }),
  );
  expect(wrong).toEqual([]);
});
