import type { Estate, EstateTemplate } from '../../../../lib/core/estate/estate';
import { reviewDocument } from '../../../../lib/core/review/document/review-document';
import { account } from '../../../scenarios/account';
import { templatesOf } from '../../../scenarios/synthesized';
import type { Json } from '../edited-template';
import { scenarioStacks } from '../pipeline/scenario-stacks';

const STACKS = scenarioStacks(templatesOf(account));
const [OLD, NEW] = ['AccountTrailwatchProcessor', 'OtherTrailwatchProcessor'];

function estate(stacks: Estate['stacks']): Estate {
  return { kind: 'assembly', path: 'cdk.out', stacks, messages: [], unknowns: [], problems: [] };
}

/** What is not known of the function and its alarms where the function has another name, in the stack and the app as they are then. */
function unknownsOf(stack: string, edit: (resources: Json) => void = () => undefined): readonly string[] {
  const head = STACKS.map((each) => {
    const text = JSON.stringify(each.template).replaceAll(OLD, NEW);
    const template = JSON.parse(text) as EstateTemplate;
    edit(template.Resources);
    return { ...each, name: stack, template };
  });
  return reviewDocument({ base: estate(STACKS), head: estate(head) }).changes.flatMap(
    ({ effect, kind, subject }) => (effect === 'unknown' ? [`${kind} ${subject}`] : []),
  );
}

/** The alarm on files that are not searched. */
function alarmIn(resources: Json): [name: string, alarm: Json] {
  const found = Object.entries(resources as Record<string, Json>).find(([name]) =>
    name.includes('AlarmsRejectedFilesAlarm'),
  );
  if (found === undefined) throw new Error('there is no such alarm');
  return found;
}

describe.each(['Account', 'Other'])('a function with another name, in the stack %s', (stack) => {
  test('has alarms on the same, if they have the name, too', () => {
    expect(unknownsOf(stack)).toEqual([]);
  });

  test('is another one for an alarm that does not have the name', () => {
    const found = unknownsOf(stack, (resources) => {
      const [, alarm] = alarmIn(resources);
      const text = JSON.stringify(alarm).replaceAll(NEW, OLD);
      Object.assign(alarm, JSON.parse(text));
    });
    expect(found).toContainEqual(expect.stringContaining('variable TRAILWATCH_PROCESSOR_NAME'));
  });

  test('has an alarm on something else, if that has a name of its own', () => {
    const found = unknownsOf(stack, (resources) => {
      const [, alarm] = alarmIn(resources);
      alarm.Properties.Dimensions = [{ Name: 'service', Value: 'Another' }];
    });
    expect(found).toEqual([expect.stringMatching(/ what is measured of .*RejectedFilesAlarm/)]);
  });
});
